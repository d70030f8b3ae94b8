package io.keratin.vector;

import io.keratin.core.kernels.ScaledRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of scaled rows at several places, see {@link io.keratin.core.kernels.Kernels#addScaled}: a vector of channels at a time, whose
 * weights are read once for all places, and so many sums under way that a multiply-add need not wait for the last one. Where channels
 * or places do not fill the tiles, the last one begins earlier, and some values are computed twice.
 */
final class ChannelSums {

    /** The fewest places that are worth a tile. */
    private static final int FEW = 4;

    private static final int MANY = 2 * FEW;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private ChannelSums() {}

    /** At least a vector of channels; with its limits. */
    static void of(ScaledRows s, int places, float[] d, int at) {
        if (places >= FEW) {
            many(s, places, d, at);
            Rectifier.limit(d, at, at + places * s.n, s.least, s.most);
        } else {
            single(s, places, d, at);
        }
    }

    /** Place by place, or several at once where their rows touch. */
    static void single(ScaledRows s, int places, float[] d, int at) {
        int together = s.together();
        for (int q = 0; q < places; q += together) {
            Reductions.addScaled(s, q * s.stride, Math.min(together, places - q) * s.n, d, at + q * s.n);
        }
        Rectifier.limit(d, at, at + places * s.n, s.least, s.most);
    }

    private static void many(ScaledRows s, int places, float[] d, int at) {
        for (int q = 0; q < places; ) {
            int left = places - q;
            if (left > FEW && places >= MANY) {
                int first = Math.min(q, places - MANY);
                eight(s, first, d, at);
                q = first + MANY;
            } else {
                int first = Math.min(q, places - FEW);
                four(s, first, d, at);
                q = first + FEW;
            }
        }
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
            m0.intoArray(d, to);
            m1.intoArray(d, to + n);
            m2.intoArray(d, to + 2 * n);
            m3.intoArray(d, to + 3 * n);
            m4.intoArray(d, to + 4 * n);
            m5.intoArray(d, to + 5 * n);
            m6.intoArray(d, to + 6 * n);
            m7.intoArray(d, to + 7 * n);
        }
    }

    /** Four places from q on, two vectors of channels at a time. */
    private static void four(ScaledRows s, int q, float[] d, int at) {
        int count = s.count;
        float[] x = s.x;
        int[] starts = s.starts;
        int stride = s.stride;
        float[][] w = s.w;
        int[] rows = s.rows;
        int n = s.n;
        float[] b = s.b;
        for (int j = 0; j < n; j += 2 * L) {
            int c = Math.min(j, n - L);
            int next = Math.min(j + L, n - L) - c;
            FloatVector m0 = FloatVector.fromArray(F, b, c);
            FloatVector m1 = m0;
            FloatVector m2 = m0;
            FloatVector m3 = m0;
            FloatVector o0 = FloatVector.fromArray(F, b, c + next);
            FloatVector o1 = o0;
            FloatVector o2 = o0;
            FloatVector o3 = o0;
            for (int i = 0; i < count; i++) {
                FloatVector f = FloatVector.fromArray(F, w[rows[i]], c);
                FloatVector g = FloatVector.fromArray(F, w[rows[i]], c + next);
                int from = starts[i] + q * stride + c;
                m0 = FloatVector.fromArray(F, x, from).fma(f, m0);
                o0 = FloatVector.fromArray(F, x, from + next).fma(g, o0);
                from += stride;
                m1 = FloatVector.fromArray(F, x, from).fma(f, m1);
                o1 = FloatVector.fromArray(F, x, from + next).fma(g, o1);
                from += stride;
                m2 = FloatVector.fromArray(F, x, from).fma(f, m2);
                o2 = FloatVector.fromArray(F, x, from + next).fma(g, o2);
                from += stride;
                m3 = FloatVector.fromArray(F, x, from).fma(f, m3);
                o3 = FloatVector.fromArray(F, x, from + next).fma(g, o3);
            }
            int to = at + q * n + c;
            m0.intoArray(d, to);
            o0.intoArray(d, to + next);
            m1.intoArray(d, to + n);
            o1.intoArray(d, to + n + next);
            m2.intoArray(d, to + 2 * n);
            o2.intoArray(d, to + 2 * n + next);
            m3.intoArray(d, to + 3 * n);
            o3.intoArray(d, to + 3 * n + next);
        }
    }
}
