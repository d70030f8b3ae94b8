package io.keratin.core.metrics;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Broadcasting;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Weights of true and false positives and negatives at several thresholds, over all batches so far: what Keras's
 * {@code update_confusion_matrix_variables} counts. Where thresholds are evenly spaced it sorts predictions into buckets, in
 * single precision, and so does this.
 */
final class Thresholds {

    /** Where a filter of the k largest puts all other predictions. */
    private static final float LOWEST = -1e10f;

    private final String what;
    private final float[] thresholds;
    private final boolean even;
    private final boolean outside;
    private final int topK;
    private final int classId;
    private final boolean byLabel;
    private final float @Nullable [] labelWeights;
    private int labels = 1;

    /** By threshold and, if they are counted apart, by label. */
    float[] truePositives;

    float[] falsePositives;
    float[] trueNegatives;
    float[] falseNegatives;

    /**
     * @param topK how many predictions of a row count, 0 for all
     * @param classId the only class that counts, -1 for all
     * @param byLabel whether the columns are counted apart
     * @param labelWeights weights of the columns if they are not counted apart, null for none
     */
    Thresholds(
            String what,
            double[] thresholds,
            boolean even,
            int topK,
            int classId,
            boolean byLabel,
            float @Nullable [] labelWeights) {
        this.what = what;
        this.thresholds = new float[thresholds.length];
        for (int i = 0; i < thresholds.length; i++) {
            this.thresholds[i] = (float) thresholds[i];
        }
        this.even = even;
        this.outside = thresholds[0] < 0 || thresholds[thresholds.length - 1] > 1;
        this.topK = topK;
        this.classId = classId;
        this.byLabel = byLabel;
        this.labelWeights = labelWeights;
        truePositives = new float[thresholds.length];
        falsePositives = new float[thresholds.length];
        trueNegatives = new float[thresholds.length];
        falseNegatives = new float[thresholds.length];
    }

    /** Whether thresholds are i / (n - 1), within what Keras allows. */
    static boolean areEven(double[] thresholds) {
        int n = thresholds.length;
        boolean even = n >= 3;
        for (int i = 0; i < n && even; i++) {
            double ideal = i / (double) (n - 1);
            even = Math.abs(thresholds[i] - ideal) <= 1e-7 + 1e-5 * ideal;
        }
        return even;
    }

    int count() {
        return thresholds.length;
    }

    int labels() {
        return labels;
    }

    void reset() {
        for (float[] all : new float[][] {truePositives, falsePositives, trueNegatives, falseNegatives}) {
            Arrays.fill(all, 0f);
        }
    }

