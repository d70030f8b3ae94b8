package io.keratin.core.activations;

/** A function applied in place to rows of values: an activation, or what else follows a product. */
public interface RowFunction {

    /** Whether each value's result depends on that value alone. */
    default boolean elementwise() {
        return true;
    }

    /** x[offset + r * stride + i] = f(row r), for r &lt; rows, i &lt; n. {@code x} modified. */
    void apply(float[] x, int offset, int rows, int n, int stride);
}
