package io.keratin.vector;

import io.keratin.core.kernels.ScaledRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Rows that become one, four vectors of columns at a time; long enough not to be inlined, see {@link Gates}. */
final class Reductions {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private Reductions() {}

    /** See {@link io.keratin.core.kernels.Kernels#maxOfRows}. */
    static void max(float[] x, int start, int rows, int n, float[] result) {
        int j = 0;
        for (; j <= n - 4 * L; j += 4 * L) {
            FloatVector m0 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            FloatVector m1 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            FloatVector m2 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            FloatVector m3 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            for (int r = 0; r < rows; r++) {
                int at = start + r * n + j;
                m0 = m0.max(FloatVector.fromArray(F, x, at));
                m1 = m1.max(FloatVector.fromArray(F, x, at + L));
                m2 = m2.max(FloatVector.fromArray(F, x, at + 2 * L));
                m3 = m3.max(FloatVector.fromArray(F, x, at + 3 * L));
            }
            m0.intoArray(result, j);
            m1.intoArray(result, j + L);
            m2.intoArray(result, j + 2 * L);
            m3.intoArray(result, j + 3 * L);
        }
        for (; j <= n - L; j += L) {
            FloatVector m0 = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            for (int r = 0; r < rows; r++) {
                int at = start + r * n + j;
                m0 = m0.max(FloatVector.fromArray(F, x, at));
            }
            m0.intoArray(result, j);
        }
        for (; j < n; j++) {
            float m = Float.NEGATIVE_INFINITY;
            for (int r = 0; r < rows; r++) {
                float v = x[start + r * n + j];
                m = Math.max(m, v);
            }
            result[j] = m;
        }
    }

    /** See {@link io.keratin.core.kernels.Kernels#maxNumberOfRows}. */
    static void maxNumber(float[] x, int start, int rows, int n, float[] result) {
        int j = 0;
        for (; j <= n - 4 * L; j += 4 * L) {
            FloatVector m0 = FloatVector.broadcast(F, -Float.MAX_VALUE);
            FloatVector m1 = FloatVector.broadcast(F, -Float.MAX_VALUE);
            FloatVector m2 = FloatVector.broadcast(F, -Float.MAX_VALUE);
            FloatVector m3 = FloatVector.broadcast(F, -Float.MAX_VALUE);
            for (int r = 0; r < rows; r++) {
                int at = start + r * n + j;
                FloatVector v0 = FloatVector.fromArray(F, x, at);
                m0 = m0.blend(v0, v0.compare(VectorOperators.GT, m0));
                FloatVector v1 = FloatVector.fromArray(F, x, at + L);
                m1 = m1.blend(v1, v1.compare(VectorOperators.GT, m1));
                FloatVector v2 = FloatVector.fromArray(F, x, at + 2 * L);
                m2 = m2.blend(v2, v2.compare(VectorOperators.GT, m2));
                FloatVector v3 = FloatVector.fromArray(F, x, at + 3 * L);
                m3 = m3.blend(v3, v3.compare(VectorOperators.GT, m3));
            }
            m0.intoArray(result, j);
            m1.intoArray(result, j + L);
            m2.intoArray(result, j + 2 * L);
            m3.intoArray(result, j + 3 * L);
        }
        for (; j <= n - L; j += L) {
            FloatVector m0 = FloatVector.broadcast(F, -Float.MAX_VALUE);
            for (int r = 0; r < rows; r++) {
                int at = start + r * n + j;
                FloatVector v0 = FloatVector.fromArray(F, x, at);
                m0 = m0.blend(v0, v0.compare(VectorOperators.GT, m0));
            }
            m0.intoArray(result, j);
        }
        for (; j < n; j++) {
            float m = -Float.MAX_VALUE;
            for (int r = 0; r < rows; r++) {
                float v = x[start + r * n + j];
                m = v > m ? v : m;
            }
            result[j] = m;
        }
    }