    void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, boolean fromLogits) {
        Shape[] pair = Broadcasting.sameRank(yPred.shape(), yTrue.shape());
        Shape shape = pair[0];
        if (!shape.equals(pair[1])) {
            throw new ShapeException(
                    what + "labels of shape " + yTrue.shape() + " do not fit predictions of shape " + yPred.shape());
        }
        float[] p = MetricState.floats(yPred).clone();
        float[] t = MetricState.floats(yTrue);
        int size = MetricState.size(shape);
        int width = shape.rank() == 0 ? 1 : shape.last();
        if (fromLogits) {
            for (int i = 0; i < size; i++) {
                p[i] = (float) (1 / (1 + Math.exp(-p[i])));
            }
        }
        float[] w = weights(shape, sampleWeight);
        if (topK > 0) {
            for (int row = 0; row < size; row += width) {
                filter(p, row, width);
            }
        }
        int from = 0;
        int step = 1;
        if (classId >= 0) {
            if (shape.rank() < 2 || classId >= width) {
                throw new ShapeException(
                        what + "class_id " + classId + " is no column of predictions of shape " + shape);
            }
            from = classId;
            step = width;
        }
        grow(byLabel ? columns(shape) : 1);
        for (int i = from; i < size; i += step) {
            float weight = w[i] * (labelWeights == null ? 1 : labelWeights[i % width]);
            add(p[i], t[i] != 0, weight, byLabel ? i % width : 0);
        }
        flush();
    }

    private int columns(Shape shape) {
        if (shape.rank() != 2) {
            throw new ShapeException(what + "predictions must be (batch, labels), got " + shape);
        }
        return shape.last();
    }

    private void grow(int wanted) {
        if (pending.length != 2 * wanted * thresholds.length) {
            if (labels != wanted && labels != 1) {
                throw new ShapeException(what + "predictions have " + wanted + " labels, those before had " + labels);
            }
            labels = wanted;
            int n = wanted * thresholds.length;
            pending = new double[2 * n];
            totals = new double[2 * wanted];
            if (truePositives.length != n) {
                truePositives = new float[n];
                falsePositives = new float[n];
                trueNegatives = new float[n];
                falseNegatives = new float[n];
            }
        }
    }

    double[] saved() {
        return MetricState.join(truePositives, falsePositives, trueNegatives, falseNegatives);
    }

    void restore(double[] saved) {
        labels = 1;
        grow(Math.max(1, saved.length / 4 / thresholds.length));
        truePositives = MetricState.part(saved, 0, 4);
        falsePositives = MetricState.part(saved, 1, 4);
        trueNegatives = MetricState.part(saved, 2, 4);
        falseNegatives = MetricState.part(saved, 3, 4);
    }

    /** Of this batch: true positives, then false ones, by threshold and label; and all positives and negatives by label. */
    private double[] pending = {};

    private double[] totals = {};

    private void add(float prediction, boolean positive, float weight, int label) {
        int off = positive ? 0 : labels * thresholds.length;
        totals[positive ? label : labels + label] += weight;
        if (even) {
            float p = Math.max(0, Math.min(1, prediction));
            int bucket = (int) Math.ceil(p * (thresholds.length - 1)) - 1;
            bucket = outside ? Math.max(0, bucket) : bucket;
            for (int i = 0; i <= bucket; i++) {
                pending[off + i * labels + label] += weight;
            }
        } else {
            for (int i = 0; i < thresholds.length; i++) {
                pending[off + i * labels + label] += prediction > thresholds[i] ? weight : 0;
            }
        }
    }

    private void flush() {
        int n = labels * thresholds.length;
        for (int i = 0; i < n; i++) {
            truePositives[i] += (float) pending[i];
            falsePositives[i] += (float) pending[n + i];
            falseNegatives[i] += (float) (totals[i % labels] - pending[i]);
            trueNegatives[i] += (float) (totals[labels + i % labels] - pending[n + i]);
        }
        Arrays.fill(pending, 0);
        Arrays.fill(totals, 0);
    }

    /** Weights have no last axis that Keras does not add, and are then broadcast to the predictions. */
    private float[] weights(Shape shape, @Nullable Tensor sampleWeight) {
        float[] out = new float[MetricState.size(shape)];
        Arrays.fill(out, 1);
        if (sampleWeight != null) {
            Shape given = sampleWeight.shape().concat(Shape.of(1));
            Shape seen = given.rank() == shape.rank() + 1 ? sampleWeight.shape() : given;
            if (!Broadcasting.shape(what + "predictions and sample weights", shape, seen)
                    .equals(shape)) {
                throw new ShapeException(what + "sample weights of shape " + sampleWeight.shape()
                        + " do not fit predictions of shape " + shape);
            }
            int[] at = Broadcasting.index(seen, shape);
            float[] w = MetricState.floats(sampleWeight);
            for (int i = 0; i < out.length; i++) {
                out[i] = w[at[i]];
            }
        }
        return out;
    }

    /** Leaves the k largest of a row, the first of equal ones. */
    private void filter(float[] p, int from, int n) {
        boolean[] kept = new boolean[n];
        for (int k = 0; k < Math.min(topK, n); k++) {
            int best = -1;
            for (int i = 0; i < n; i++) {
                if (!kept[i] && (best < 0 || p[from + i] > p[from + best])) {
                    best = i;
                }
            }
            kept[best] = true;
        }
        for (int i = 0; i < n; i++) {
            p[from + i] = kept[i] ? p[from + i] : LOWEST;
        }
    }
}
