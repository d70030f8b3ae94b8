package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * {@link AdamW} on a mean of all its points instead of with a schedule; Defazio et al. 2024. Its momentum is meant to start as a copy of
 * the weights, and does so where the optimizer is built by hand; in a {@code fit} that builds it, it starts at 0 as in Keras 3.15 on
 * TensorFlow: see {@link OptimizerState#beginInFit}.
 *
 * @param beta1 how much of the mean gradient stays
 * @param beta2 how much of the mean square stays
 * @param epsilon added to the divisor
 * @param warmupSteps steps in which the learning rate grows in a straight line
 * @param options what all optimizers have
 */
public record ScheduleFreeAdamW(double beta1, double beta2, double epsilon, int warmupSteps, Options options)
        implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final ScheduleFreeAdamW DEFAULTS =
            new ScheduleFreeAdamW(0.9, 0.999, 1e-8, 0, Options.of("schedule_free_adam_w", 0.0025));

    static ScheduleFreeAdamW fromConfig(Config config) {
        return new ScheduleFreeAdamW(
                config.real("beta_1", DEFAULTS.beta1),
                config.real("beta_2", DEFAULTS.beta2),
                config.real("epsilon", DEFAULTS.epsilon),
                config.integer("warmup_steps", DEFAULTS.warmupSteps),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "ScheduleFreeAdamW";
    }

    @Override
    public ScheduleFreeAdamW withOptions(Options other) {
        return new ScheduleFreeAdamW(beta1, beta2, epsilon, warmupSteps, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields("beta_1", beta1, "beta_2", beta2, "epsilon", epsilon, "warmup_steps", warmupSteps);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Rule() {
            @Override
            public List<List<SlotSpec>> slots(Variable v) {
                return List.of(
                        List.of(new SlotSpec("momentum", v.shape(), Float.NaN, null), SlotSpec.zeros("velocity", v)));
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float b1 = (float) beta1;
                float b2 = (float) beta2;
                float eps = (float) epsilon;
                float number = step.number;
                float rate = warmupSteps > 0 ? step.rate * Math.min(number / warmupSteps, 1) : step.rate;
                float left2 = 1 - Optimizers.power(beta2, step.number);
                float rest1 = 1 - b1;
                float rest2 = 1 - b2;
                float share = 1 / number;
                float others = 1 - share;
                float[] squares = step.squares;
                float[] w = variable.value();
                float[] z = slots[0];
                float[] v = slots[1];
                for (int i = 0; i < w.length; i++) {
                    v[i] += (Step.square(squares, g, i) - v[i]) * rest2;
                    z[i] -= rate * g[i] / ((float) Math.sqrt(v[i] / left2) + eps);
                    // Keras 3.15 on TensorFlow means the momentum before this step, and reads it after
                    float x = (w[i] - rest1 * z[i]) / b1;
                    w[i] = rest1 * z[i] + b1 * (others * x + share * z[i]);
                }
            }
        };
    }
}
