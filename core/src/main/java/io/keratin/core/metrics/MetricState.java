package io.keratin.core.metrics;

import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a metric has seen so far. One thread at a time. */
public abstract class MetricState {

    /** A state of no batch. */
    protected MetricState() {}

    /**
     * Takes in one batch.
     *
     * @param sampleWeight null if all count the same
     * @param mask 1 where a prediction counts and 0 where it does not, null for none; only metrics that are means look at it
     * @throws io.keratin.core.error.ShapeException if the shapes do not fit
     * @throws IllegalArgumentException if a label is outside of what the metric takes
     */
    public abstract void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Tensor mask);

    /** The numbers of all batches so far, most often one. */
    public abstract float[] result();

    /** Forgets all batches. */
    public abstract void reset();

    /** All that it has counted, for {@link #restore}. */
    public abstract double[] saved();

    /**
     * Goes on from what a state of the same metric has {@link #saved}.
     *
     * @throws IllegalArgumentException if it is of another metric
     */
    public abstract void restore(double[] saved);

    static double[] join(float[]... parts) {
        return Arrays.stream(parts)
                .flatMapToDouble(part -> IntStream.range(0, part.length).mapToDouble(i -> part[i]))
                .toArray();
    }

    /** Part {@code i} of several of equal length. */
    static float[] part(double[] all, int i, int parts) {
        if (all.length % parts != 0) {
            throw new IllegalArgumentException(
                    "a metric's saved state of " + all.length + " values is not of this metric");
        }
        float[] out = new float[all.length / parts];
        for (int k = 0; k < out.length; k++) {
            out[k] = (float) all[i * out.length + k];
        }
        return out;
    }

    /** The only number of the result, or the mean of several. */
    public double value() {
        double sum = 0;
        float[] all = result();
        for (float r : all) {
            sum += r;
        }
        return sum / all.length;
    }

    static float[] floats(Tensor t) {
        return t.dtype() == DType.FLOAT32 ? t.floats() : t.toFloats();
    }

    static int size(Shape shape) {
        return shape.length();
    }

    /** a / b, or 0 where b is 0. */
    static float ratio(float a, float b) {
        return b == 0 ? 0 : a / b;
    }
}
