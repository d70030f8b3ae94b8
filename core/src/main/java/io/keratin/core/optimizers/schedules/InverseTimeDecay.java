package io.keratin.core.optimizers.schedules;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;

/**
 * initial / (1 + rate · step / decay).
 *
 * @param initialLearningRate the learning rate at step 0
 * @param decaySteps above 0: steps of one decay
 * @param decayRate how fast it falls
 * @param staircase whether it falls only after whole decays
 */
public record InverseTimeDecay(
        double initialLearningRate, double decaySteps, double decayRate, boolean staircase, String name)
        implements Schedule {

    /** Checks the options as Keras does. */
    public InverseTimeDecay {
        Schedules.positive(name, "decay_steps", decaySteps);
    }

    static InverseTimeDecay fromConfig(Config config) {
        return new InverseTimeDecay(
                Schedules.real(config, "initial_learning_rate"),
                Schedules.real(config, "decay_steps"),
                Schedules.real(config, "decay_rate"),
                config.flag("staircase", false),
                config.text("name", "InverseTimeDecay"));
    }

    @Override
    public String className() {
        return "InverseTimeDecay";
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
        return (float) initialLearningRate / (1 + (float) decayRate * p);
    }
}
