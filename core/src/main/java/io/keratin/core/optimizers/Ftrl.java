package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * Follows the regularised leader; McMahan et al. 2013. Weights whose linear term is within {@code l1} become exactly 0.
 *
 * @param learningRatePower at most 0: how steps shrink
 * @param initialAccumulatorValue at least 0: what the sum of squares starts with
 * @param l1 at least 0
 * @param l2 at least 0
 * @param shrinkage at least 0: what each weight adds to its gradient
 * @param beta added to l2, over twice the rate
 * @param options what all optimizers have
 */
public record Ftrl(
        double learningRatePower,
        double initialAccumulatorValue,
        double l1,
        double l2,
        double shrinkage,
        double beta,
        Options options)
        implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Ftrl DEFAULTS = new Ftrl(-0.5, 0.1, 0.0, 0.0, 0.0, 0.0, Options.of("ftrl", 0.001));

    /** Checks the options as Keras does. */
    public Ftrl {
        Options.check(
                options.name(),
                initialAccumulatorValue >= 0,
                "initial_accumulator_value must be at least 0",
                initialAccumulatorValue);
        Options.check(
                options.name(), learningRatePower <= 0, "learning_rate_power must be at most 0", learningRatePower);
        Options.check(options.name(), l1 >= 0, "l1_regularization_strength must be at least 0", l1);
        Options.check(options.name(), l2 >= 0, "l2_regularization_strength must be at least 0", l2);
        Options.check(
                options.name(), shrinkage >= 0, "l2_shrinkage_regularization_strength must be at least 0", shrinkage);
    }

    static Ftrl fromConfig(Config config) {
        return new Ftrl(
                config.real("learning_rate_power", DEFAULTS.learningRatePower),
                config.real("initial_accumulator_value", DEFAULTS.initialAccumulatorValue),
                config.real("l1_regularization_strength", DEFAULTS.l1),
                config.real("l2_regularization_strength", DEFAULTS.l2),
                config.real("l2_shrinkage_regularization_strength", DEFAULTS.shrinkage),
                config.real("beta", DEFAULTS.beta),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "Ftrl";
    }

    @Override
    public Ftrl withOptions(Options other) {
        return new Ftrl(learningRatePower, initialAccumulatorValue, l1, l2, shrinkage, beta, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields(
                "learning_rate_power",
                learningRatePower,
                "initial_accumulator_value",
                initialAccumulatorValue,
                "l1_regularization_strength",
                l1,
                "l2_regularization_strength",
                l2,
                "l2_shrinkage_regularization_strength",
                shrinkage,
                "beta",
                beta);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Rule() {
            @Override
            public List<List<SlotSpec>> slots(Variable v) {
                return List.of(List.of(
                        SlotSpec.filled("accumulator", v, (float) initialAccumulatorValue),
                        SlotSpec.zeros("linear", v)));
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float rate = step.rate;
                float power = (float) -learningRatePower;
                float quadratic = 2 * ((float) l2 + (float) beta / (2 * rate));
                float shrink = (float) (2 * shrinkage);
                float limit = (float) l1;
                float[] squares = step.squares;
                float[] w = variable.value();
                float[] sum = slots[0];
                float[] linear = slots[1];
                for (int i = 0; i < w.length; i++) {
                    float before = power(sum[i], power);
                    float all = sum[i] + Step.square(squares, g, i);
                    float after = power(all, power);
                    linear[i] += g[i] + shrink * w[i] - (after - before) / rate * w[i];
                    float clipped = Math.max(-limit, Math.min(limit, linear[i]));
                    w[i] = (clipped - linear[i]) / (after / rate + quadratic);
                    sum[i] = all;
                }
            }
        };
    }

    private static float power(float x, float power) {
        return power == 0.5f ? (float) Math.sqrt(x) : (float) Math.pow(x, power);
    }
}
