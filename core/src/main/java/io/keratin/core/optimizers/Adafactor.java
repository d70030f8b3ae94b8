package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@link Adam} without momentum, with mean squares of rows and columns instead of all elements; Shazeer and Stern 2018.
 *
 * @param beta2Decay how fast the means get longer
 * @param epsilon1 added to squares
 * @param epsilon2 least size of a weight
 * @param clipThreshold largest root mean square of a step
 * @param relativeStep whether the learning rate is at most 1 over the root of the step's number
 * @param options what all optimizers have
 */
public record Adafactor(
        double beta2Decay,
        double epsilon1,
        double epsilon2,
        double clipThreshold,
        boolean relativeStep,
        Options options)
        implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Adafactor DEFAULTS =
            new Adafactor(-0.8, 1e-30, 1e-3, 1.0, true, Options.of("adafactor", 0.001));

    static Adafactor fromConfig(Config config) {
        return new Adafactor(
                config.real("beta_2_decay", DEFAULTS.beta2Decay),
                config.real("epsilon_1", DEFAULTS.epsilon1),
                config.real("epsilon_2", DEFAULTS.epsilon2),
                config.real("clip_threshold", DEFAULTS.clipThreshold),
                config.flag("relative_step", DEFAULTS.relativeStep),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "Adafactor";
    }

    @Override
    public Adafactor withOptions(Options other) {
        return new Adafactor(beta2Decay, epsilon1, epsilon2, clipThreshold, relativeStep, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields(
                "beta_2_decay",
                beta2Decay,
                "epsilon_1",
                epsilon1,
                "epsilon_2",
                epsilon2,
                "clip_threshold",
                clipThreshold,
                "relative_step",
                relativeStep);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Rule() {
            @Override
            public List<List<SlotSpec>> slots(Variable v) {
                return slotsOf(v);
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float number = step.number;
                float slow = 1 / (float) Math.sqrt(number);
                float rate = relativeStep && !step.scheduled ? Math.min(step.rate, slow) : step.rate;
                float[] squares = step.squares;
                float[] w = variable.value();
                float alpha = Math.max((float) epsilon2, rms(w)) * Math.min(rate, slow);
                float keep = 1 - (float) Math.pow(number, (float) beta2Decay);
                float rest = 1 - keep;
                float[] v = slots[2];
                if (variable.shape().rank() < 2) {
                    float eps = (float) epsilon1;
                    for (int i = 0; i < v.length; i++) {
                        v[i] = keep * v[i] + rest * (Step.square(squares, g, i) + eps);
                    }
                } else {
                    factor(variable.shape(), g, squares, slots[0], slots[1], keep);
                    multiply(variable.shape(), slots[0], slots[1], v);
                }
                double sum = 0;
                for (int i = 0; i < v.length; i++) {
                    sum += squares == null ? 0 : squares[i] / v[i];
                    g[i] /= (float) Math.sqrt(v[i]);
                }
                float rms = squares == null ? rms(g) : (float) Math.sqrt(sum / v.length);
                float divisor = Math.max(1, rms / (float) clipThreshold);
                for (int i = 0; i < w.length; i++) {
                    w[i] -= alpha * (g[i] / divisor);
                }
            }
        };
    }

    /** Row and column means of a matrix and of each one in a stack; for vectors Keras keeps two scalars that nothing uses. */
    private static List<List<Rule.SlotSpec>> slotsOf(Variable v) {
        Shape shape = v.shape();
        int rank = shape.rank();
        Rule.SlotSpec velocity = Rule.SlotSpec.zeros("velocity", v);
        if (rank < 2) {
            Rule.SlotSpec unused = new Rule.SlotSpec(null, Shape.of(), 0, "int32");
            return List.of(List.of(unused, unused, velocity));
        }
        return List.of(List.of(
                new Rule.SlotSpec(null, shape.slice(0, rank - 1), 0, null),
                new Rule.SlotSpec(null, shape.without(rank - 2), 0, null),
                velocity));
    }

    private static float rms(float[] x) {
        return (float) Math.sqrt(RuleState.squares(x) / x.length);
    }

    /** Means of g² + epsilon_1 over the columns, in r, and over the rows, in c, of each matrix. */
    private void factor(Shape shape, float[] g, float @Nullable [] squares, float[] r, float[] c, float keep) {
        int rows = shape.dim(-2);
        int columns = shape.last();
        float rest = 1 - keep;
        float eps = (float) epsilon1;
        for (int row = 0; row < r.length; row++) {
            double sum = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                sum += Rule.Step.square(squares, g, i) + eps;
            }
            r[row] = keep * r[row] + rest * (float) (sum / columns);
        }
        for (int i = 0; i < c.length; i++) {
            int first = i / columns * rows * columns + i % columns;
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += Rule.Step.square(squares, g, first + row * columns) + eps;
            }
            c[i] = keep * c[i] + rest * (float) (sum / rows);
        }
    }

    /** v = r / mean(r) · c, of each matrix. */
    private static void multiply(Shape shape, float[] r, float[] c, float[] v) {
        int rows = shape.dim(-2);
        int columns = shape.last();
        for (int matrix = 0; matrix < r.length / rows; matrix++) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += r[matrix * rows + row];
            }
            float mean = (float) (sum / rows);
            for (int row = matrix * rows; row < (matrix + 1) * rows; row++) {
                float share = r[row] / mean;
                for (int i = 0; i < columns; i++) {
                    v[row * columns + i] = share * c[matrix * columns + i];
                }
            }
        }
    }
}
