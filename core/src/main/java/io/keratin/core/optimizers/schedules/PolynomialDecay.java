package io.keratin.core.optimizers.schedules;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;

/**
 * (initial - end) · (1 - step / decay)^power + end.
 *
 * @param initialLearningRate the learning rate at step 0
 * @param decaySteps above 0: steps of one decay
 * @param endLearningRate what it falls to
 * @param power 1 for a straight line
 * @param cycle whether it starts again, more slowly, when it has arrived
 */
public record PolynomialDecay(
        double initialLearningRate, double decaySteps, double endLearningRate, double power, boolean cycle, String name)
        implements Schedule {

    /** Checks the options as Keras does. */
    public PolynomialDecay {
        Schedules.positive(name, "decay_steps", decaySteps);
    }

    static PolynomialDecay fromConfig(Config config) {
        return new PolynomialDecay(
                Schedules.real(config, "initial_learning_rate"),
                Schedules.real(config, "decay_steps"),
                config.real("end_learning_rate", 1e-4),
                config.real("power", 1.0),
                config.flag("cycle", false),
                config.text("name", "PolynomialDecay"));
    }

    @Override
    public String className() {
        return "PolynomialDecay";
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "initial_learning_rate",
                initialLearningRate,
                "decay_steps",
                decaySteps,
                "end_learning_rate",
                endLearningRate,
                "power",
                power,
                "cycle",
                cycle,
                "name",
                name);
    }

    @Override
    public float at(long step) {
        float decay = (float) decaySteps;
        float at = cycle ? (float) step : Math.min((float) step, decay);
        decay *= cycle && step > 0 ? (float) Math.ceil(step / decay) : 1;
        float end = (float) endLearningRate;
        return ((float) initialLearningRate - end) * (float) Math.pow(1 - at / decay, (float) power) + end;
    }
}
