package io.keratin.core.optimizers.schedules;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;

/**
 * initial · rate^(step / decay).
 *
 * @param initialLearningRate the learning rate at step 0
 * @param decaySteps above 0: steps of one decay
 * @param decayRate what is left after one decay
 * @param staircase whether it falls only after whole decays
 */
public record ExponentialDecay(
        double initialLearningRate, double decaySteps, double decayRate, boolean staircase, String name)
        implements Schedule {

    /** Checks the options as Keras does. */
    public ExponentialDecay {
        Schedules.positive(name, "decay_steps", decaySteps);
    }

    static ExponentialDecay fromConfig(Config config) {
        return new ExponentialDecay(
                Schedules.real(config, "initial_learning_rate"),
                Schedules.real(config, "decay_steps"),
                Schedules.real(config, "decay_rate"),
                config.flag("staircase", false),
                config.text("name", "ExponentialDecay"));
    }

    @Override
    public String className() {
        return "ExponentialDecay";
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "initial_learning_rate",
                initialLearningRate,
                "decay_steps",
                decaySteps,
                "decay_rate",
                decayRate,
                "staircase",
                staircase,
                "name",
                name);
    }

    @Override
    public float at(long step) {
        float p = step / (float) decaySteps;
        p = staircase ? (float) Math.floor(p) : p;
        return (float) initialLearningRate * (float) Math.pow((float) decayRate, p);
    }
}
