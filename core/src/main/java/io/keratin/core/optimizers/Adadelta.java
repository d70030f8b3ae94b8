package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * Steps as large as the root mean square of the last steps, along g over its own; Zeiler 2012.
 *
 * @param rho how much of the means stays
 * @param epsilon added under the roots
 * @param options what all optimizers have
 */
public record Adadelta(double rho, double epsilon, Options options) implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Adadelta DEFAULTS = new Adadelta(0.95, 1e-7, Options.of("adadelta", 0.001));

    static Adadelta fromConfig(Config config) {
        return new Adadelta(
                config.real("rho", DEFAULTS.rho),
                config.real("epsilon", DEFAULTS.epsilon),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "Adadelta";
    }

    @Override
    public Adadelta withOptions(Options other) {
        return new Adadelta(rho, epsilon, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields("rho", rho, "epsilon", epsilon);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Rule() {
            @Override
            public List<List<SlotSpec>> slots(Variable v) {
                return List.of(
                        List.of(SlotSpec.zeros("accumulated_grad", v), SlotSpec.zeros("accumulated_delta_var", v)));
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float keep = (float) rho;
                float rest = (float) (1 - rho);
                float eps = (float) epsilon;
                float rate = step.rate;
                float[] w = variable.value();
                float[] ofTable = step.squares;
                float[] squares = slots[0];
                float[] steps = slots[1];
                for (int i = 0; i < w.length; i++) {
                    float g2 = Step.square(ofTable, g, i);
                    squares[i] = keep * squares[i] + rest * g2;
                    float factor = -((float) Math.sqrt(steps[i] + eps) / (float) Math.sqrt(squares[i] + eps));
                    steps[i] = keep * steps[i] + rest * (factor * factor * g2);
                    w[i] += rate * (factor * g[i]);
                }
            }
        };
    }
}
