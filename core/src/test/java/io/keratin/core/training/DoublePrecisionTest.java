package io.keratin.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.activations.Activations;
import io.keratin.core.graph.Plan;
import io.keratin.core.graph.StateBank;
import io.keratin.core.layers.Binding;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.RecurrentLayer;
import io.keratin.core.layers.RnnOptions;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.TrainingOptions;
import io.keratin.core.optimizers.Variable;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Gradients of LSTM and GRU against differences of the textbook's formulas in double precision. */
class DoublePrecisionTest {

    private static final int BATCH = 3;
    private static final int TIME = 7;
    private static final int X = 4;
    private static final int H = 5;
    private static final double STEP = 1e-5;

    /** Relative to the largest gradient of a weight. */
    private static final double TOLERANCE = 2e-6;

    /** h' and c' of one sample; {@code w} kernel, recurrent kernel, bias; state h, then c. */
    private interface Cell {
        void step(double[][] w, double[] x, double[] state);
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    private static double dot(double[] x, double[] w, int columns, int column) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * w[k * columns + column];
        }
        return sum;
    }

    private static void lstm(double[][] w, double[] x, double[] state) {
        double[] h = Arrays.copyOf(state, H);
        for (int u = 0; u < H; u++) {
            double[] z = new double[4];
            for (int g = 0; g < 4; g++) {
                int column = g * H + u;
                z[g] = dot(x, w[0], 4 * H, column) + dot(h, w[1], 4 * H, column) + w[2][column];
            }
            double c = sigmoid(z[1]) * state[H + u] + sigmoid(z[0]) * Math.tanh(z[2]);
            state[H + u] = c;
            state[u] = sigmoid(z[3]) * Math.tanh(c);
        }
    }

    private static void gru(boolean after, double[][] w, double[] x, double[] state) {
        double[] h = state.clone();
        double[] z = new double[H];
        double[] r = new double[H];
        double[] rh = new double[H];
        double[] b = w[2];
        int n = 3 * H;
        for (int u = 0; u < H; u++) {
            double second = after ? b[n + u] : 0;
            double third = after ? b[n + H + u] : 0;
            z[u] = sigmoid(dot(x, w[0], n, u) + b[u] + dot(h, w[1], n, u) + second);
            r[u] = sigmoid(dot(x, w[0], n, H + u) + b[H + u] + dot(h, w[1], n, H + u) + third);
            rh[u] = r[u] * h[u];
        }
        for (int u = 0; u < H; u++) {
            int column = 2 * H + u;
            double recurrent = after ? r[u] * (dot(h, w[1], n, column) + b[n + column]) : dot(rh, w[1], n, column);
            double g = Math.tanh(dot(x, w[0], n, column) + b[column] + recurrent);
            state[u] = z[u] * h[u] + (1 - z[u]) * g;
        }
    }

    private static double loss(Cell cell, int states, double[][] w, double[] x, double[] cotangent) {
        double sum = 0;
        for (int b = 0; b < BATCH; b++) {
            double[] state = new double[states * H];
            for (int t = 0; t < TIME; t++) {
                int at = (b * TIME + t) * X;
                cell.step(w, Arrays.copyOfRange(x, at, at + X), state);
                for (int u = 0; u < H; u++) {
                    sum += state[u] * cotangent[(b * TIME + t) * H + u];
                }
            }
        }
        return sum;
    }

    private static void check(RecurrentLayer layer, Cell cell) {
        NamedLayer in = new NamedLayer("input", new InputLayer(Shape.of(Shape.NONE, TIME, X), DType.FLOAT32));
        Model model = Model.initialized(
                new NamedLayer("model", new Sequential(in, List.of(new NamedLayer("rnn", layer)))), 3);
        TrainedWeights weights = new TrainedWeights(model.spec(), model.inputShapes(), model.parameters());
        Random random = new Random(9);
        List<double[]> w = new ArrayList<>();
        for (Variable v : weights.variables()) {
            double[] values = new double[v.value().length];
            for (int i = 0; i < values.length; i++) {
                v.value()[i] = (float) (0.5 * random.nextGaussian());
                values[i] = v.value()[i];
            }
            w.add(values);
        }
        weights.live().changed();
        Plan plan = Plan.training(
                new Binding(model.inputShapes(), weights.live(), model.kernels()).bind(model.spec()),
                model.inputDTypes(),
                List.of(Shape.of(BATCH, TIME, X)),
                new StateBank(),
                Team.SOLO,
                true);
        double[] x = fill(random, plan.input().floats(), BATCH * TIME * X);
        plan.run();
        float[] dy = Objects.requireNonNull(plan.gradient(plan.output()));
        double[] cotangent = fill(random, dy, BATCH * TIME * H);
        plan.backward(1);
        double[][] all = w.toArray(new double[0][]);
        for (int i = 0; i < all.length; i++) {
            compare(
                    cell,
                    layer.stateCount(),
                    all,
                    x,
                    cotangent,
                    all[i],
                    Objects.requireNonNull(weights.variables().get(i).gradient()));
        }
        compare(cell, layer.stateCount(), all, x, cotangent, x, Objects.requireNonNull(plan.gradient(plan.input())));
    }

    private static double[] fill(Random random, float[] to, int n) {
        double[] same = new double[n];
        for (int i = 0; i < n; i++) {
            to[i] = (float) random.nextGaussian();
            same[i] = to[i];
        }
        return same;
    }

    private static void compare(
            Cell cell, int states, double[][] w, double[] x, double[] cotangent, double[] moved, float[] gradient) {
        double[] expected = new double[moved.length];
        double largest = 0;
        for (int i = 0; i < moved.length; i++) {
            double before = moved[i];
            moved[i] = before + STEP;
            double up = loss(cell, states, w, x, cotangent);
            moved[i] = before - STEP;
            expected[i] = (up - loss(cell, states, w, x, cotangent)) / (2 * STEP);
            moved[i] = before;
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        for (int i = 0; i < moved.length; i++) {
            assertThat(Math.abs(gradient[i] - expected[i]))
                    .as("[%d]: %s, in double precision %s of at most %s", i, gradient[i], expected[i], largest)
                    .isLessThan(TOLERANCE * largest);
        }
    }

    private static final RnnOptions SEQUENCES = RnnOptions.DEFAULTS.withReturnSequences(true);

    @Test
    void lstm() {
        check(new Lstm(H).withRnn(SEQUENCES), DoublePrecisionTest::lstm);
    }

    @Test
    void gru_with_the_reset_gate_after_the_product() {
        check(new Gru(H).withRnn(SEQUENCES), (w, x, state) -> gru(true, w, x, state));
    }

    @Test
    void gru_with_the_reset_gate_before_the_product() {
        Gru before = new Gru(H, Activations.TANH, Activations.SIGMOID, true, false, SEQUENCES, TrainingOptions.NONE);
        check(before, (w, x, state) -> gru(false, w, x, state));
    }
}
