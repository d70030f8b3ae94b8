package io.keratin.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.activations.Activations;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.RecurrentSpec;
import io.keratin.core.layers.RnnOptions;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.SimpleRnn;
import io.keratin.core.layers.TrainingOptions;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How far recurrent layers are from the same recurrence in double precision: whole sequences with weights as a model has
 * them, and single steps with weights of any scale, where the gates' tails occur and a sequence would be chaos.
 */
class AccuracyTest {

    /** Absolute error of a value anywhere in a sequence. */
    private static final double SEQUENCE_TOLERANCE = 3e-7;

    /** The same for a SimpleRNN, whose orthogonal recurrence forgets no error: rounding h alone takes about this. */
    private static final double SIMPLE_RNN_SEQUENCE_TOLERANCE = 1e-6;

    /** Error of one step, relative to the sum of the absolute values of a gate's terms where that is above 1. */
    private static final double STEP_TOLERANCE = 4e-7;

    private static final int FEATURES = 9;
    private static final int[] UNITS = {1, 2, 3, 7, 8, 15, 16, 17, 31, 33, 48, 64};
    private static final int[] STEPS = {50, 101, 200};
    private static final float[] SCALES = {0.1f, 1, 10};

    @ParameterizedTest
    @EnumSource
    void a_sequence_is_as_exact_as_floats_allow(DoubleCell.Kind kind) {
        double worst = 0;
        for (int units : UNITS) {
            for (int steps : STEPS) {
                for (int batch : new int[] {1, 7}) {
                    for (float scale : new float[] {0.1f, 1}) {
                        worst = Math.max(worst, sequenceError(kind, units, steps, batch, scale));
                    }
                }
            }
        }
        assertThat(worst)
                .isLessThanOrEqualTo(
                        kind == DoubleCell.Kind.SIMPLE_RNN ? SIMPLE_RNN_SEQUENCE_TOLERANCE : SEQUENCE_TOLERANCE);
    }

    @ParameterizedTest
    @EnumSource
    void a_step_is_as_exact_as_floats_allow_at_any_scale(DoubleCell.Kind kind) {
        double worst = 0;
        for (int units : UNITS) {
            for (float weightScale : SCALES) {
                for (float inputScale : SCALES) {
                    for (int batch : new int[] {1, 7}) {
                        worst = Math.max(worst, stepError(kind, units, weightScale, inputScale, batch));
                    }
                }
            }
        }
        assertThat(worst).isLessThanOrEqualTo(STEP_TOLERANCE);
    }

    private static double sequenceError(DoubleCell.Kind kind, int units, int steps, int batch, float scale) {
        Random random = new Random(31L * units + steps);
        NamedLayer spec = net(kind, units);
        List<float[]> weights = new ArrayList<>();
        Parameters initial = Parameters.initial(Model.weights(spec), random.nextLong());
        for (WeightSpec w : initial.specs()) {
            weights.add(w.name().equals("bias") ? floats(random, (int) w.count(), 0.1f) : initial.get(w.key()));
        }
        Model model = Model.of(spec, new Parameters(initial.specs(), weights));
        float[] x = floats(random, batch * steps * FEATURES, scale);
        float[] found = model.predict(Tensor.of(x, batch, steps, FEATURES)).floats();
        double worst = 0;
        for (int b = 0; b < batch; b++) {
            DoubleCell cell = new DoubleCell(kind, units, weights);
            for (int t = 0; t < steps; t++) {
                int at = b * steps + t;
                cell.step(x, at * FEATURES, FEATURES);
                for (int u = 0; u < units; u++) {
                    worst = Math.max(worst, Math.abs(found[at * units + u] - cell.h[u]));
                }
            }
        }
        return worst;
    }

    /** The model takes each step from the state of the reference. */
    private static double stepError(DoubleCell.Kind kind, int units, float weightScale, float inputScale, int batch) {
        Random random = new Random(31L * units);
        NamedLayer spec = net(kind, units);
        List<WeightSpec> specs = Model.weights(spec);
        List<float[]> weights = specs.stream()
                .map(w -> floats(random, (int) w.count(), weightScale))
                .toList();
        ModelStream stream = Model.of(spec, new Parameters(specs, weights)).stream(batch);
        List<DoubleCell> cells = new ArrayList<>();
        for (int b = 0; b < batch; b++) {
            cells.add(new DoubleCell(kind, units, weights));
        }
        double worst = 0;
        for (int t = 0; t < STEPS[0]; t++) {
            float[] x = floats(random, batch * FEATURES, inputScale);
            stream.restore(states(cells, kind, units));
            float[] found = stream.step(x);
            for (int b = 0; b < batch; b++) {
                DoubleCell cell = cells.get(b);
                cell.step(x, b * FEATURES, FEATURES);
                for (int u = 0; u < units; u++) {
                    worst = Math.max(worst, Math.abs(found[b * units + u] - cell.h[u]) / cell.summed[u]);
                }
            }
        }
        return worst;
    }

    /** The references' states as floats, which they themselves go on from. */
    private static List<float[]> states(List<DoubleCell> cells, DoubleCell.Kind kind, int units) {
        float[] h = new float[cells.size() * units];
        float[] c = new float[cells.size() * units];
        for (int b = 0; b < cells.size(); b++) {
            for (int u = 0; u < units; u++) {
                h[b * units + u] = (float) cells.get(b).h[u];
                c[b * units + u] = (float) cells.get(b).c[u];
                cells.get(b).h[u] = h[b * units + u];
                cells.get(b).c[u] = c[b * units + u];
            }
        }
        return kind == DoubleCell.Kind.LSTM ? List.of(h, c) : List.of(h);
    }

    private static NamedLayer net(DoubleCell.Kind kind, int units) {
        RecurrentSpec layer =
                switch (kind) {
                    case LSTM -> new Lstm(units);
                    case GRU -> new Gru(units);
                    case GRU_RESET_BEFORE ->
                        new Gru(
                                units,
                                Activations.TANH,
                                Activations.SIGMOID,
                                true,
                                false,
                                RnnOptions.DEFAULTS,
                                TrainingOptions.NONE);
                    case SIMPLE_RNN -> new SimpleRnn(units);
                };
        InputLayer input = new InputLayer(Shape.of(Shape.NONE, Shape.NONE, FEATURES), DType.FLOAT32);
        return new NamedLayer(
                "model",
                new Sequential(
                        new NamedLayer("input", input),
                        List.of(new NamedLayer("rnn", layer.withRnn(layer.rnn().withReturnSequences(true))))));
    }

    private static float[] floats(Random random, int n, float scale) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (random.nextFloat() * 2 - 1) * scale;
        }
        return x;
    }
}
