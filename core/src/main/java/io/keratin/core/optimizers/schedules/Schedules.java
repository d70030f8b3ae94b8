package io.keratin.core.optimizers.schedules;

import io.keratin.core.config.Config;
import io.keratin.core.config.Registry;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Keras's schedules of learning rates by class name. */
public final class Schedules {

    private static final Registry<Schedule> KERAS = table();

    private Schedules() {}

    private static Registry<Schedule> table() {
        Map<String, Function<Config, Schedule>> t = new LinkedHashMap<>();
        t.put("ExponentialDecay", ExponentialDecay::fromConfig);
        t.put("PiecewiseConstantDecay", PiecewiseConstantDecay::fromConfig);
        t.put("PolynomialDecay", PolynomialDecay::fromConfig);
        t.put("InverseTimeDecay", InverseTimeDecay::fromConfig);
        t.put("CosineDecay", CosineDecay::fromConfig);
        t.put("CosineDecayRestarts", CosineDecayRestarts::fromConfig);
        return new Registry<>("learning rate schedule", t);
    }

    /** All schedules that Keratin brings. */
    public static Registry<Schedule> keras() {
        return KERAS;
    }

    /** A schedule as Keras serialises it. */
    public static Value.Fields entry(Schedule schedule) {
        return Registry.entry("keras.optimizers.schedules", schedule.className(), schedule.config());
    }

    static double real(Config config, String key) {
        if (!config.has(key)) {
            throw config.error(key, "expected a number, found nothing");
        }
        return config.real(key, 0);
    }

    static List<Double> reals(Config config, String key) {
        ModelFormatException wrong = config.error(key, "expected a list of numbers, found " + config.value(key));
        if (!(config.value(key) instanceof Value.Items items)) {
            throw wrong;
        }
        List<Double> out = new ArrayList<>();
        for (Value item : items.items()) {
            if (item instanceof Value.Real r) {
                out.add(r.number());
            } else if (item instanceof Value.Int i) {
                out.add((double) i.number());
            } else {
                throw wrong;
            }
        }
        return out;
    }

    static void positive(String schedule, String option, double value) {
        if (!(value > 0)) {
            throw new IllegalArgumentException(schedule + ": " + option + " must be above 0, got " + value);
        }
    }
}
