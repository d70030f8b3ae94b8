package io.keratin.core.training;

import io.keratin.core.Model;
import io.keratin.core.error.ShapeException;
import io.keratin.core.losses.Loss;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Finite;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What can be said of samples in memory before the first step: what no batch could be trained on is refused while all weights are as they were. */
final class SampleCheck {

    private final Model model;
    private final Supplier<Model> trained;
    private final String what;

    /**
     * Of samples for a model.
     *
     * @param trained the model with the weights that it has now
     * @param what errors begin with it: empty, or {@code "validation "}
     */
    SampleCheck(Model model, Supplier<Model> trained, String what) {
        this.model = model;
        this.trained = trained;
        this.what = what;
    }

    /**
     * Compares labels and sample weights with what the model gives.
     *
     * @param batch number of samples that are laid out together
     * @param losses one for each output, null for one without
     * @param y labels of the outputs that have a loss
     * @param weights of their samples, or none
     * @throws ShapeException if shapes do not fit
     * @throws IllegalArgumentException if a label names no class
     */
    void labels(int batch, List<Tensor> x, List<@Nullable Loss> losses, List<Tensor> y, List<Tensor> weights) {
        int fixed = model.inputShapes().get(0).dim(0);
        int n = fixed == Shape.NONE ? Math.min(batch, x.get(0).shape().dim(0)) : fixed;
        List<Shape> outputs = model.spec()
                .spec()
                .outputShapes(x.stream().map(t -> t.shape().with(0, n)).toList());
        int next = 0;
        for (int i = 0; i < losses.size(); i++) {
            Loss loss = losses.get(i);
            if (loss == null) {
                continue;
            }
            Tensor labels = y.get(next);
            Tensor weight = weights.isEmpty() ? null : weights.get(next);
            next++;
            Shape output = outputs.get(i);
            if (output.isKnown()) {
                Shape given = weight == null ? null : weight.shape().with(0, n);
                loss.bind(labels.shape().with(0, n), output, given, null);
                loss.checkLabels(labels.toFloats(), output.last());
            }
        }
    }

    /**
     * Looks for numbers from which nothing could be learnt.
     *
     * @throws IllegalArgumentException if a label or a sample weight is NaN or infinite, or an input of which the model makes something
     *     that is
     */
    void finite(Batch samples) {
        finite(samples.y(), "y");
        finite(samples.sampleWeights(), "sample weights");
        for (int i = 0; i < samples.x().size(); i++) {
            Tensor x = samples.x().get(i);
            int bad = firstNonFinite(x);
            int row = bad < 0 ? 0 : bad / (x.size() / x.shape().dim(0));
            if (bad >= 0 && !model.isStateful() && !givesFinite(Samples.rows(samples.x(), row, row + 1))) {
                throw new IllegalArgumentException(what + "x '"
                        + model.inputNames().get(i) + "': " + value(x, bad) + ", and so is what the model makes of it");
            }
        }
    }

    private void finite(List<Tensor> all, String name) {
        for (int i = 0; i < all.size(); i++) {
            int bad = firstNonFinite(all.get(i));
            if (bad >= 0) {
                throw new IllegalArgumentException(what + name + (all.size() > 1 ? "[" + i + "]" : "") + ": "
                        + value(all.get(i), bad) + "; nothing can be learnt from it");
            }
        }
    }

    /** NaN at [9, 1]. */
    private static String value(Tensor t, int at) {
        List<Integer> index = new ArrayList<>();
        int rest = at;
        for (int axis = t.shape().rank() - 1; axis >= 0; axis--) {
            index.add(0, rest % t.shape().dim(axis));
            rest /= t.shape().dim(axis);
        }
        return t.floats()[at] + " at " + index;
    }

    private static int firstNonFinite(Tensor t) {
        if (t.dtype() != DType.FLOAT32 || Finite.areAll(t.floats())) {
            return -1;
        }
        int at = 0;
        while (Float.isFinite(t.floats()[at])) {
            at++;
        }
        return at;
    }

    private boolean givesFinite(List<Tensor> sample) {
        int fixed = model.inputShapes().get(0).dim(0);
        return (fixed != Shape.NONE && fixed != 1)
                || trained.get().predictAll(sample).stream()
                        .allMatch(
                                t -> t.dtype() != DType.FLOAT32 || Finite.areAll(Arrays.copyOf(t.floats(), t.size())));
    }
}
