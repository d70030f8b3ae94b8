package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Index arithmetic of broadcasting, done once when a layer is laid out. */
final class Broadcast {

    private Broadcast() {}

    /** The shape that shapes of one rank take together: axes of length 1 are repeated. */
    static Shape shape(String layer, List<Shape> shapes) {
        Shape first = shapes.get(0);
        int[] dims = new int[first.rank()];
        for (int axis = 0; axis < dims.length; axis++) {
            int dim = 1;
            for (Shape s : shapes) {
                int d = s.dim(axis);
                if (d != 1 && d != Shape.NONE && dim != 1 && dim != Shape.NONE && d != dim) {
                    throw new ShapeException(layer + ": inputs of shapes " + shapes + " do not fit together");
                }
                // Keras infers None where one is open, though the other is known
                dim = dim == Shape.NONE || d == Shape.NONE ? Shape.NONE : dim == 1 ? d : dim;
            }
            dims[axis] = dim;
        }
        return Shape.of(dims);
    }

    /** The shape with axes of length 1 in front, up to a rank. */
    static Shape leadingOnes(Shape shape, int rank) {
        int[] ones = new int[rank - shape.rank()];
        Arrays.fill(ones, 1);
        return Shape.of(ones).concat(shape);
    }

    /** A mask's shape laid over a tensor from the last axis on, as Keras does; refused where it does not fit. */
    static Shape trailing(String layer, Shape mask, Shape in) {
        if (mask.rank() <= in.rank()) {
            Shape full = leadingOnes(mask, in.rank());
            boolean fits = true;
            for (int axis = 0; axis < in.rank(); axis++) {
                fits &= full.dim(axis) == 1 || full.dim(axis) == in.dim(axis);
            }
            if (fits) {
                return full;
            }
        }
        throw new ShapeException(
                layer + ": a mask of shape " + mask + " cannot be broadcast to " + in + "; Keras refuses it too");
    }

    /** For each element of {@code to}, row-major, where its value stands in an array of shape {@code from} (same rank, 1s). */
    static int[] index(Shape from, Shape to) {
        int[] index = new int[to.length()];
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

    /** For each element of an array whose axis {@code i} is axis {@code order[i]} of {@code from}, where it comes from. */
    static int[] transpose(Shape from, int[] order) {
        int[] strides = from.strides();
        int[] index = new int[from.length()];
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
