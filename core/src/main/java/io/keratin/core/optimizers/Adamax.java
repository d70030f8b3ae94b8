package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * {@link Adam} with the largest gradient that fades instead of the mean square.
 *
 * @param beta1 how much of the mean gradient stays
 * @param beta2 how much of the mean square stays
 * @param epsilon added to the divisor
 * @param options what all optimizers have
 */
public record Adamax(double beta1, double beta2, double epsilon, Options options) implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Adamax DEFAULTS = new Adamax(0.9, 0.999, 1e-7, Options.of("adamax", 0.001));

    static Adamax fromConfig(Config config) {
        return new Adamax(
                config.real("beta_1", DEFAULTS.beta1),
                config.real("beta_2", DEFAULTS.beta2),
                config.real("epsilon", DEFAULTS.epsilon),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "Adamax";
    }

    @Override
    public Adamax withOptions(Options other) {
        return new Adamax(beta1, beta2, epsilon, other);
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
                return List.of(List.of(SlotSpec.zeros("momentum", v), SlotSpec.zeros("norm", v)));
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float rest1 = (float) (1 - beta1);
                float keep2 = (float) beta2;
                float eps = (float) epsilon;
                float rate = step.rate;
                float left = 1 - Optimizers.power(beta1, step.number);
                float[] sizes = step.squares;
                if (sizes != null && variable.lookUps() != null) {
                    variable.lookUps().magnitudes(sizes);
                }
                float[] w = variable.value();
                float[] m = slots[0];
                float[] u = slots[1];
                for (int i = 0; i < w.length; i++) {
                    m[i] += (g[i] - m[i]) * rest1;
                    u[i] = Math.max(keep2 * u[i], sizes == null ? Math.abs(g[i]) : sizes[i]);
                    w[i] -= rate * m[i] / (left * (u[i] + eps));
                }
            }
        };
    }
}
