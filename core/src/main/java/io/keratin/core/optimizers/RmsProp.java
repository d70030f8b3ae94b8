package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * w -= rate · g over the root of the mean square of g, or of its variance if {@code centered}; Tieleman and Hinton 2012.
 *
 * @param rho how much of the mean square stays
 * @param momentum how much of the last step goes on
 * @param epsilon added under the root
 * @param centered whether the mean gradient is taken off
 * @param options what all optimizers have
 */
public record RmsProp(double rho, double momentum, double epsilon, boolean centered, Options options)
        implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final RmsProp DEFAULTS = new RmsProp(0.9, 0.0, 1e-7, false, Options.of("rm_sprop", 0.001));

    static RmsProp fromConfig(Config config) {
        return new RmsProp(
                config.real("rho", DEFAULTS.rho),
                config.real("momentum", DEFAULTS.momentum),
                config.real("epsilon", DEFAULTS.epsilon),
                config.flag("centered", DEFAULTS.centered),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "RMSprop";
    }

    @Override
    public RmsProp withOptions(Options other) {
        return new RmsProp(rho, momentum, epsilon, centered, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields("rho", rho, "momentum", momentum, "epsilon", epsilon, "centered", centered);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Rule() {
            @Override
            public List<List<SlotSpec>> slots(Variable v) {
                return List.of(
                        List.of(SlotSpec.zeros("velocity", v)),
                        momentum > 0 ? List.of(SlotSpec.zeros("momentum", v)) : List.of(),
                        centered ? List.of(SlotSpec.zeros("average_gradient", v)) : List.of());
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float keep = (float) rho;
                float rest = (float) (1 - rho);
                float eps = (float) epsilon;
                float rate = step.rate;
                float[] squares = step.squares;
                float[] w = variable.value();
                float[] v = slots[0];
                float[] mean = centered ? slots[slots.length - 1] : v;
                for (int i = 0; i < v.length; i++) {
                    v[i] = keep * v[i] + rest * Step.square(squares, g, i);
                }
                if (centered) {
                    for (int i = 0; i < v.length; i++) {
                        mean[i] = keep * mean[i] + rest * g[i];
                        g[i] = rate * g[i] / (float) Math.sqrt(v[i] - mean[i] * mean[i] + eps);
                    }
                } else {
                    for (int i = 0; i < v.length; i++) {
                        g[i] = rate * g[i] / (float) Math.sqrt(v[i] + eps);
                    }
                }
                if (momentum > 0) {
                    float[] m = slots[1];
                    float go = (float) momentum;
                    for (int i = 0; i < w.length; i++) {
                        m[i] = go * m[i] + g[i];
                        w[i] -= m[i];
                    }
                } else {
                    for (int i = 0; i < w.length; i++) {
                        w[i] -= g[i];
                    }
                }
            }
        };
    }
}
