package io.keratin.core.layers;

import io.keratin.core.activations.RowFunction;
import io.keratin.core.kernels.Kernels;

/**
 * One function after the other.
 *
 * @param kernels what computes them
 * @param first the first
 * @param second the one applied to its results
 */
record Both(Kernels kernels, RowFunction first, RowFunction second) implements RowFunction {

    @Override
    public boolean elementwise() {
        return first.elementwise() && second.elementwise();
    }

    @Override
    public void apply(float[] x, int offset, int rows, int n, int stride) {
        kernels.activate(first, x, offset, rows, n, stride);
        kernels.activate(second, x, offset, rows, n, stride);
    }
}
