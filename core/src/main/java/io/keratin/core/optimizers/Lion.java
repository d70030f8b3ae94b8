package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * Steps of the same size along the sign of a mean gradient; Chen et al. 2023.
 *
 * @param beta1 how much of the mean gradient stays
 * @param beta2 how much of the mean gradient stays for the next step
 * @param options what all optimizers have
 */
public record Lion(double beta1, double beta2, Options options) implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Lion DEFAULTS = new Lion(0.9, 0.99, Options.of("lion", 0.001));

    /** Checks the options as Keras does. */
    public Lion {
        Options.check(options.name(), beta1 > 0 && beta1 <= 1, "beta_1 must be above 0 and at most 1", beta1);
    }

    static Lion fromConfig(Config config) {
        return new Lion(
                config.real("beta_1", DEFAULTS.beta1),
                config.real("beta_2", DEFAULTS.beta2),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "Lion";
    }

    @Override
    public Lion withOptions(Options other) {
        return new Lion(beta1, beta2, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields("beta_1", beta1, "beta_2", beta2);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Rule() {
            @Override
            public List<List<SlotSpec>> slots(Variable v) {
                return List.of(List.of(SlotSpec.zeros("momentum", v)));
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float b1 = (float) beta1;
                float b2 = (float) beta2;
                float rest1 = 1 - b1;
                float rest2 = 1 - b2;
                float rate = step.rate;
                float[] w = variable.value();
                float[] m = slots[0];
                for (int i = 0; i < w.length; i++) {
                    w[i] -= rate * Math.signum(m[i] * b1 + g[i] * rest1);
                    m[i] = m[i] * b2 + g[i] * rest2;
                }
            }
        };
    }
}
