package io.keratin.core.kernels;

import java.util.Arrays;

/**
 * Rows that become one, in plain Java. They are copied to the start of an array first, since C2 turns a loop into vector code
 * only where all its arrays are read and written at the same index. For the few values of a narrow row that does not pay.
 */
final class PortableReductions {

    /** Shorter rows are read where they lie. */
    private static final int NARROW = 8;

    private PortableReductions() {}

    /** See {@link Kernels#maxOfRows}. */
    static void max(float[] x, int start, int rows, int n, float[] result, float[] row) {
        Arrays.fill(result, 0, n, Float.NEGATIVE_INFINITY);
        raise(x, start, rows, n, result, row);
    }

    /** See {@link Kernels#maxNumberOfRows}. */
    static void maxNumber(float[] x, int start, int rows, int n, float[] result, float[] row) {
        Arrays.fill(result, 0, n, -Float.MAX_VALUE);
        raise(x, start, rows, n, result, row);
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

    private static void raise(float[] x, int start, int rows, int n, float[] result, float[] row) {
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

    /** See {@link Kernels#addRows}. */
    static void add(float[] x, int start, int rows, int n, float[] result, float[] row) {
        for (int r = 0; r < rows; r++) {
            int at = start + r * n;
            if (n < NARROW) {
                for (int j = 0; j < n; j++) {
                    result[j] += x[at + j];
                }
            } else {
                System.arraycopy(x, at, row, 0, n);
                for (int j = 0; j < n; j++) {
                    result[j] += row[j];
                }
            }
        }
    }

    /** See {@link Kernels#addScaled}; m values of one place, or of several side by side, {@code shift} behind the starts. */
    static void addScaled(ScaledRows s, int shift, int m, float[] d, int at) {
        System.arraycopy(s.b, 0, s.sum, 0, m);
        for (int i = 0; i < s.count; i++) {
            System.arraycopy(s.x, s.starts[i] + shift, s.row, 0, m);
            addProduct(s.row, s.w[s.rows[i]], m, s.sum);
        }
        limit(s.sum, m, s.least, s.most);
        System.arraycopy(s.sum, 0, d, at, m);
    }

    private static void limit(float[] x, int n, float least, float most) {
        for (int j = 0; j < n; j++) {
            x[j] = Math.min(Math.max(x[j], least), most);
        }
    }

    /** See {@link Kernels#scale}. */
    static void scale(float[] x, int at, int n, float[] factor, float[] shift, float least, float most) {
        for (int from = 0; from < n; from += factor.length) {
            int m = Math.min(factor.length, n - from);
            int start = at + from;
            for (int i = 0; i < m; i++) {
                x[start + i] = Math.min(Math.max(x[start + i] * factor[i] + shift[i], least), most);
            }
        }
    }

    private static void addProduct(float[] a, float[] b, int n, float[] sum) {
        for (int j = 0; j < n; j++) {
            sum[j] += a[j] * b[j];
        }
    }
}
