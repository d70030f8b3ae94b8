package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * w -= rate · g over the root of the sum of all squares so far; Duchi et al. 2011.
 *
 * @param initialAccumulatorValue what the sum starts with
 * @param epsilon added under the root
 * @param options what all optimizers have
 */
public record Adagrad(double initialAccumulatorValue, double epsilon, Options options) implements RuleOptimizer {

    /** With Keras's defaults. */
    public static final Adagrad DEFAULTS = new Adagrad(0.1, 1e-7, Options.of("adagrad", 0.001));

    static Adagrad fromConfig(Config config) {
        return new Adagrad(
                config.real("initial_accumulator_value", DEFAULTS.initialAccumulatorValue),
                config.real("epsilon", DEFAULTS.epsilon),
                Options.read(config, DEFAULTS.options));
    }

    @Override
    public String className() {
        return "Adagrad";
    }

    @Override
    public Adagrad withOptions(Options other) {
        return new Adagrad(initialAccumulatorValue, epsilon, other);
    }

    @Override
    public Value.Fields hyperparameters() {
        return Value.fields("initial_accumulator_value", initialAccumulatorValue, "epsilon", epsilon);
    }

    @Override
    public Rule rule(List<Variable> variables) {
        return new Rule() {
            @Override
            public List<List<SlotSpec>> slots(Variable v) {
                return List.of(List.of(SlotSpec.filled("accumulator", v, (float) initialAccumulatorValue)));
            }

            @Override
            public void update(Variable variable, float[] g, float[][] slots, Step step) {
                float eps = (float) epsilon;
                float rate = step.rate;
                float[] squares = step.squares;
                float[] w = variable.value();
                float[] sum = slots[0];
                for (int i = 0; i < w.length; i++) {
                    sum[i] += Step.square(squares, g, i);
                    w[i] -= rate * g[i] / (float) Math.sqrt(sum[i] + eps);
                }
            }
        };
    }
}
