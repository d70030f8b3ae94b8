package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * {@link Adam} with Nesterov's momentum; Dozat 2015.
 *
 * @param beta1 how much of the mean gradient stays
 * @param beta2 how much of the mean square stays
 * @param epsilon added to the divisor
 * @param options what all optimizers have
 */
public record Nadam(double beta1, double beta2, double epsilon, Options options) implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Nadam DEFAULTS = new Nadam(0.9, 0.999, 1e-7, Options.of("nadam", 0.001));

    static Nadam fromConfig(Config config) {
        return new Nadam(
                config.real("beta_1", DEFAULTS.beta1),
                config.real("beta_2", DEFAULTS.beta2),
                config.real("epsilon", DEFAULTS.epsilon),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "Nadam";
    }

    @Override
    public Nadam withOptions(Options other) {
        return new Nadam(beta1, beta2, epsilon, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields("beta_1", beta1, "beta_2", beta2, "epsilon", epsilon);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Rule() {
            @Override
            public List<List<SlotSpec>> slots(Variable v) {
                return List.of(List.of(SlotSpec.zeros("momentum", v), SlotSpec.zeros("velocity", v)));
            }

            private float product = 1;

            @Override
            public String scalar() {
                return "variable";
            }

            @Override
            public void begin(Step step, float[] scalar) {
                scalar[0] = scalar[0] * (float) beta1 * (1 - 0.5f * Optimizers.power(0.96, step.number));
                product = scalar[0];
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float b1 = (float) beta1;
                float b2 = (float) beta2;
                float u = b1 * (1 - 0.5f * Optimizers.power(0.96, step.number));
                float next = b1 * (1 - 0.5f * Optimizers.power(0.96, step.number + 1));
                float all = product;
                float allNext = product * next;
                float left2 = 1 - Optimizers.power(beta2, step.number);
                float rest1 = 1 - b1;
                float rest2 = 1 - b2;
                float eps = (float) epsilon;
                float rate = step.rate;
                float leftNext = 1 - allNext;
                float left = 1 - all;
                float restU = 1 - u;
                float[] squares = step.squares;
                float[] w = variable.value();
                float[] m = slots[0];
                float[] v = slots[1];
                for (int i = 0; i < w.length; i++) {
                    m[i] += (g[i] - m[i]) * rest1;
                    v[i] += (Step.square(squares, g, i) - v[i]) * rest2;
                    float mean = next * m[i] / leftNext + restU * g[i] / left;
                    w[i] -= mean * rate / ((float) Math.sqrt(v[i] / left2) + eps);
                }
            }
        };
    }
}
