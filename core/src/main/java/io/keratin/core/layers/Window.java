package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;

/**
 * A window that slides along one axis, over steps of time or pixels. Output t sees the steps t · strides - {@link #before} + k ·
 * dilation for k = 0 to size - 1; those beyond the ends are padding.
 */
record Window(int size, int strides, int dilation, Padding padding) {

    /** A window of one step, which gives back what is there. */
    static final Window POINT = new Window(1, 1, 1, Padding.VALID);

    /** From the first step that a window sees to the last, both included. */
    int span() {
        return dilation * (size - 1) + 1;
    }

    /** Whether the span can be counted at all. */
    boolean isCountable() {
        return (long) dilation * (size - 1) < Integer.MAX_VALUE;
    }

    /** Number of windows on this many steps; an open number stays open. */
    int count(int steps) {
        if (steps == Shape.NONE || (steps == 0 && padding != Padding.VALID)) {
            return steps;
        }
        int last = padding == Padding.VALID ? steps - span() : steps - 1;
        return last < 0 ? 0 : last / strides + 1;
    }

    /** Steps of padding before the first real one; TensorFlow's rule, by which an odd one goes to the other end. */
    int before(int steps) {
        return switch (padding) {
            case VALID -> 0;
            case CAUSAL -> span() - 1;
            case SAME -> (int) (Math.max(0, (count(steps) - 1L) * strides + span() - steps) / 2);
        };
    }

    /** Number of windows along an axis of the input. */
    int slide(String layer, Shape input, int axis) {
        int steps = input.dim(axis);
        if (padding == Padding.VALID && steps != Shape.NONE && steps < span()) {
            throw new ShapeException(layer + ": a window over " + span() + " steps needs at least so many, found "
                    + steps + " in " + input + "; padding 'same' takes shorter sequences");
        }
        return count(steps);
    }
}
