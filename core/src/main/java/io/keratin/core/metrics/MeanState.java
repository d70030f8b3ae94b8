package io.keratin.core.metrics;

import io.keratin.core.error.ShapeException;
import io.keratin.core.losses.ValueFunction;
import io.keratin.core.tensor.Broadcasting;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A weighted mean or a sum of values, over all batches so far. Keeps its buffers while shapes stay the same. */
final class MeanState extends MetricState {

    /** Makes the function for known shapes. */
    @FunctionalInterface
    interface Maker {
        ValueFunction function(Shape yTrue, Shape yPred);
    }

    private final String what;
    private final Maker maker;
    private final boolean sums;
    private final boolean root;
    private final boolean takesMask;
    private float total;
    private float count;
    private @Nullable ValueFunction function;
    private Shape shapeTrue = Shape.of();
    private Shape shapePred = Shape.of();
    private float[] values = {};

    MeanState(String name, Maker maker, boolean sums, boolean root, boolean takesMask) {
        this.what = "metric '" + name + "': ";
        this.maker = maker;
        this.sums = sums;
        this.root = root;
        this.takesMask = takesMask;
    }

    @Override
    public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Tensor mask) {
        ValueFunction f = function;
        if (f == null || !shapeTrue.equals(yTrue.shape()) || !shapePred.equals(yPred.shape())) {
            f = maker.function(yTrue.shape(), yPred.shape());
            function = f;
            shapeTrue = yTrue.shape();
            shapePred = yPred.shape();
            values = new float[size(f.shape())];
        }
        f.values(floats(yTrue), floats(yPred), values);
        Shape shape = f.shape();
        Shape weightShape = null;
        float[] weights = {};
        if (sampleWeight != null) {
            weightShape = sampleWeight.shape();
            weights = floats(sampleWeight);
        }
        if (mask != null && takesMask) {
            weights = weightShape == null ? floats(mask) : times(mask.shape(), floats(mask), weightShape, weights);
            weightShape = weightShape == null ? mask.shape() : Broadcasting.sameRank(mask.shape(), weightShape)[1];
        }
        // as in Keras, a mask that the values bring along counts only beside weights or another mask
        float[] own = f.mask();
        if (own != null && weightShape != null) {
            weights = times(shape, own, weightShape, weights);
            weightShape = Broadcasting.sameRank(shape, weightShape)[1];
        }
        if (weightShape == null) {
            add(shape);
        } else {
            add(shape, weightShape, weights);
        }
    }

    /** The product of weights and a mask, in the shape of the weights as they stand beside the mask. */
    private float[] times(Shape maskShape, float[] mask, Shape weightShape, float[] weights) {
        Shape[] pair = Broadcasting.sameRank(maskShape, weightShape);
        Shape both = Broadcasting.shape(what + "mask and sample weights", pair[0], pair[1]);
        if (!both.equals(pair[1])) {
            throw new ShapeException(
                    what + "sample weights of shape " + weightShape + " do not fit a mask of shape " + maskShape);
        }
        int[] at = Broadcasting.index(pair[0], both);
        float[] out = new float[at.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = weights[i] * mask[at[i]];
        }
        return out;
    }

    private void add(Shape shape) {
        int rows = shape.rank() == 0 ? 1 : shape.dim(0);
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        int each = rows == 0 ? 1 : values.length / rows;
        total += (float) (sums ? sum : sum / each);
        count += rows;
    }

    private void add(Shape given, Shape givenWeights, float[] weights) {
        Shape[] pair = Broadcasting.sameRank(given, givenWeights);
        Shape w = pair[1];
        Shape v = pair[0];
        int inner = w.rank() < v.rank() ? v.product(w.rank(), v.rank()) : 1;
        Shape kept = w.rank() < v.rank() ? v.slice(0, w.rank()) : v;
        if (!Broadcasting.shape(what + "values and sample weights", kept, w).equals(kept)) {
            throw new ShapeException(
                    what + "sample weights of shape " + givenWeights + " do not fit values of shape " + given);
        }
        int[] at = Broadcasting.index(w, kept);
        int rows = kept.rank() == 0 ? 1 : kept.dim(0);
        double sum = 0;
        double all = 0;
        for (int i = 0; i < at.length; i++) {
            double of = 0;
            for (int k = i * inner; k < (i + 1) * inner; k++) {
                of += values[k];
            }
            sum += (sums ? of : of / inner) * weights[at[i]];
            all += weights[at[i]];
        }
        double each = sums || rows == 0 ? 1 : (double) at.length / rows;
        total += (float) (sum / each);
        count += (float) (all / each);
    }

    @Override
    public float[] result() {
        float mean = sums ? total : ratio(total, count);
        return new float[] {root ? (float) Math.sqrt(mean) : mean};
    }

    @Override
    public double[] saved() {
        return new double[] {total, count};
    }

    @Override
    public void restore(double[] saved) {
        total = part(saved, 0, 2)[0];
        count = part(saved, 1, 2)[0];
    }

    @Override
    public void reset() {
        total = 0;
        count = 0;
        Arrays.fill(values, 0f);
    }
}
