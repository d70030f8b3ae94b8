package io.keratin.core.layers;

import java.util.Arrays;

/**
 * Makes one row of several.
 *
 * <p>Rows are copied to the start of an array first, since C2 turns a loop into vector code only where all its arrays are read and
 * written at the same index. For the few values of a narrow row that does not pay.
 */
@FunctionalInterface
interface Reduction {

    /** Shorter rows are read where they lie. */
    int NARROW = 8;

    /**
     * result (n) = the rows of x, n values each, the first at {@code start}, as one. {@code x} not modified; {@code result} and
     * {@code row} (n) modified.
     */
    void reduce(float[] x, int start, int rows, int n, float[] result, float[] row);

    /** The largest value of each column; NaN where there is one. */
    static void largest(float[] x, int start, int rows, int n, float[] result, float[] row) {
        Arrays.fill(result, 0, n, Float.NEGATIVE_INFINITY);
        max(x, start, rows, n, result, row);
    }

    /**
     * The largest number of each column as TensorFlow pools: NaN is passed over, and nothing is below the lowest finite float,
     * which stands for -∞ and for columns of NaN too.
     */
    static void largestNumber(float[] x, int start, int rows, int n, float[] result, float[] row) {
        Arrays.fill(result, 0, n, -Float.MAX_VALUE);
        max(x, start, rows, n, result, row);
        for (int j = 0; j < n; j++) {
            if (Float.isNaN(result[j])) {
                float max = -Float.MAX_VALUE;
                for (int r = 0; r < rows; r++) {
                    float value = x[start + r * n + j];
                    max = value > max ? value : max;
                }
                result[j] = max;
            }
        }
    }

    private static void max(float[] x, int start, int rows, int n, float[] result, float[] row) {
        if (n < NARROW) {
            for (int j = 0; j < n; j++) {
                float max = result[j];
                for (int r = 0; r < rows; r++) {
                    max = Math.max(max, x[start + r * n + j]);
                }
                result[j] = max;
            }
            return;
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(x, start + r * n, row, 0, n);
            for (int j = 0; j < n; j++) {
                result[j] = Math.max(result[j], row[j]);
            }
        }
    }

    /** The mean of each column; NaN where there are no rows. */
    static void mean(float[] x, int start, int rows, int n, float[] result, float[] row) {
        Arrays.fill(result, 0, n, 0);
        for (int r = 0; r < rows; r++) {
            add(x, start + r * n, n, result, row);
        }
        divide(result, n, rows);
    }

    /** result (n) += n values of x. {@code result}, {@code row} modified. */
    static void add(float[] x, int start, int n, float[] result, float[] row) {
        if (n < NARROW) {
            for (int j = 0; j < n; j++) {
                result[j] += x[start + j];
            }
            return;
        }
        System.arraycopy(x, start, row, 0, n);
        for (int j = 0; j < n; j++) {
            result[j] += row[j];
        }
    }

    /** result (n) /= count. {@code result} modified. */
    static void divide(float[] result, int n, int count) {
        for (int j = 0; j < n; j++) {
            result[j] /= count;
        }
    }
}
