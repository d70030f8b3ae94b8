package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * Steps along the mean gradient over the root of the mean square; Kingma and Ba 2014.
 *
 * @param beta1 how much of the mean gradient stays
 * @param beta2 how much of the mean square stays
 * @param epsilon added to the divisor
 * @param amsgrad whether the largest mean square so far divides
 * @param options what all optimizers have
 */
public record Adam(double beta1, double beta2, double epsilon, boolean amsgrad, Options options)
        implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Adam DEFAULTS = new Adam(0.9, 0.999, 1e-7, false, Options.of("adam", 0.001));

    static Adam fromConfig(Config config) {
        return new Adam(
                config.real("beta_1", DEFAULTS.beta1),
                config.real("beta_2", DEFAULTS.beta2),
                config.real("epsilon", DEFAULTS.epsilon),
                config.flag("amsgrad", DEFAULTS.amsgrad),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "Adam";
    }

    @Override
    public Adam withOptions(Options other) {
        return new Adam(beta1, beta2, epsilon, amsgrad, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields("beta_1", beta1, "beta_2", beta2, "epsilon", epsilon, "amsgrad", amsgrad);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Rule() {
            @Override
            public List<List<SlotSpec>> slots(Variable v) {
                return List.of(
                        List.of(SlotSpec.zeros("momentum", v), SlotSpec.zeros("velocity", v)),
                        amsgrad ? List.of(SlotSpec.zeros("velocity_hat", v)) : List.of());
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float rate = Optimizers.adamRate(step, beta1, beta2);
                float rest1 = (float) (1 - beta1);
                float rest2 = (float) (1 - beta2);
                float eps = (float) epsilon;
                float[] w = variable.value();
                float[] squares = step.squares;
                float[] m = slots[0];
                float[] v = slots[1];
                if (amsgrad) {
                    float[] top = slots[2];
                    for (int i = 0; i < w.length; i++) {
                        m[i] += (g[i] - m[i]) * rest1;
                        v[i] += (Step.square(squares, g, i) - v[i]) * rest2;
                        top[i] = Math.max(top[i], v[i]);
                        w[i] -= m[i] * rate / ((float) Math.sqrt(top[i]) + eps);
                    }
                } else {
                    Optimizers.adam(w, g, squares, m, v, rate, rest1, rest2, eps);
                }
            }
        };
    }
}
