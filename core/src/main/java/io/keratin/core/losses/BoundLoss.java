package io.keratin.core.losses;

import io.keratin.core.tensor.Broadcasting;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A loss with its reduction for known shapes: weighs the values with sample weights and masks as Keras does
 * ({@code reduce_weighted_values}). Holds buffers, allocates nothing once made: one thread at a time.
 */
public final class BoundLoss {

    private static final int[] NONE = {};

    private final Reduction reduction;
    private final LossFunction function;
    private final Shape shape;
    /** Keras leaves a scalar and an empty vector as they are. */
    private final boolean unreduced;

    private final boolean masked;
    private final boolean weighted;

    /** Of each weighed value: where its value, its weight and its two masks stand. */
    private final int[] valueAt;

    private final int[] weightOfValue;
    private final int[] weightAt;

    private final int[] sampleAt;
    private final int[] maskAt;
    private final int[] ownMaskAt;

    private final float[] values;
    private final float[] mask;
    private final float[] weights;
    private final float[] dValues;
    private final float[] result;
    private float[] lastTrue = {};
    private float[] lastPred = {};
    private double divisor;

    BoundLoss(Loss loss, Shape yTrue, Shape yPred, @Nullable Shape sampleWeight, @Nullable Shape inputMask) {
        String what = "loss '" + loss.name() + "': ";
        reduction = loss.reduction();
        function = loss.function(yTrue, yPred);
        Shape given = function.shape();
        boolean own = function.mask() != null;
        masked = own || inputMask != null;
        weighted = masked || sampleWeight != null;
        Shape all = inputMask == null ? given : inputMask;
        Shape maskShape = own && inputMask != null ? Broadcasting.shape(what + "masks", inputMask, given) : all;
        maskAt = inputMask == null ? NONE : Broadcasting.index(inputMask, maskShape);
        ownMaskAt = own ? Broadcasting.index(given, maskShape) : NONE;
        Shape weight = sampleWeight == null ? maskShape : sampleWeight;
        if (masked && sampleWeight != null) {
            Shape[] pair = Broadcasting.sameRank(maskShape, sampleWeight);
            weight = Broadcasting.shape(what + "mask and sample weights", pair[0], pair[1]);
            sampleAt = Broadcasting.index(pair[1], weight);
            weightAt = Broadcasting.index(pair[0], weight);
        } else {
            sampleAt = sampleWeight == null ? NONE : Broadcasting.index(weight, weight);
            weightAt = masked ? Broadcasting.index(weight, weight) : NONE;
        }
        if (weighted) {
            Shape[] pair = Broadcasting.sameRank(given, weight);
            shape = Broadcasting.shape(what + "values and sample weights", pair[0], pair[1]);
            valueAt = Broadcasting.index(pair[0], shape);
            weightOfValue = Broadcasting.index(pair[1], shape);
        } else {
            shape = given;
            valueAt = Broadcasting.index(given, given);
            weightOfValue = NONE;
        }
        unreduced = shape.rank() == 0 || shape.equals(Shape.of(0));
        values = new float[size(given)];
        dValues = new float[values.length];
        mask = new float[masked ? size(maskShape) : 0];
        weights = new float[weighted ? size(weight) : 0];
        result = new float[size(shape)];
    }

    private static int size(Shape shape) {
        return shape.length();
    }

    /** The shape of the weighted values. */
    public Shape shape() {
        return shape;
    }

    /** The weighted values of the last {@link #value}, before their reduction; read only. */
    public float[] weightedValues() {
        return result;
    }

    /**
     * The reduced loss.
     *
     * @param sampleWeight null if it was bound without
     * @param inputMask 1 where a prediction counts and 0 where it does not; null if it was bound without
     * @throws IllegalArgumentException if a label is outside of what the loss takes
     */
    public double value(float[] yTrue, float[] yPred, float @Nullable [] sampleWeight, float @Nullable [] inputMask) {
        lastTrue = yTrue;
        lastPred = yPred;
        function.values(yTrue, yPred, values);
        double weightSum = weigh(sampleWeight, inputMask);
        double sum = 0;
        for (int i = 0; i < result.length; i++) {
            float v = values[valueAt[i]];
            result[i] = weighted ? v * weights[weightOfValue[i]] : v;
            sum += result[i];
        }
        divisor = unreduced
                ? 1
                : switch (reduction) {
                    case SUM, NONE -> 1;
                    case SUM_OVER_BATCH_SIZE, MEAN -> result.length;
                    case MEAN_WITH_SAMPLE_WEIGHT -> weighted ? weightSum : result.length;
                };
        return divisor == 0 ? 0 : sum / divisor;
    }

    /** Fills the weights and gives their sum. */
    private double weigh(float @Nullable [] sampleWeight, float @Nullable [] inputMask) {
        if (masked) {
            fillMask(inputMask);
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            float w = sampleWeight == null ? 1 : sampleWeight[sampleAt[i]];
            weights[i] = masked ? w * mask[weightAt[i]] : w;
            sum += weights[i];
        }
        return sum;
    }

    private void fillMask(float @Nullable [] inputMask) {
        float[] own = function.mask();
        int kept = 0;
        for (int i = 0; i < mask.length; i++) {
            boolean keep = (inputMask == null || inputMask[maskAt[i]] != 0) && (own == null || own[ownMaskAt[i]] != 0);
            mask[i] = keep ? 1 : 0;
            kept += keep ? 1 : 0;
        }
        if (reduction.isPlainMean() && kept > 0) {
            float scale = mask.length / (float) kept;
            for (int i = 0; i < mask.length; i++) {
                mask[i] *= scale;
            }
        }
    }

    /**
     * Fills {@code dPred} with the gradient of the last {@link #value} with respect to the predictions.
     *
     * @param scale what the loss is multiplied with: a loss weight, the scale of a loss-scaling optimizer
     */
    public void gradient(float[] dPred, double scale) {
        double s = divisor == 0 ? 0 : scale / divisor;
        Arrays.fill(dValues, 0f);
        for (int i = 0; i < result.length; i++) {
            dValues[valueAt[i]] += (float) (weighted ? s * weights[weightOfValue[i]] : s);
        }
        function.gradient(lastTrue, lastPred, dValues, dPred);
    }
}
