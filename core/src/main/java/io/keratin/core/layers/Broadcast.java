package io.keratin.core.layers;

import io.keratin.core.tensor.Shape;

/** Index arithmetic of broadcasting, done once when a layer is laid out. */
final class Broadcast {

    private Broadcast() {}

    /** For each element of {@code to}, row-major, where its value stands in an array of shape {@code from} (same rank, 1s). */
    static int[] index(Shape from, Shape to) {
        int[] index = new int[Math.toIntExact(to.size())];
        for (int i = 0; i < index.length; i++) {
            int rest = i;
            int at = 0;
            int stride = 1;
            for (int axis = to.rank() - 1; axis >= 0; axis--) {
                at += from.dim(axis) == 1 ? 0 : rest % to.dim(axis) * stride;
                stride *= from.dim(axis);
                rest /= to.dim(axis);
            }
            index[i] = at;
        }
        return index;
    }

    /** Strides of a row-major array. */
    static int[] strides(Shape shape) {
        int[] strides = new int[shape.rank()];
        int stride = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.dim(axis);
        }
        return strides;
    }

    /** For each element of an array whose axis {@code i} is axis {@code order[i]} of {@code from}, where it comes from. */
    static int[] transpose(Shape from, int[] order) {
        int[] strides = strides(from);
        int[] index = new int[Math.toIntExact(from.size())];
        for (int i = 0; i < index.length; i++) {
            int rest = i;
            int at = 0;
            for (int axis = order.length - 1; axis >= 0; axis--) {
                int dim = from.dim(order[axis]);
                at += rest % dim * strides[order[axis]];
                rest /= dim;
            }
            index[i] = at;
        }
        return index;
    }
}
