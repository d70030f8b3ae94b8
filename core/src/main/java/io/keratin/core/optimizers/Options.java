package io.keratin.core.optimizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.optimizers.schedules.Schedule;
import io.keratin.core.optimizers.schedules.Schedules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all optimizers have.
 *
 * @param name Keras's name
 * @param learningRate the learning rate; 0 where a schedule rules
 * @param schedule the schedule of the learning rate, null for a number
 * @param weightDecay part of each weight, times the learning rate, that a step takes away first; null for none
 * @param clipnorm largest norm of the gradient of each variable, null for none
 * @param globalClipnorm largest norm of all gradients together, null for none
 * @param clipvalue largest absolute value of a gradient, null for none
 * @param useEma whether moving averages of the variables are kept
 * @param emaMomentum how much of an average stays at each step, 0 to 1
 * @param emaOverwriteFrequency after how many steps averages become the values, null for only at the end
 * @param lossScaleFactor what losses are multiplied with and gradients divided by, null for none
 * @param gradientAccumulationSteps how many steps make one, at least 2; null for none
 * @param excludeFromWeightDecay regular expressions that are looked for in names of variables; not in Keras's configuration
 */
public record Options(
        String name,
        double learningRate,
        @Nullable Schedule schedule,
        @Nullable Double weightDecay,
        @Nullable Double clipnorm,
        @Nullable Double globalClipnorm,
        @Nullable Double clipvalue,
        boolean useEma,
        double emaMomentum,
        @Nullable Integer emaOverwriteFrequency,
        @Nullable Double lossScaleFactor,
        @Nullable Integer gradientAccumulationSteps,
        List<String> excludeFromWeightDecay) {

    /** Checks the values as Keras does. */
    public Options {
        excludeFromWeightDecay = List.copyOf(excludeFromWeightDecay);
        check(
                name,
                gradientAccumulationSteps == null || gradientAccumulationSteps >= 2,
                "gradient_accumulation_steps must be at least 2",
                gradientAccumulationSteps);
        check(name, !useEma || (emaMomentum >= 0 && emaMomentum <= 1), "ema_momentum must be from 0 to 1", emaMomentum);
        check(
                name,
                !useEma || emaOverwriteFrequency == null || emaOverwriteFrequency >= 1,
                "ema_overwrite_frequency must be at least 1",
                emaOverwriteFrequency);
        int clips = (clipnorm == null ? 0 : 1) + (globalClipnorm == null ? 0 : 1) + (clipvalue == null ? 0 : 1);
        check(name, clips <= 1, "only one of clipnorm, clipvalue and global_clipnorm can be set", clips + " of them");
        check(name, !Double.isNaN(learningRate), "learning_rate must be a number", learningRate);
    }

    static void check(String optimizer, boolean holds, String rule, @Nullable Object found) {
        if (!holds) {
            throw new IllegalArgumentException("optimizer '" + optimizer + "': " + rule + ", got " + found);
        }
    }

    /** Keras's defaults with this name and learning rate. */
    public static Options of(String name, double learningRate) {
        return new Options(name, learningRate, null, null, null, null, null, false, 0.99, null, null, null, List.of());
    }

    /** Reads what a configuration has, and takes the rest from {@code absent}. */
    static Options read(Config config, Options absent) {
        Value rate = config.value("learning_rate");
        Schedule schedule =
                rate instanceof Value.Fields ? Schedules.keras().read(rate, config.path() + ".learning_rate") : null;
        return new Options(
                config.text("name", absent.name),
                schedule == null ? config.real("learning_rate", absent.learningRate) : 0,
                schedule,
                config.fields().get("weight_decay") == null ? absent.weightDecay : real(config, "weight_decay"),
                real(config, "clipnorm"),
                real(config, "global_clipnorm"),
                real(config, "clipvalue"),
                config.flag("use_ema", false),
                config.real("ema_momentum", 0.99),
                config.has("ema_overwrite_frequency") ? config.integer("ema_overwrite_frequency") : null,
                real(config, "loss_scale_factor"),
                config.has("gradient_accumulation_steps") ? config.integer("gradient_accumulation_steps") : null,
                List.of());
    }

    static @Nullable Double real(Config config, String key) {
        return config.has(key) ? (Double) config.real(key, 0) : null;
    }

    /** As Keras writes them, then {@code hyperparameters}. */
    Value.Fields config(Value.Fields hyperparameters) {
        Map<String, Value> all = new LinkedHashMap<>(Value.fields(
                        "name", name,
                        "learning_rate", schedule == null ? learningRate : Schedules.entry(schedule),
                        "weight_decay", weightDecay,
                        "clipnorm", clipnorm,
                        "global_clipnorm", globalClipnorm,
                        "clipvalue", clipvalue,
                        "use_ema", useEma,
                        "ema_momentum", emaMomentum,
                        "ema_overwrite_frequency", emaOverwriteFrequency,
                        "loss_scale_factor", lossScaleFactor,
                        "gradient_accumulation_steps", gradientAccumulationSteps)
                .fields());
        all.putAll(hyperparameters.fields());
        return new Value.Fields(all);
    }

    /** These options with a learning rate. */
    public Options withLearningRate(double rate) {
        return copy(rate, null, own(), excludeFromWeightDecay);
    }

    /** These options with a schedule of the learning rate. */
    public Options withSchedule(Schedule rates) {
        return copy(0, rates, own(), excludeFromWeightDecay);
    }

    /** These options with weight decay, null for none. */
    public Options withWeightDecay(@Nullable Double decay) {
        return with("weight_decay", decay);
    }

    /** These options with a largest norm of each gradient. */
    public Options withClipnorm(@Nullable Double norm) {
        return with("clipnorm", norm);
    }

    /** These options with a largest norm of all gradients together. */
    public Options withGlobalClipnorm(@Nullable Double norm) {
        return with("global_clipnorm", norm);
    }

    /** These options with a largest absolute value of gradients. */
    public Options withClipvalue(@Nullable Double value) {
        return with("clipvalue", value);
    }

    /** These options with moving averages. */
    public Options withEma(double momentum, @Nullable Integer frequency) {
        Value.Fields changed = own().with("use_ema", Value.of(true))
                .with("ema_momentum", Value.of(momentum))
                .with("ema_overwrite_frequency", Value.of(frequency));
        return copy(learningRate, schedule, changed, excludeFromWeightDecay);
    }

    /** These options with a factor of the loss. */
    public Options withLossScaleFactor(@Nullable Double factor) {
        return with("loss_scale_factor", factor);
    }

    /** These options with several batches to a step. */
    public Options withGradientAccumulationSteps(@Nullable Integer steps) {
        return with("gradient_accumulation_steps", steps);
    }

    /** These options without weight decay of variables in whose names one of these is found. */
    public Options withoutWeightDecayOf(List<String> expressions) {
        return copy(learningRate, schedule, own(), expressions);
    }

    private Value.Fields own() {
        return config(Value.fields()).without("learning_rate");
    }

    private Options with(String key, @Nullable Object value) {
        return copy(learningRate, schedule, own().with(key, Value.of(value)), excludeFromWeightDecay);
    }

    private Options copy(double rate, @Nullable Schedule rates, Value.Fields others, List<String> excluded) {
        Options read = read(new Config(others, "", Dialect.KERAS_3), this);
        return new Options(
                read.name,
                rate,
                rates,
                read.weightDecay,
                read.clipnorm,
                read.globalClipnorm,
                read.clipvalue,
                read.useEma,
                read.emaMomentum,
                read.emaOverwriteFrequency,
                read.lossScaleFactor,
                read.gradientAccumulationSteps,
                excluded);
    }
}
