package io.keratin.core.optimizers.schedules;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import org.jspecify.annotations.Nullable;

/**
 * Half a cosine from the initial rate, or from {@code warmupTarget} after a straight line up to it.
 *
 * @param initialLearningRate the learning rate at step 0
 * @param decaySteps above 0: steps of one decay
 * @param alpha what part of the rate is left at the end
 * @param warmupTarget the rate after the warm-up, null for none
 * @param warmupSteps steps of the warm-up
 */
public record CosineDecay(
        double initialLearningRate,
        double decaySteps,
        double alpha,
        @Nullable Double warmupTarget,
        double warmupSteps,
        String name)
        implements Schedule {

    /** Checks the options as Keras does. */
    public CosineDecay {
        Schedules.positive(name, "decay_steps", decaySteps);
    }

    static CosineDecay fromConfig(Config config) {
        return new CosineDecay(
                Schedules.real(config, "initial_learning_rate"),
                Schedules.real(config, "decay_steps"),
                config.real("alpha", 0.0),
                config.has("warmup_target") ? (Double) config.real("warmup_target", 0) : null,
                config.real("warmup_steps", 0),
                config.text("name", "CosineDecay"));
    }

    @Override
    public String className() {
        return "CosineDecay";
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "initial_learning_rate", initialLearningRate,
                "decay_steps", decaySteps,
                "alpha", alpha,
                "name", name,
                "warmup_target", warmupTarget,
                "warmup_steps", warmupSteps);
    }

    @Override
    public float at(long step) {
        float initial = (float) initialLearningRate;
        float decay = (float) decaySteps;
        if (warmupTarget == null) {
            return decayed(Math.min((float) step, decay), decay, initial);
        }
        float warmup = (float) warmupSteps;
        float target = warmupTarget.floatValue();
        float at = Math.min((float) step, decay + warmup);
        return at < warmup ? (target - initial) * (at / warmup) + initial : decayed(at - warmup, decay, target);
    }

    private float decayed(float step, float decay, float from) {
        float cosine = 0.5f * (1 + (float) Math.cos((float) Math.PI * (step / decay)));
        return from * ((float) (1 - alpha) * cosine + (float) alpha);
    }
}
