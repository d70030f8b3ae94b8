package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.activations.RowFunction;
import org.jspecify.annotations.Nullable;

/**
 * min(max(x, least), most), what a plain rectifier does; not a number stays so.
 *
 * @param least lower limit
 * @param most upper limit
 */
record Limits(float least, float most) implements RowFunction {

    private static final Limits RELU = new Limits(0, Float.POSITIVE_INFINITY);

    /** No limits. */
    static final Limits NONE = new Limits(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

    /** The function as limits, or null if it is another one. */
    static @Nullable Limits of(RowFunction f) {
        return f == Activations.RELU ? RELU : f instanceof Limits limits ? limits : null;
    }

    /** Whether there are none. */
    boolean areNone() {
        return least == Float.NEGATIVE_INFINITY && most == Float.POSITIVE_INFINITY;
    }

    @Override
    public void apply(float[] x, int offset, int rows, int n, int stride) {
        for (int r = 0; r < rows; r++) {
            int from = offset + r * stride;
            for (int i = from; i < from + n; i++) {
                x[i] = Math.min(Math.max(x[i], least), most);
            }
        }
    }
}
