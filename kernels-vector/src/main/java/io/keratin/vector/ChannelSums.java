package io.keratin.vector;

import io.keratin.core.kernels.ScaledRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
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
    private static final VectorSpecies<Integer> I = Lanes.I;
    private static final int L = Lanes.L;
    private static final int SIGN = Integer.SIZE - 1;

    /** Taps of a kernel of three lines and three columns. */
    private static final int NINE = 9;

    private ChannelSums() {}

    /** At least a vector of channels; with its limits. */
    static void of(ScaledRows s, int places, float[] d, int at) {
        int column = columnOfThrees(s);
        if (column > 0 && s.stride == column) {
            nine(s, places, d, at);
        } else if (column > 0 && s.stride == 2 * column) {
            nineOfEverySecond(s, places, d, at);
        } else if (places >= FEW) {
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

    /** From one column of a kernel of three lines and three columns to the next in x; 0 if rows are not those of such a kernel. */
    private static int columnOfThrees(ScaledRows s) {
        if (s.count != NINE) {
            return 0;
        }
        int column = s.starts[3] - s.starts[0];
        for (int i = 3; i < s.count; i++) {
            if (s.starts[i] != s.starts[i - 3] + column) {
                return 0;
            }
        }
        return column;
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

    /**
     * Nine rows, three one below the other for each of three columns, and places side by side: with all weights in registers a value is
     * read once for the three places that it belongs to.
     */
    private static void nine(ScaledRows s, int places, float[] d, int at) {
        float[] x = s.x;
        int n = s.n;
        int stride = s.stride;
        for (int j = 0; j < n; j += L) {
            int c = Math.min(j, n - L);
            FloatVector f0 = FloatVector.fromArray(F, s.w[s.rows[0]], c);
            FloatVector f1 = FloatVector.fromArray(F, s.w[s.rows[1]], c);
            FloatVector f2 = FloatVector.fromArray(F, s.w[s.rows[2]], c);
            FloatVector f3 = FloatVector.fromArray(F, s.w[s.rows[3]], c);
            FloatVector f4 = FloatVector.fromArray(F, s.w[s.rows[4]], c);
            FloatVector f5 = FloatVector.fromArray(F, s.w[s.rows[5]], c);
            FloatVector f6 = FloatVector.fromArray(F, s.w[s.rows[6]], c);
            FloatVector f7 = FloatVector.fromArray(F, s.w[s.rows[7]], c);
            FloatVector f8 = FloatVector.fromArray(F, s.w[s.rows[8]], c);
            FloatVector b = FloatVector.fromArray(F, s.b, c);
            IntVector nans = IntVector.broadcast(I, Rectifier.NANS);
            IntVector all = IntVector.broadcast(I, -1);
            IntVector top = IntVector.broadcast(I, Rectifier.top(s.most));
            IntVector negative = IntVector.broadcast(I, Rectifier.negative(s.least));
            int i = s.starts[0] + c;
            int second = s.starts[1] - s.starts[0];
            int third = s.starts[2] - s.starts[0];
            FloatVector m = FloatVector.fromArray(F, x, i).fma(f0, b);
            m = FloatVector.fromArray(F, x, i + second).fma(f1, m);
            m = FloatVector.fromArray(F, x, i + third).fma(f2, m);
            i += stride;
            FloatVector v0 = FloatVector.fromArray(F, x, i);
            FloatVector v1 = FloatVector.fromArray(F, x, i + second);
            FloatVector v2 = FloatVector.fromArray(F, x, i + third);
            m = v2.fma(f5, v1.fma(f4, v0.fma(f3, m)));
            FloatVector next = v2.fma(f2, v1.fma(f1, v0.fma(f0, b)));
            int to = at + c;
            for (int q = 0; q < places; q++) {
                i += stride;
                v0 = FloatVector.fromArray(F, x, i);
                v1 = FloatVector.fromArray(F, x, i + second);
                v2 = FloatVector.fromArray(F, x, i + third);
                m = v2.fma(f8, v1.fma(f7, v0.fma(f6, m)));
                IntVector k = m.reinterpretAsInts().add(nans).min(top);
                IntVector k0 = k.sub(nans);
                IntVector k1 = k0.and(k).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                k0.and(k1.lanewise(VectorOperators.XOR, all))
                        .reinterpretAsFloats()
                        .intoArray(d, to);
                m = v2.fma(f5, v1.fma(f4, v0.fma(f3, next)));
                next = v2.fma(f2, v1.fma(f1, v0.fma(f0, b)));
                to += n;
            }
        }
    }

    /** As {@link #nine}, with places two columns apart, so that a place's last column is the next one's first. */
    private static void nineOfEverySecond(ScaledRows s, int places, float[] d, int at) {
        float[] x = s.x;
        int n = s.n;
        int column = s.stride / 2;
        for (int j = 0; j < n; j += L) {
            int c = Math.min(j, n - L);
            FloatVector f0 = FloatVector.fromArray(F, s.w[s.rows[0]], c);
            FloatVector f1 = FloatVector.fromArray(F, s.w[s.rows[1]], c);
            FloatVector f2 = FloatVector.fromArray(F, s.w[s.rows[2]], c);
            FloatVector f3 = FloatVector.fromArray(F, s.w[s.rows[3]], c);
            FloatVector f4 = FloatVector.fromArray(F, s.w[s.rows[4]], c);
            FloatVector f5 = FloatVector.fromArray(F, s.w[s.rows[5]], c);
            FloatVector f6 = FloatVector.fromArray(F, s.w[s.rows[6]], c);
            FloatVector f7 = FloatVector.fromArray(F, s.w[s.rows[7]], c);
            FloatVector f8 = FloatVector.fromArray(F, s.w[s.rows[8]], c);
            FloatVector b = FloatVector.fromArray(F, s.b, c);
            IntVector nans = IntVector.broadcast(I, Rectifier.NANS);
            IntVector all = IntVector.broadcast(I, -1);
            IntVector top = IntVector.broadcast(I, Rectifier.top(s.most));
            IntVector negative = IntVector.broadcast(I, Rectifier.negative(s.least));
            int i = s.starts[0] + c;
            int second = s.starts[1] - s.starts[0];
            int third = s.starts[2] - s.starts[0];
            FloatVector m = FloatVector.fromArray(F, x, i).fma(f0, b);
            m = FloatVector.fromArray(F, x, i + second).fma(f1, m);
            m = FloatVector.fromArray(F, x, i + third).fma(f2, m);
            int to = at + c;
            for (int q = 0; q < places; q++) {
                i += column;
                m = FloatVector.fromArray(F, x, i).fma(f3, m);
                m = FloatVector.fromArray(F, x, i + second).fma(f4, m);
                m = FloatVector.fromArray(F, x, i + third).fma(f5, m);
                i += column;
                FloatVector v0 = FloatVector.fromArray(F, x, i);
                FloatVector v1 = FloatVector.fromArray(F, x, i + second);
                FloatVector v2 = FloatVector.fromArray(F, x, i + third);
                m = v2.fma(f8, v1.fma(f7, v0.fma(f6, m)));
                IntVector k = m.reinterpretAsInts().add(nans).min(top);
                IntVector k0 = k.sub(nans);
                IntVector k1 = k0.and(k).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                k0.and(k1.lanewise(VectorOperators.XOR, all))
                        .reinterpretAsFloats()
                        .intoArray(d, to);
                m = v2.fma(f2, v1.fma(f1, v0.fma(f0, b)));
                to += n;
            }
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
