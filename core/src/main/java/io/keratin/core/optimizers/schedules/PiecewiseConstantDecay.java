package io.keratin.core.optimizers.schedules;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * One of several numbers, from boundary to boundary; a boundary belongs to what is before it.
 *
 * @param boundaries rising steps
 * @param values one number more
 */
public record PiecewiseConstantDecay(List<Double> boundaries, List<Double> values, String name) implements Schedule {

    /** Checks the options as Keras does. */
    public PiecewiseConstantDecay {
        boundaries = List.copyOf(boundaries);
        values = List.copyOf(values);
        if (boundaries.isEmpty() || boundaries.size() != values.size() - 1) {
            throw new IllegalArgumentException(name + ": values must be one more than boundaries, got " + values.size()
                    + " and " + boundaries.size());
        }
    }

    static PiecewiseConstantDecay fromConfig(Config config) {
        return new PiecewiseConstantDecay(
                Schedules.reals(config, "boundaries"),
                Schedules.reals(config, "values"),
                config.text("name", "PiecewiseConstant"));
    }

    @Override
    public String className() {
        return "PiecewiseConstantDecay";
    }

    @Override
    public Value.Fields config() {
        return Value.fields("boundaries", boundaries, "values", values, "name", name);
    }

    @Override
    public float at(long step) {
        int piece = 0;
        while (piece < boundaries.size() && step > boundaries.get(piece).longValue()) {
            piece++;
        }
        return values.get(piece).floatValue();
    }
}
