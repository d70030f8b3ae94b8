package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Reductions over some axes of a row-major array, as index lists made once when a layer is laid out. */
final class Axes {

    private Axes() {}

    /** Axes counted from the start, in order. */
    static SortedSet<Integer> resolve(String layer, List<Integer> axes, int rank) {
        SortedSet<Integer> all = new TreeSet<>();
        for (int axis : axes) {
            if (axis < -rank || axis >= rank) {
                throw new ShapeException(layer + ": axis " + axis + " is not in an input of rank " + rank);
            }
            if (!all.add(axis < 0 ? axis + rank : axis)) {
                throw new ShapeException(layer + ": axes " + axes + " name axis " + axis + " twice");
            }
        }
        return all;
    }

    /**
     * As {@link #resolve}, of a layer that mixes samples where it is given axis 0: only so written can the batch axis be one of
     * them, since a negative axis does not say that it is the batch's before the rank is known.
     */
    static SortedSet<Integer> resolveWithBatch(String layer, List<Integer> axes, int rank) {
        SortedSet<Integer> all = resolve(layer, axes, rank);
        if (all.contains(0) && !axes.contains(0)) {
            throw new ShapeException(
                    layer + ": axis " + -rank + " is the batch axis of an input of rank " + rank + "; write it as 0");
        }
        return all;
    }

    /** Whether these are the last axes, so that each group is one piece of the array. */
    static boolean areLast(SortedSet<Integer> axes, int rank) {
        return !axes.isEmpty() && axes.first() == rank - axes.size();
    }

    /**
     * The groups of elements that a reduction over {@code axes} takes together: element j of group g stands at
     * {@code starts[g] + offsets[j]}.
     */
    static Groups groups(Shape shape, SortedSet<Integer> axes) {
        return new Groups(positions(shape, axes, false), positions(shape, axes, true));
    }

    private static int[] positions(Shape shape, SortedSet<Integer> axes, boolean inside) {
        int[] strides = shape.strides();
        int[] all = {0};
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (axes.contains(axis) != inside) {
                continue;
            }
            int[] next = new int[all.length * shape.dim(axis)];
            for (int i = 0; i < next.length; i++) {
                next[i] = all[i / shape.dim(axis)] + i % shape.dim(axis) * strides[axis];
            }
            all = next;
        }
        return all;
    }

    /** Start of each group, and the offsets of a group's elements from its start. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; read in inner loops.
    record Groups(int[] starts, int[] offsets) {}
}
