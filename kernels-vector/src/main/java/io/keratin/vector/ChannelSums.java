package io.keratin.vector;

import io.keratin.core.kernels.ScaledRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of scaled rows at several places, see {@link io.keratin.core.kernels.Kernels#addScaled}: a vector of channels at a time, whose
 * weights are read once for all places, and so many sums under way that a multiply-add need not wait for the last one. Where channels
 * or places do not fill the tiles, the last one begins earlier, and some values are computed twice.
 */
final class ChannelSums {

    /** The fewest places that are worth a tile. */
    static final int FEW = 4;

    private static final int MANY = 2 * FEW;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private ChannelSums() {}

    /** At least {@link #FEW} places, and a vector of channels. */
    static void many(ScaledRows s, int places, float[] d, int at) {
        boolean threes = places >= MANY && inThrees(s);
        for (int q = 0; q < places; ) {
            int left = places - q;
            if (left > FEW && places >= MANY) {
                int first = Math.min(q, places - MANY);
                if (threes) {
                    eightOfThrees(s, first, d, at);
                } else {
                    eight(s, first, d, at);
                }
                q = first + MANY;
            } else {
                int first = Math.min(q, places - FEW);
                four(s, first, d, at);
                q = first + FEW;
            }
        }
    }

    /** Whether rows come in threes that three places one after another read: those of a kernel three wide. */
    private static boolean inThrees(ScaledRows s) {
        boolean threes = s.count % 3 == 0;
        for (int i = 0; threes && i < s.count; i += 3) {
            int start = s.starts[i];
            threes = s.starts[i + 1] == start + s.stride && s.starts[i + 2] == start + 2 * s.stride;
        }
        return threes;
    }

    /** Eight places from q on. */
    private static void eight(ScaledRows s, int q, float[] d, int at) {
        int count = s.count;
        float[] x = s.x;
        int[] starts = s.starts;
        int stride = s.stride;
        float[][] w = s.w;
        int[] rows = s.rows;
        int n = s.n;
        float[] b = s.b;
        FloatVector low = FloatVector.broadcast(F, s.least);
        FloatVector high = FloatVector.broadcast(F, s.most);
        for (int j = 0; j < n; j += L) {
            int c = Math.min(j, n - L);
            FloatVector m0 = FloatVector.fromArray(F, b, c);
            FloatVector m1 = m0;
            FloatVector m2 = m0;
            FloatVector m3 = m0;
            FloatVector m4 = m0;
            FloatVector m5 = m0;
            FloatVector m6 = m0;
            FloatVector m7 = m0;
            for (int i = 0; i < count; i++) {
                FloatVector f = FloatVector.fromArray(F, w[rows[i]], c);
                int from = starts[i] + q * stride + c;
                m0 = FloatVector.fromArray(F, x, from).fma(f, m0);
                m1 = FloatVector.fromArray(F, x, from + stride).fma(f, m1);
                m2 = FloatVector.fromArray(F, x, from + 2 * stride).fma(f, m2);
                m3 = FloatVector.fromArray(F, x, from + 3 * stride).fma(f, m3);
                m4 = FloatVector.fromArray(F, x, from + 4 * stride).fma(f, m4);
                m5 = FloatVector.fromArray(F, x, from + 5 * stride).fma(f, m5);
                m6 = FloatVector.fromArray(F, x, from + 6 * stride).fma(f, m6);
                m7 = FloatVector.fromArray(F, x, from + 7 * stride).fma(f, m7);
            }
            int to = at + q * n + c;
            m0 = m0.blend(low, m0.compare(VectorOperators.LT, low));
            m0.blend(high, m0.compare(VectorOperators.GT, high)).intoArray(d, to);
            m1 = m1.blend(low, m1.compare(VectorOperators.LT, low));
            m1.blend(high, m1.compare(VectorOperators.GT, high)).intoArray(d, to + n);
            m2 = m2.blend(low, m2.compare(VectorOperators.LT, low));
            m2.blend(high, m2.compare(VectorOperators.GT, high)).intoArray(d, to + 2 * n);
            m3 = m3.blend(low, m3.compare(VectorOperators.LT, low));
            m3.blend(high, m3.compare(VectorOperators.GT, high)).intoArray(d, to + 3 * n);
            m4 = m4.blend(low, m4.compare(VectorOperators.LT, low));
            m4.blend(high, m4.compare(VectorOperators.GT, high)).intoArray(d, to + 4 * n);
            m5 = m5.blend(low, m5.compare(VectorOperators.LT, low));
            m5.blend(high, m5.compare(VectorOperators.GT, high)).intoArray(d, to + 5 * n);
            m6 = m6.blend(low, m6.compare(VectorOperators.LT, low));
            m6.blend(high, m6.compare(VectorOperators.GT, high)).intoArray(d, to + 6 * n);
            m7 = m7.blend(low, m7.compare(VectorOperators.LT, low));
            m7.blend(high, m7.compare(VectorOperators.GT, high)).intoArray(d, to + 7 * n);
        }
    }

    /** As {@link #eight}, with rows in threes: a vector of channels is read once for the three places that it belongs to. */
    private static void eightOfThrees(ScaledRows s, int q, float[] d, int at) {
        int count = s.count;
        float[] x = s.x;
        int[] starts = s.starts;
        int stride = s.stride;
        float[][] w = s.w;
        int[] rows = s.rows;
        int n = s.n;
        float[] b = s.b;
        FloatVector low = FloatVector.broadcast(F, s.least);
        FloatVector high = FloatVector.broadcast(F, s.most);
        for (int j = 0; j < n; j += L) {
            int c = Math.min(j, n - L);
            FloatVector m0 = FloatVector.fromArray(F, b, c);
            FloatVector m1 = m0;
            FloatVector m2 = m0;
            FloatVector m3 = m0;
            FloatVector m4 = m0;
            FloatVector m5 = m0;
            FloatVector m6 = m0;
            FloatVector m7 = m0;
            for (int i = 0; i < count; i += 3) {
                FloatVector f0 = FloatVector.fromArray(F, w[rows[i]], c);
                FloatVector f1 = FloatVector.fromArray(F, w[rows[i + 1]], c);
                FloatVector f2 = FloatVector.fromArray(F, w[rows[i + 2]], c);
                int from = starts[i] + q * stride + c;
                FloatVector v = FloatVector.fromArray(F, x, from);
                m0 = v.fma(f0, m0);
                v = FloatVector.fromArray(F, x, from + stride);
                m0 = v.fma(f1, m0);
                m1 = v.fma(f0, m1);
                v = FloatVector.fromArray(F, x, from + 2 * stride);
                m0 = v.fma(f2, m0);
                m1 = v.fma(f1, m1);
                m2 = v.fma(f0, m2);
                v = FloatVector.fromArray(F, x, from + 3 * stride);
                m1 = v.fma(f2, m1);
                m2 = v.fma(f1, m2);
                m3 = v.fma(f0, m3);
                v = FloatVector.fromArray(F, x, from + 4 * stride);
                m2 = v.fma(f2, m2);
                m3 = v.fma(f1, m3);
                m4 = v.fma(f0, m4);
                v = FloatVector.fromArray(F, x, from + 5 * stride);
                m3 = v.fma(f2, m3);
                m4 = v.fma(f1, m4);
                m5 = v.fma(f0, m5);
                v = FloatVector.fromArray(F, x, from + 6 * stride);
                m4 = v.fma(f2, m4);
                m5 = v.fma(f1, m5);
                m6 = v.fma(f0, m6);
                v = FloatVector.fromArray(F, x, from + 7 * stride);
                m5 = v.fma(f2, m5);
                m6 = v.fma(f1, m6);
                m7 = v.fma(f0, m7);
                v = FloatVector.fromArray(F, x, from + 8 * stride);
                m6 = v.fma(f2, m6);
                m7 = v.fma(f1, m7);
                v = FloatVector.fromArray(F, x, from + 9 * stride);
                m7 = v.fma(f2, m7);
            }
            int to = at + q * n + c;
            m0 = m0.blend(low, m0.compare(VectorOperators.LT, low));
            m0.blend(high, m0.compare(VectorOperators.GT, high)).intoArray(d, to);
            m1 = m1.blend(low, m1.compare(VectorOperators.LT, low));
            m1.blend(high, m1.compare(VectorOperators.GT, high)).intoArray(d, to + n);
            m2 = m2.blend(low, m2.compare(VectorOperators.LT, low));
            m2.blend(high, m2.compare(VectorOperators.GT, high)).intoArray(d, to + 2 * n);
            m3 = m3.blend(low, m3.compare(VectorOperators.LT, low));
            m3.blend(high, m3.compare(VectorOperators.GT, high)).intoArray(d, to + 3 * n);
            m4 = m4.blend(low, m4.compare(VectorOperators.LT, low));
            m4.blend(high, m4.compare(VectorOperators.GT, high)).intoArray(d, to + 4 * n);
            m5 = m5.blend(low, m5.compare(VectorOperators.LT, low));
            m5.blend(high, m5.compare(VectorOperators.GT, high)).intoArray(d, to + 5 * n);
            m6 = m6.blend(low, m6.compare(VectorOperators.LT, low));
            m6.blend(high, m6.compare(VectorOperators.GT, high)).intoArray(d, to + 6 * n);
            m7 = m7.blend(low, m7.compare(VectorOperators.LT, low));
            m7.blend(high, m7.compare(VectorOperators.GT, high)).intoArray(d, to + 7 * n);
        }
    }

    /** Four places from q on. */
    private static void four(ScaledRows s, int q, float[] d, int at) {
        int count = s.count;
        float[] x = s.x;
        int[] starts = s.starts;
        int stride = s.stride;
        float[][] w = s.w;
        int[] rows = s.rows;
        int n = s.n;
        float[] b = s.b;
        FloatVector low = FloatVector.broadcast(F, s.least);
        FloatVector high = FloatVector.broadcast(F, s.most);
        for (int j = 0; j < n; j += L) {
            int c = Math.min(j, n - L);
            FloatVector m0 = FloatVector.fromArray(F, b, c);
            FloatVector m1 = m0;
            FloatVector m2 = m0;
            FloatVector m3 = m0;
            for (int i = 0; i < count; i++) {
                FloatVector f = FloatVector.fromArray(F, w[rows[i]], c);
                int from = starts[i] + q * stride + c;
                m0 = FloatVector.fromArray(F, x, from).fma(f, m0);
                m1 = FloatVector.fromArray(F, x, from + stride).fma(f, m1);
                m2 = FloatVector.fromArray(F, x, from + 2 * stride).fma(f, m2);
                m3 = FloatVector.fromArray(F, x, from + 3 * stride).fma(f, m3);
            }
            int to = at + q * n + c;
            m0 = m0.blend(low, m0.compare(VectorOperators.LT, low));
            m0.blend(high, m0.compare(VectorOperators.GT, high)).intoArray(d, to);
            m1 = m1.blend(low, m1.compare(VectorOperators.LT, low));
            m1.blend(high, m1.compare(VectorOperators.GT, high)).intoArray(d, to + n);
            m2 = m2.blend(low, m2.compare(VectorOperators.LT, low));
            m2.blend(high, m2.compare(VectorOperators.GT, high)).intoArray(d, to + 2 * n);
            m3 = m3.blend(low, m3.compare(VectorOperators.LT, low));
            m3.blend(high, m3.compare(VectorOperators.GT, high)).intoArray(d, to + 3 * n);
        }
    }
}
