package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * {@link Adam}'s step scaled to the norm of each variable; You et al. 2019.
 *
 * @param beta1 how much of the mean gradient stays
 * @param beta2 how much of the mean square stays
 * @param epsilon added to the divisor
 * @param options what all optimizers have
 */
public record Lamb(double beta1, double beta2, double epsilon, Options options) implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Lamb DEFAULTS = new Lamb(0.9, 0.999, 1e-7, Options.of("lamb", 0.001));

    static Lamb fromConfig(Config config) {
        return new Lamb(
                config.real("beta_1", DEFAULTS.beta1),
                config.real("beta_2", DEFAULTS.beta2),
                config.real("epsilon", DEFAULTS.epsilon),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "Lamb";
    }

    @Override
    public Lamb withOptions(Options other) {
        return new Lamb(beta1, beta2, epsilon, other);
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

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float rest1 = (float) (1 - beta1);
                float rest2 = (float) (1 - beta2);
                float left1 = 1 - Optimizers.power(beta1, step.number);
                float left2 = 1 - Optimizers.power(beta2, step.number);
                float eps = (float) epsilon;
                float[] squares = step.squares;
                float[] w = variable.value();
                float[] m = slots[0];
                float[] v = slots[1];
                for (int i = 0; i < w.length; i++) {
                    m[i] += (g[i] - m[i]) * rest1;
                    v[i] += (Step.square(squares, g, i) - v[i]) * rest2;
                    g[i] = m[i] / left1 / ((float) Math.sqrt(v[i] / left2) + eps);
                }
                float ofWeight = (float) Math.sqrt(RuleState.squares(w));
                float ofStep = (float) Math.sqrt(RuleState.squares(g));
                float ratio = ofWeight > 0 && ofStep > 0 ? ofWeight / ofStep : 1;
                float scale = ratio * step.rate;
                for (int i = 0; i < w.length; i++) {
                    w[i] -= scale * g[i];
                }
            }
        };
    }
}
