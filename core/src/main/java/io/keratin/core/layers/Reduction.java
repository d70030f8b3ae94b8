package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import java.util.Arrays;

/** Makes one row of several. */
@FunctionalInterface
interface Reduction {

    /**
     * result (n) = the rows of x, n values each, the first at {@code start}, as one. {@code x} not modified; {@code result} and
     * {@code row} (n) modified.
     */
    void reduce(float[] x, int start, int rows, int n, float[] result, float[] row);

    /** The mean of each column; NaN where there are no rows. */
    static Reduction mean(Kernels kernels) {
        return (x, start, rows, n, result, row) -> {
            Arrays.fill(result, 0, n, 0);
            kernels.addRows(x, start, rows, n, result, row);
            divide(result, n, rows);
        };
    }

    /** result (n) /= count. {@code result} modified. */
    static void divide(float[] result, int n, int count) {
        for (int j = 0; j < n; j++) {
            result[j] /= count;
        }
    }
}
