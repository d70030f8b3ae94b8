package io.keratin.core.optimizers.schedules;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;

/**
 * Half a cosine after another, each {@code tMul} times as long and {@code mMul} times as high as the last; Loshchilov and Hutter 2016.
 *
 * @param initialLearningRate the learning rate at step 0
 * @param firstDecaySteps above 0: steps of the first
 * @param tMul how much longer each is
 * @param mMul how much higher each starts
 * @param alpha what part of the rate is left at the end of each
 */
public record CosineDecayRestarts(
        double initialLearningRate, double firstDecaySteps, double tMul, double mMul, double alpha, String name)
        implements Schedule {

    /** Checks the options as Keras does. */
    public CosineDecayRestarts {
        Schedules.positive(name, "first_decay_steps", firstDecaySteps);
    }

    static CosineDecayRestarts fromConfig(Config config) {
        return new CosineDecayRestarts(
                Schedules.real(config, "initial_learning_rate"),
                Schedules.real(config, "first_decay_steps"),
                config.real("t_mul", 2.0),
                config.real("m_mul", 1.0),
                config.real("alpha", 0.0),
                config.text("name", "SGDRDecay"));
    }

    @Override
    public String className() {
        return "CosineDecayRestarts";
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "initial_learning_rate",
                initialLearningRate,
                "first_decay_steps",
                firstDecaySteps,
                "t_mul",
                tMul,
                "m_mul",
                mMul,
                "alpha",
                alpha,
                "name",
                name);
    }

    @Override
    public float at(long step) {
        float longer = (float) tMul;
        float done = step / (float) firstDecaySteps;
        float restarts;
        if (longer == 1) {
            restarts = (float) Math.floor(done);
            done -= restarts;
        } else {
            restarts = (float) Math.floor((float) Math.log(1 - done * (1 - longer)) / (float) Math.log(longer));
            float power = (float) Math.pow(longer, restarts);
            done = (done - (1 - power) / (1 - longer)) / power;
        }
        float height = (float) Math.pow((float) mMul, restarts);
        float cosine = 0.5f * height * (1 + (float) Math.cos((float) Math.PI * done));
        return (float) initialLearningRate * ((1 - (float) alpha) * cosine + (float) alpha);
    }
}
