package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer that picks positions along one to three axes of time or space, each on its own, and leaves the channels: (B, …, X) or,
 * where channels come first, (B, X, …). Elements keep their type; a mask ends here, as in Keras.
 */
interface SpatialLayer extends WeightlessLayer {

    /** Number of axes of time or space. */
    int axes();

    /** Whether the channels come before them. */
    boolean channelsFirst();

    /** Length of axis {@code i}, counted from the first of time or space, for an input of length {@code dim}. */
    int length(int i, int dim);

    /** The positions of axis {@code i} to pick. */
    int[] picks(int i, int dim);

    @Override
    default Shape outputShape(Shape input) {
        if (input.rank() != axes() + 2) {
            throw new ShapeException(className() + ": expected an input of rank " + (axes() + 2) + ", found " + input);
        }
        Shape out = input;
        for (int i = 0; i < axes(); i++) {
            int axis = i + (channelsFirst() ? 2 : 1);
            int dim = input.dim(axis);
            out = out.with(axis, dim == Shape.NONE ? Shape.NONE : length(i, dim));
        }
        return out;
    }

    @Override
    default DType outputDType(DType input) {
        return input;
    }

    @Override
    default Layer bind(Binding binding) {
        return call -> {
            Shape in = call.input().shape();
            List<int @Nullable []> picks = new ArrayList<>();
            for (int i = 0; i < axes(); i++) {
                picks.add(picks(i, in.dim(i + (channelsFirst() ? 2 : 1))));
            }
            picks.add(channelsFirst() ? 0 : axes(), null);
            return Pieces.step(call, picks, 0);
        };
    }
}
