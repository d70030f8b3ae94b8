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
     * starts.
     */
    static void addScaled(ScaledRows s, int shift, int n, float[] d, int at) {
        int count = s.count;
        float[] x = s.x;
        int[] starts = s.starts;
        float[][] w = s.w;
        int[] rows = s.rows;
        float[] b = s.b;
        float least = s.least;
        float most = s.most;
        FloatVector low = FloatVector.broadcast(F, least);
        FloatVector high = FloatVector.broadcast(F, most);
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
            m0 = m0.blend(low, m0.compare(VectorOperators.LT, low));
            m0.blend(high, m0.compare(VectorOperators.GT, high)).intoArray(d, at + j);
            m1 = m1.blend(low, m1.compare(VectorOperators.LT, low));
            m1.blend(high, m1.compare(VectorOperators.GT, high)).intoArray(d, at + j + L);
            m2 = m2.blend(low, m2.compare(VectorOperators.LT, low));
            m2.blend(high, m2.compare(VectorOperators.GT, high)).intoArray(d, at + j + 2 * L);
            m3 = m3.blend(low, m3.compare(VectorOperators.LT, low));
            m3.blend(high, m3.compare(VectorOperators.GT, high)).intoArray(d, at + j + 3 * L);
        }
        for (; j <= n - L; j += L) {
            FloatVector m0 = FloatVector.fromArray(F, b, j);
            for (int i = 0; i < count; i++) {
                FloatVector v = FloatVector.fromArray(F, x, starts[i] + shift + j);
                m0 = v.fma(FloatVector.fromArray(F, w[rows[i]], j), m0);
            }
            m0 = m0.blend(low, m0.compare(VectorOperators.LT, low));
            m0.blend(high, m0.compare(VectorOperators.GT, high)).intoArray(d, at + j);
        }
        for (; j < n; j++) {
            float m = b[j];
            for (int i = 0; i < count; i++) {
                m = Math.fma(x[starts[i] + shift + j], w[rows[i]][j], m);
            }
            float above = m < least ? least : m;
            d[at + j] = above > most ? most : above;
        }
    }

    /** See {@link io.keratin.core.kernels.Kernels#scale}; rows of n values, no more than there are factors, which are read once. */
    static void scale(float[] x, int at, int rows, int n, float[] factor, float[] shift, float least, float most) {
        FloatVector low = FloatVector.broadcast(F, least);
        FloatVector high = FloatVector.broadcast(F, most);
        int j = 0;
        for (; j <= n - 4 * L; j += 4 * L) {
            FloatVector f0 = FloatVector.fromArray(F, factor, j);
            FloatVector f1 = FloatVector.fromArray(F, factor, j + L);
            FloatVector f2 = FloatVector.fromArray(F, factor, j + 2 * L);
            FloatVector f3 = FloatVector.fromArray(F, factor, j + 3 * L);
            FloatVector s0 = FloatVector.fromArray(F, shift, j);
            FloatVector s1 = FloatVector.fromArray(F, shift, j + L);
            FloatVector s2 = FloatVector.fromArray(F, shift, j + 2 * L);
            FloatVector s3 = FloatVector.fromArray(F, shift, j + 3 * L);
            int i = at + j;
            for (int r = 0; r < rows; r++) {
                FloatVector v0 = FloatVector.fromArray(F, x, i).fma(f0, s0);
                v0 = v0.blend(low, v0.compare(VectorOperators.LT, low));
                v0.blend(high, v0.compare(VectorOperators.GT, high)).intoArray(x, i);
                FloatVector v1 = FloatVector.fromArray(F, x, i + L).fma(f1, s1);
                v1 = v1.blend(low, v1.compare(VectorOperators.LT, low));
                v1.blend(high, v1.compare(VectorOperators.GT, high)).intoArray(x, i + L);
                FloatVector v2 = FloatVector.fromArray(F, x, i + 2 * L).fma(f2, s2);
                v2 = v2.blend(low, v2.compare(VectorOperators.LT, low));
                v2.blend(high, v2.compare(VectorOperators.GT, high)).intoArray(x, i + 2 * L);
                FloatVector v3 = FloatVector.fromArray(F, x, i + 3 * L).fma(f3, s3);
                v3 = v3.blend(low, v3.compare(VectorOperators.LT, low));
                v3.blend(high, v3.compare(VectorOperators.GT, high)).intoArray(x, i + 3 * L);
                i += n;
            }
        }
        for (; j <= n - L; j += L) {
            FloatVector f = FloatVector.fromArray(F, factor, j);
            FloatVector s = FloatVector.fromArray(F, shift, j);
            for (int r = 0; r < rows; r++) {
                FloatVector v0 = FloatVector.fromArray(F, x, at + r * n + j).fma(f, s);
                v0 = v0.blend(low, v0.compare(VectorOperators.LT, low));
                v0.blend(high, v0.compare(VectorOperators.GT, high)).intoArray(x, at + r * n + j);
            }
        }
        for (; j < n; j++) {
            for (int i = at + j; i < at + rows * n; i += n) {
                float v = Math.fma(x[i], factor[j], shift[j]);
                float above = v < least ? least : v;
                x[i] = above > most ? most : above;
            }
        }
    }
}
