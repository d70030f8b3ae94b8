package io.keratin.core.metrics;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A count of hits and misses, precision or recall, at one threshold or several.
 *
 * @param kind which one
 * @param name under which results are shown
 * @param thresholds above which a prediction is positive, each from 0 to 1; null for 0.5, or for none beside {@code topK}
 * @param single whether Keras's configuration has one number instead of a list
 * @param topK how many predictions of a row count, null for all
 * @param classId the only class that counts, null for all
 */
public record Confusion(
        Kind kind,
        String name,
        @Nullable List<Double> thresholds,
        boolean single,
        @Nullable Integer topK,
        @Nullable Integer classId)
        implements Metric {

    /** What is counted. */
    public enum Kind {
        /** Positive and predicted so. */
        TRUE_POSITIVES("TruePositives", "true_positives"),
        /** Negative, but predicted positive. */
        FALSE_POSITIVES("FalsePositives", "false_positives"),
        /** Negative and predicted so. */
        TRUE_NEGATIVES("TrueNegatives", "true_negatives"),
        /** Positive, but predicted negative. */
        FALSE_NEGATIVES("FalseNegatives", "false_negatives"),
        /** What part of all that is predicted positive is. */
        PRECISION("Precision", "precision"),
        /** What part of all that is positive is predicted so. */
        RECALL("Recall", "recall");

        private final String className;
        private final String defaultName;

        Kind(String className, String defaultName) {
            this.className = className;
            this.defaultName = defaultName;
        }

        /** Keras's class name. */
        public String className() {
            return className;
        }

        boolean isCount() {
            return this != PRECISION && this != RECALL;
        }

        Function<Config, Metric> factory() {
            return config -> {
                Value given = config.value("thresholds");
                boolean counts = isCount();
                return new Confusion(
                        this,
                        config.text("name", defaultName),
                        given == null ? null : Metrics.reals(config, "thresholds"),
                        given != null && !(given instanceof Value.Items),
                        counts || !config.has("top_k") ? null : (Integer) config.positiveInt("top_k"),
                        counts || !config.has("class_id") ? null : (Integer) config.integer("class_id"));
            };
        }
    }

    /** Checks the thresholds. */
    public Confusion {
        if (thresholds != null) {
            thresholds = List.copyOf(thresholds);
            for (double t : thresholds) {
                Metrics.check(name, t >= 0 && t <= 1, "thresholds must be from 0 to 1", t);
            }
        }
    }

    /** With Keras's defaults. */
    public Confusion(Kind kind) {
        this(kind, kind.defaultName, null, false, null, null);
    }

    @Override
    public String className() {
        return kind.className;
    }

    @Override
    public Confusion withName(String other) {
        return new Confusion(kind, other, thresholds, single, topK, classId);
    }

    @Override
    public Value.Fields config() {
        Object written = thresholds == null ? null : single ? thresholds.get(0) : thresholds;
        return Metrics.config(
                name,
                "float32",
                kind.isCount()
                        ? Value.fields("thresholds", written)
                        : Value.fields("thresholds", written, "top_k", topK, "class_id", classId));
    }

    @Override
    public Direction direction() {
        return kind.isCount() ? Direction.UNKNOWN : Direction.UP;
    }

    @Override
    public MetricState state() {
        double[] at = thresholds == null
                ? new double[] {topK == null ? 0.5 : -1e10}
                : thresholds.stream().mapToDouble(t -> t).toArray();
        Thresholds counts = new Thresholds(
                "metric '" + name + "': ",
                at,
                Thresholds.areEven(at),
                topK == null ? 0 : topK,
                classId == null ? -1 : classId,
                false,
                null);
        return new ThresholdState(counts) {
            @Override
            public float[] result() {
                return switch (kind) {
                    case TRUE_POSITIVES -> counts.truePositives.clone();
                    case FALSE_POSITIVES -> counts.falsePositives.clone();
                    case TRUE_NEGATIVES -> counts.trueNegatives.clone();
                    case FALSE_NEGATIVES -> counts.falseNegatives.clone();
                    case PRECISION -> Metrics.shares(counts.truePositives, counts.falsePositives);
                    case RECALL -> Metrics.shares(counts.truePositives, counts.falseNegatives);
                };
            }
        };
    }
}
