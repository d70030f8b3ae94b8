package io.keratin.core.callbacks;

import io.keratin.core.config.Value;
import io.keratin.core.metrics.Metric.Direction;
import io.keratin.core.training.TrainingRun;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The best value of something that is logged: what Keras's {@code MonitorCallback} knows. For callbacks, those of users too.
 */
public final class Monitor {

    /** Which values are better. */
    public enum Mode {
        /** Follows from the metric, smaller ones for a loss. */
        AUTO,
        /** Smaller ones. */
        MIN,
        /** Larger ones. */
        MAX;

        /**
         * Keras's word for it.
         *
         * @throws IllegalArgumentException if it is none
         */
        public static Mode of(String word) {
            for (Mode mode : values()) {
                if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
                    return mode;
                }
            }
            throw new IllegalArgumentException("mode must be auto, min or max, got '" + word + "'");
        }
    }

    private final String callback;
    private final String name;
    private final Mode mode;
    private final double minDelta;
    private int sign;
    private @Nullable Double best;

    /**
     * Nothing seen yet.
     *
     * @param callback what errors and warnings call it
     * @param name what is logged, such as {@code val_loss}
     * @param minDelta by how much a value must be better to count
     */
    public Monitor(String callback, String name, Mode mode, double minDelta) {
        this.callback = callback;
        this.name = name;
        this.mode = mode;
        this.minDelta = Math.abs(minDelta);
    }

    /** What is watched. */
    public String name() {
        return name;
    }

    /** The best value so far, or null. */
    public @Nullable Double best() {
        return best;
    }

    /** Sets the best value so far, null for none. */
    public void best(@Nullable Double value) {
        best = value;
    }

    /** The value in the logs; null, with a warning, if it is not there. */
    public @Nullable Double value(TrainingRun run, Map<String, Double> logs) {
        Double value = logs.get(name);
        if (value == null) {
            run.warn(callback + " is conditioned on metric `" + name
                    + "` which is not available. Available metrics are: " + String.join(",", logs.keySet()));
        }
        return value;
    }

    /** Whether a value is better than the best so far. */
    public boolean isImprovement(TrainingRun run, double value) {
        return best == null || isBetter(run, value, best);
    }

    /**
     * Whether a value is better than another one by more than the least difference.
     *
     * @throws IllegalArgumentException if nobody can say which values of the metric are better
     */
    public boolean isBetter(TrainingRun run, double value, double than) {
        if (sign == 0) {
            sign = sign(run);
        }
        return sign * value - minDelta > sign * than;
    }

    private int sign(TrainingRun run) {
        if (mode != Mode.AUTO) {
            return mode == Mode.MIN ? -1 : 1;
        }
        String metric = name.startsWith("val_") ? name.substring(4) : name;
        Direction direction = metric.equals("loss")
                ? Direction.DOWN
                : run.model().metric(metric).map(m -> m.direction()).orElse(Direction.UNKNOWN);
        return switch (direction) {
            case UP -> 1;
            case DOWN -> -1;
            case UNKNOWN ->
                throw new IllegalArgumentException(callback + " watches '" + name
                        + "', of which nobody knows whether larger or smaller values are better: give it mode(\"min\") or"
                        + " mode(\"max\")");
        };
    }

    /** The best value, for {@link io.keratin.core.training.Callback#state}. */
    public Value state() {
        return Value.of(best);
    }

    /** Goes on from a {@link #state}. */
    public void restore(@Nullable Value state) {
        best = state instanceof Value.Real r
                ? (Double) r.number()
                : state instanceof Value.Int i ? (Double) (double) i.number() : null;
    }
}
