package io.keratin.core;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.RecurrentSpec;
import io.keratin.core.layers.Softmax;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many samples of a batch are computed together. Recurrent layers read their weights once a step for all of them, so all
 * it is. Other layers have rows enough in few samples; more would only push each other out of the cache between one layer and
 * the next. The results' bits do not depend on it, except under {@link Softmax}, whose masked result depends on the batch in
 * Keras: a batch with one is not cut.
 */
final class BatchCut {

    /** A quarter of a 1 MB L2 cache. */
    private static final int FLOATS_IN_CACHE = 65536;

    private final LayerSpec model;
    private final boolean mixed;
    private volatile @Nullable Cut last;

    BatchCut(ModelSpec model) {
        this.model = model;
        this.mixed = model.mixesSamples(model.inputShapes());
    }

    /** Whether a batch may be cut at all. */
    boolean cutsSamples() {
        return !mixed;
    }

    /** Samples of a batch of these inputs to compute together, at most {@code asked}. */
    int together(Tensor x, List<Tensor> besides, int asked) {
        if (mixed) {
            return asked;
        }
        Cut known = last;
        if (known == null || !known.fits(x, besides)) {
            List<Shape> one = new ArrayList<>();
            one.add(x.shape().with(0, 1));
            besides.forEach(b -> one.add(b.shape().with(0, 1)));
            long largest = largest(model, one);
            known = new Cut(one, largest < 0 ? Integer.MAX_VALUE : (int) Math.max(1, FLOATS_IN_CACHE / largest));
            last = known;
        }
        return Math.min(asked, known.samples);
    }

    /** Values of the largest tensor for these inputs, or -1 where there is a layer that wants the whole batch. */
    private static long largest(LayerSpec spec, List<Shape> inputs) {
        if (spec instanceof RecurrentSpec || spec instanceof Softmax) {
            return -1;
        }
        long largest = 1;
        for (Shape out : spec.outputShapes(inputs)) {
            largest = Math.max(largest, out.size());
        }
        for (LayerSpec.Part part : spec.parts(inputs)) {
            long inner = largest(part.layer().spec(), part.inputs());
            if (inner < 0) {
                return -1;
            }
            largest = Math.max(largest, inner);
        }
        return largest;
    }

    private record Cut(List<Shape> one, int samples) {

        boolean fits(Tensor x, List<Tensor> besides) {
            boolean fits = fits(one.get(0), x.shape());
            for (int i = 0; fits && i < besides.size(); i++) {
                fits = fits(one.get(i + 1), besides.get(i).shape());
            }
            return fits;
        }

        private static boolean fits(Shape sample, Shape batch) {
            boolean fits = batch.rank() == sample.rank();
            for (int axis = 1; fits && axis < batch.rank(); axis++) {
                fits = batch.dim(axis) == sample.dim(axis);
            }
            return fits;
        }
    }
}
