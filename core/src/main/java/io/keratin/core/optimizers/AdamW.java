package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * {@link Adam} with weight decay; Loshchilov and Hutter 2017.
 *
 * @param beta1 how much of the mean gradient stays
 * @param beta2 how much of the mean square stays
 * @param epsilon added to the divisor
 * @param amsgrad whether the largest mean square so far divides
 * @param options what all optimizers have
 */
public record AdamW(double beta1, double beta2, double epsilon, boolean amsgrad, Options options)
        implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final AdamW DEFAULTS =
            new AdamW(0.9, 0.999, 1e-7, false, Options.of("adam_w", 0.001).withWeightDecay(0.004));

    /** Checks the options as Keras does. */
    public AdamW {
        Options.check(options.name(), options.weightDecay() != null, "weight_decay must be a number", null);
    }

    static AdamW fromConfig(Config config) {
        return new AdamW(
                config.real("beta_1", DEFAULTS.beta1),
                config.real("beta_2", DEFAULTS.beta2),
                config.real("epsilon", DEFAULTS.epsilon),
                config.flag("amsgrad", DEFAULTS.amsgrad),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "AdamW";
    }

    @Override
    public AdamW withOptions(Options other) {
        return new AdamW(beta1, beta2, epsilon, amsgrad, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields("beta_1", beta1, "beta_2", beta2, "epsilon", epsilon, "amsgrad", amsgrad);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Adam(beta1, beta2, epsilon, amsgrad, options).rule(variables);
    }
}
