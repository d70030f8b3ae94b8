package io.keratin.core.metrics;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The best of one share of hits at those thresholds where another is at least {@code least}.
 *
 * @param kind which one
 * @param name under which results are shown
 * @param least what the other share must be, 0 to 1
 * @param numThresholds how many thresholds are tried, evenly from 0 to 1
 * @param classId the only class that counts, null for all
 */
public record AtLeast(
        Kind kind,
        String name,
        double least,
        int numThresholds,
        @Nullable Integer classId) implements Metric {

    /** Which share is best where which other is enough. */
    public enum Kind {
        /** Of positives at that of negatives. */
        SENSITIVITY_AT_SPECIFICITY("SensitivityAtSpecificity", "sensitivity_at_specificity", "specificity"),
        /** Of negatives at that of positives. */
        SPECIFICITY_AT_SENSITIVITY("SpecificityAtSensitivity", "specificity_at_sensitivity", "sensitivity"),
        /** Precision at recall. */
        PRECISION_AT_RECALL("PrecisionAtRecall", "precision_at_recall", "recall"),
        /** Recall at precision. */
        RECALL_AT_PRECISION("RecallAtPrecision", "recall_at_precision", "precision");

        private final String className;
        private final String defaultName;
        private final String option;

        Kind(String className, String defaultName, String option) {
            this.className = className;
            this.defaultName = defaultName;
            this.option = option;
        }

        /** Keras's class name. */
        public String className() {
            return className;
        }

        Function<Config, Metric> factory() {
            return config -> {
                Metrics.check(className, config.has(option), option + " must be given", null);
                return new AtLeast(
                        this,
                        config.text("name", defaultName),
                        config.real(option, 0),
                        config.integer("num_thresholds", 200),
                        config.has("class_id") ? (Integer) config.integer("class_id") : null);
            };
        }
    }

    /** Checks the options as Keras does. */
    public AtLeast {
        Metrics.check(name, least >= 0 && least <= 1, kind.option + " must be from 0 to 1", least);
        Metrics.check(name, numThresholds > 0, "num_thresholds must be positive", numThresholds);
    }

    @Override
    public String className() {
        return kind.className;
    }

    @Override
    public AtLeast withName(String other) {
        return new AtLeast(kind, other, least, numThresholds, classId);
    }

    @Override
    public Value.Fields config() {
        return Metrics.config(
                name,
                "float32",
                Value.fields("class_id", classId, "num_thresholds", numThresholds, kind.option, least));
    }

    @Override
    public MetricState state() {
        double[] at = numThresholds == 1 ? new double[] {0.5} : Metrics.evenly(numThresholds);
        Thresholds counts = new Thresholds(
                "metric '" + name + "': ", at, numThresholds > 1, 0, classId == null ? -1 : classId, false, null);
        return new ThresholdState(counts) {
            @Override
            public float[] result() {
                float[] recall = Metrics.shares(counts.truePositives, counts.falseNegatives);
                float[] precision = Metrics.shares(counts.truePositives, counts.falsePositives);
                float[] specificity = Metrics.shares(counts.trueNegatives, counts.falsePositives);
                return switch (kind) {
                    case SENSITIVITY_AT_SPECIFICITY -> best(recall, specificity);
                    case SPECIFICITY_AT_SENSITIVITY -> best(specificity, recall);
                    case PRECISION_AT_RECALL -> best(precision, recall);
                    case RECALL_AT_PRECISION -> best(recall, precision);
                };
            }

            private float[] best(float[] of, float[] where) {
                float best = 0;
                for (int i = 0; i < of.length; i++) {
                    best = where[i] >= (float) least ? Math.max(best, of[i]) : best;
                }
                return new float[] {best};
            }
        };
    }
}
