package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * w -= rate · g; with momentum v = momentum · v - rate · g and w += v, or with Nesterov one more step of v.
 *
 * @param momentum how much of the last step goes on, 0 to 1
 * @param nesterov whether the gradient is taken to be ahead
 * @param options what all optimizers have
 */
public record Sgd(double momentum, boolean nesterov, Options options) implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Sgd DEFAULTS = new Sgd(0.0, false, Options.of("sgd", 0.01));

    /** Checks the options as Keras does. */
    public Sgd {
        Options.check(options.name(), momentum >= 0 && momentum <= 1, "momentum must be from 0 to 1", momentum);
    }

    static Sgd fromConfig(Config config) {
        return new Sgd(
                config.real("momentum", DEFAULTS.momentum),
                config.flag("nesterov", DEFAULTS.nesterov),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "SGD";
    }

    @Override
    public Sgd withOptions(Options other) {
        return new Sgd(momentum, nesterov, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields("momentum", momentum, "nesterov", nesterov);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Rule() {
            @Override
            public List<List<SlotSpec>> slots(Variable v) {
                return List.of(momentum == 0 ? List.of() : List.of(SlotSpec.zeros("momentum", v)));
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float rate = step.rate;
                float keep = (float) momentum;
                float[] w = variable.value();
                if (momentum == 0) {
                    for (int i = 0; i < w.length; i++) {
                        w[i] -= g[i] * rate;
                    }
                    return;
                }
                float[] m = slots[0];
                if (nesterov) {
                    for (int i = 0; i < w.length; i++) {
                        m[i] = m[i] * keep - g[i] * rate;
                        w[i] += m[i] * keep - g[i] * rate;
                    }
                } else {
                    for (int i = 0; i < w.length; i++) {
                        m[i] = m[i] * keep - g[i] * rate;
                        w[i] += m[i];
                    }
                }
            }
        };
    }
}