    /** See {@link io.keratin.core.kernels.Kernels#addRows}. */
    static void add(float[] x, int start, int rows, int n, float[] result) {
        int j = 0;
        for (; j <= n - 4 * L; j += 4 * L) {
            FloatVector m0 = FloatVector.fromArray(F, result, j);
            FloatVector m1 = FloatVector.fromArray(F, result, j + L);
            FloatVector m2 = FloatVector.fromArray(F, result, j + 2 * L);
            FloatVector m3 = FloatVector.fromArray(F, result, j + 3 * L);
            for (int r = 0; r < rows; r++) {
                int at = start + r * n + j;
                m0 = m0.add(FloatVector.fromArray(F, x, at));
                m1 = m1.add(FloatVector.fromArray(F, x, at + L));
                m2 = m2.add(FloatVector.fromArray(F, x, at + 2 * L));
                m3 = m3.add(FloatVector.fromArray(F, x, at + 3 * L));
            }
            m0.intoArray(result, j);
            m1.intoArray(result, j + L);
            m2.intoArray(result, j + 2 * L);
            m3.intoArray(result, j + 3 * L);
        }
        for (; j <= n - L; j += L) {
            FloatVector m0 = FloatVector.fromArray(F, result, j);
            for (int r = 0; r < rows; r++) {
                int at = start + r * n + j;
                m0 = m0.add(FloatVector.fromArray(F, x, at));
            }
            m0.intoArray(result, j);
        }
        for (; j < n; j++) {
            float m = result[j];
            for (int r = 0; r < rows; r++) {
                float v = x[start + r * n + j];
                m += v;
            }
            result[j] = m;
        }
    }

    /**
     * See {@link io.keratin.core.kernels.Kernels#addScaled}; n values of one place, or of several side by side, {@code shift} behind the
     * starts, without the limits.
     */
    static void addScaled(ScaledRows s, int shift, int n, float[] d, int at) {
        int count = s.count;
        float[] x = s.x;
        int[] starts = s.starts;
        float[][] w = s.w;
        int[] rows = s.rows;
        float[] b = s.b;
        int j = 0;
        for (; j <= n - 4 * L; j += 4 * L) {
            FloatVector m0 = FloatVector.fromArray(F, b, j);
            FloatVector m1 = FloatVector.fromArray(F, b, j + L);
            FloatVector m2 = FloatVector.fromArray(F, b, j + 2 * L);
            FloatVector m3 = FloatVector.fromArray(F, b, j + 3 * L);
            for (int i = 0; i < count; i++) {
                float[] row = w[rows[i]];
                int from = starts[i] + shift + j;
                m0 = FloatVector.fromArray(F, x, from).fma(FloatVector.fromArray(F, row, j), m0);
                m1 = FloatVector.fromArray(F, x, from + L).fma(FloatVector.fromArray(F, row, j + L), m1);
                m2 = FloatVector.fromArray(F, x, from + 2 * L).fma(FloatVector.fromArray(F, row, j + 2 * L), m2);
                m3 = FloatVector.fromArray(F, x, from + 3 * L).fma(FloatVector.fromArray(F, row, j + 3 * L), m3);
            }
            m0.intoArray(d, at + j);
            m1.intoArray(d, at + j + L);
            m2.intoArray(d, at + j + 2 * L);
            m3.intoArray(d, at + j + 3 * L);
        }
        for (; j <= n - L; j += L) {
            FloatVector m0 = FloatVector.fromArray(F, b, j);
            for (int i = 0; i < count; i++) {
                FloatVector v = FloatVector.fromArray(F, x, starts[i] + shift + j);
                m0 = v.fma(FloatVector.fromArray(F, w[rows[i]], j), m0);
            }
            m0.intoArray(d, at + j);
        }
        for (; j < n; j++) {
            float m = b[j];
            for (int i = 0; i < count; i++) {
                m = Math.fma(x[starts[i] + shift + j], w[rows[i]][j], m);
            }
            d[at + j] = m;
        }
    }
}
