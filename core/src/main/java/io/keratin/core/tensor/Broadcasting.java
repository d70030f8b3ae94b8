package io.keratin.core.tensor;

import io.keratin.core.error.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** NumPy's broadcasting of known shapes: axes are matched from the last one on, those of length 1 are repeated. */
public final class Broadcasting {

    private Broadcasting() {}

    /**
     * The shape that two shapes take together.
     *
     * @param what what an error calls them: {@code "loss 'mse': labels and predictions"}
     * @throws ShapeException if they do not fit
     */
    public static Shape shape(String what, Shape a, Shape b) {
        int[] dims = new int[Math.max(a.rank(), b.rank())];
        for (int back = 1; back <= dims.length; back++) {
            int x = back <= a.rank() ? a.dim(-back) : 1;
            int y = back <= b.rank() ? b.dim(-back) : 1;
            if (x != y && x != 1 && y != 1) {
                throw new ShapeException(what + " of shapes " + a + " and " + b + " do not fit together");
            }
            dims[dims.length - back] = x == 1 ? y : x;
        }
        return Shape.of(dims);
    }

    /** For each element of {@code to}, row-major, where its value stands in an array of shape {@code from}. */
    public static int[] index(Shape from, Shape to) {
        int[] strides = from.strides();
        int[] index = new int[to.length()];
        int repeat = 1;
        for (int back = 1; back <= to.rank(); back++) {
            int dim = to.dim(-back);
            int stride = back <= from.rank() && from.dim(-back) > 1 ? strides[from.rank() - back] : 0;
            for (int i = 0; i < index.length; i++) {
                index[i] += i / repeat % dim * stride;
            }
            repeat *= dim;
        }
        return index;
    }

    /**
     * Keras's {@code squeeze_or_expand_to_same_rank}: of two shapes whose ranks differ by one, the one with a last axis of
     * length 1 loses it, or a vector beside it gets one.
     *
     * @return {@code a} and {@code b} as they are compared
     */
    public static Shape[] sameRank(Shape a, Shape b) {
        if (a.rank() == b.rank() + 1 && a.last() == 1) {
            return b.rank() == 1 ? new Shape[] {a, b.concat(Shape.of(1))} : new Shape[] {a.slice(0, b.rank()), b};
        } else if (b.rank() == a.rank() + 1 && b.last() == 1) {
            return a.rank() == 1 ? new Shape[] {a.concat(Shape.of(1)), b} : new Shape[] {a, b.slice(0, a.rank())};
        }
        return new Shape[] {a, b};
    }

    /**
     * The elements of a row-major array of this shape row by row, where a row runs along the given axes, rising and from 0.
     */
    public static int[] rows(Shape shape, int... axes) {
        List<Integer> order = new ArrayList<>();
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (Arrays.binarySearch(axes, axis) < 0) {
                order.add(axis);
            }
        }
        Arrays.stream(axes).forEach(order::add);
        int[] strides = shape.strides();
        int[] at = new int[shape.length()];
        int repeat = 1;
        for (int a = order.size() - 1; a >= 0; a--) {
            int dim = shape.dim(order.get(a));
            for (int i = 0; i < at.length; i++) {
                at[i] += i / repeat % dim * strides[order.get(a)];
            }
            repeat *= dim;
        }
        return at;
    }
}
