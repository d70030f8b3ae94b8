package io.keratin.core.training;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * Samples that are trained on, or judged, together.
 *
 * @param x one tensor for each input, batch axis first
 * @param y one tensor for each output, or for each that has a loss
 * @param sampleWeights what each sample counts: none, one tensor for all outputs, or one for each of {@code y}
 */
public record Batch(List<Tensor> x, List<Tensor> y, List<Tensor> sampleWeights) {

    /**
     * Checks that all tensors have as many samples.
     *
     * @throws ShapeException if they have not; names those that differ
     */
    public Batch {
        x = all("x", x);
        y = all("y", y);
        sampleWeights = all("sample weights", sampleWeights);
        if (x.isEmpty()) {
            throw new ShapeException("expected inputs, found none");
        }
        check("x", x, x.get(0));
        check("y", y, x.get(0));
        check("sample weights", sampleWeights, x.get(0));
    }

    /** Samples that all count the same. */
    public Batch(List<Tensor> x, List<Tensor> y) {
        this(x, y, List.of());
    }

    /** Number of samples. */
    public int samples() {
        return x.get(0).shape().dim(0);
    }

    private static List<Tensor> all(String what, List<Tensor> tensors) {
        if (tensors == null || tensors.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(
                    what + ": expected tensors, found null" + (tensors == null ? "" : " among them"));
        }
        return List.copyOf(tensors);
    }

    private static void check(String what, List<Tensor> tensors, Tensor first) {
        for (int i = 0; i < tensors.size(); i++) {
            Tensor t = tensors.get(i);
            if (t.shape().rank() == 0) {
                throw new ShapeException(what + "[" + i + "]: expected an axis of samples, found a single value");
            }
            if (t.shape().dim(0) != first.shape().dim(0)) {
                throw new ShapeException("x[0] has " + first.shape().dim(0) + " samples, " + what + "[" + i + "] has "
                        + t.shape().dim(0) + ": they must have as many");
            }
        }
    }
}
