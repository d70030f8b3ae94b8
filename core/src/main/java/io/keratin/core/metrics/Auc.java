package io.keratin.core.metrics;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The area under a curve of two shares of hits over thresholds, by Riemann sums.
 *
 * @param name under which the result is shown
 * @param curve which two shares
 * @param summation what height a piece of the curve has
 * @param numThresholds how many thresholds, evenly from 0 to 1, unless they are given
 * @param thresholds those between 0 and 1, null for even ones
 * @param multiLabel whether columns have curves of their own, whose areas are averaged
 * @param numLabels how many columns there are, null for what the first batch has
 * @param labelWeights weights of the columns, null for equal ones
 * @param fromLogits whether predictions are before the sigmoid
 */
public record Auc(
        String name,
        Curve curve,
        Summation summation,
        int numThresholds,
        @Nullable List<Double> thresholds,
        boolean multiLabel,
        @Nullable Integer numLabels,
        @Nullable List<Double> labelWeights,
        boolean fromLogits)
        implements Metric {

    /** Two shares of hits. */
    public enum Curve {
        /** Recall over the false positives' part of all negatives. */
        ROC,
        /** Precision over recall. */
        PR,
        /** Gains of both over always saying yes; Flach and Kull 2015. */
        PRGAIN
    }

    /** The height of a piece of the curve. */
    public enum Summation {
        /** Between both ends; for PR the interpolation of Davis and Goadrich 2006. */
        INTERPOLATION,
        /** That of the higher end. */
        MAJORING,
        /** That of the lower end. */
        MINORING
    }

    /** With Keras's defaults. */
    public static final Auc DEFAULTS =
            new Auc("auc", Curve.ROC, Summation.INTERPOLATION, 200, null, false, null, null, false);

    /** Checks the options as Keras does. */
    public Auc {
        if (thresholds != null) {
            thresholds = thresholds.stream().sorted().toList();
            numThresholds = thresholds.size() + 2;
        }
        labelWeights = labelWeights == null ? null : List.copyOf(labelWeights);
        Metrics.check(name, numThresholds > 1, "num_thresholds must be above 1", numThresholds);
        Metrics.check(name, multiLabel || numLabels == null, "num_labels is needed only with multi_label", numLabels);
    }

    static Auc fromConfig(Config config) {
        return new Auc(
                config.text("name", DEFAULTS.name),
                Metrics.choice(config, "curve", Curve.values(), Curve.ROC),
                Metrics.choice(config, "summation_method", Summation.values(), Summation.INTERPOLATION),
                config.integer("num_thresholds", DEFAULTS.numThresholds),
                config.has("thresholds") ? Metrics.reals(config, "thresholds") : null,
                config.flag("multi_label", false),
                config.has("num_labels") ? (Integer) config.positiveInt("num_labels") : null,
                config.has("label_weights") ? Metrics.reals(config, "label_weights") : null,
                config.flag("from_logits", false));
    }

    @Override
    public String className() {
        return "AUC";
    }

    @Override
    public Auc withName(String other) {
        return new Auc(
                other, curve, summation, numThresholds, thresholds, multiLabel, numLabels, labelWeights, fromLogits);
    }

    @Override
    public Value.Fields config() {
        Value.Fields options = Value.fields(
                "num_thresholds", numThresholds,
                "curve", curve.name(),
                "summation_method", summation.name().toLowerCase(Locale.ROOT),
                "multi_label", multiLabel,
                "num_labels", numLabels,
                "label_weights", labelWeights,
                "from_logits", fromLogits);
        return Metrics.config(
                name, "float32", thresholds == null ? options : options.with("thresholds", Value.of(thresholds)));
    }

    @Override
    public MetricState state() {
        double[] at = Metrics.evenly(numThresholds);
        for (int i = 0; thresholds != null && i < thresholds.size(); i++) {
            at[i + 1] = thresholds.get(i);
        }
        boolean even = Thresholds.areEven(at) || thresholds == null;
        at[0] = -1e-7;
        at[at.length - 1] = 1 + 1e-7;
        return new State(
                new Thresholds("metric '" + name + "': ", at, even, 0, -1, multiLabel, multiLabel ? null : weights()));
    }

    private float @Nullable [] weights() {
        if (labelWeights == null) {
            return null;
        }
        float[] out = new float[labelWeights.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = labelWeights.get(i).floatValue();
        }
        return out;
    }

    private final class State extends ThresholdState {

        State(Thresholds counts) {
            super(counts);
        }

        @Override
        public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Tensor mask) {
            Integer expected = labelWeights == null ? numLabels : (Integer) labelWeights.size();
            if (expected != null && (yPred.shape().rank() == 0 || yPred.shape().last() != expected)) {
                throw new ShapeException("metric '" + name + "': expected " + expected
                        + " labels, got predictions of shape " + yPred.shape());
            }
            counts.update(yTrue, yPred, sampleWeight, fromLogits);
        }

        @Override
        public float[] result() {
            int labels = counts.labels();
            double sum = 0;
            double all = 0;
            for (int label = 0; label < labels; label++) {
                double weight = multiLabel && labelWeights != null ? labelWeights.get(label) : 1;
                sum += weight * area(label);
                all += weight;
            }
            return new float[] {all == 0 ? 0 : (float) (sum / all)};
        }

        private double area(int label) {
            boolean interpolated = curve == Curve.PR && summation == Summation.INTERPOLATION;
            double area = 0;
            for (int i = 0; i + 1 < counts.count(); i++) {
                area += interpolated
                        ? interpolated(at(i, label), at(i + 1, label))
                        : piece(at(i, label), at(i + 1, label));
            }
            return area;
        }

        private double piece(double[] here, double[] next) {
            double[] a = point(here);
            double[] b = point(next);
            double height =
                    switch (summation) {
                        case INTERPOLATION -> (a[1] + b[1]) / 2;
                        case MAJORING -> Math.max(a[1], b[1]);
                        case MINORING -> Math.min(a[1], b[1]);
                    };
            return (a[0] - b[0]) * height;
        }

        /** True positives, false positives, true negatives, false negatives at a threshold. */
        private double[] at(int threshold, int label) {
            int i = threshold * counts.labels() + label;
            return new double[] {
                counts.truePositives[i], counts.falsePositives[i], counts.trueNegatives[i], counts.falseNegatives[i]
            };
        }

        private double[] point(double[] n) {
            double recall = divide(n[0], n[0] + n[3]);
            return switch (curve) {
                case ROC -> new double[] {divide(n[1], n[1] + n[2]), recall};
                case PR -> new double[] {recall, divide(n[0], n[0] + n[1])};
                case PRGAIN -> {
                    double odds = divide(n[0] + n[3], n[2] + n[1]);
                    yield n[0] == 0
                            ? new double[] {0, 1}
                            : new double[] {Math.max(0, 1 - odds * n[3] / n[0]), 1 - odds * n[1] / n[0]};
                }
            };
        }

        /** Between two thresholds true positives grow in a straight line with all positives. */
        private double interpolated(double[] here, double[] next) {
            double positives = here[0] + here[1];
            double positivesNext = next[0] + next[1];
            double hits = here[0] - next[0];
            double slope = divide(hits, Math.max(positives - positivesNext, 0));
            double intercept = next[0] - slope * positivesNext;
            double ratio = positives > 0 && positivesNext > 0 ? positives / positivesNext : 1;
            return divide(slope * (hits + intercept * Math.log(ratio)), Math.max(next[0] + next[3], 0));
        }

        private static double divide(double a, double b) {
            return b == 0 ? 0 : a / b;
        }
    }
}
