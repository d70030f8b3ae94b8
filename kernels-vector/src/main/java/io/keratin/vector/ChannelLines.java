package io.keratin.vector;

import io.keratin.core.kernels.ScaledLines;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Windows of three lines and three columns, see {@link io.keratin.core.kernels.Kernels#addScaledLines}: a vector of channels at a
 * time, all of whose weights stay in registers. The columns of the picture are read once from left to right; each is the last column
 * of one window, the middle of the next, and the first of the one after that, whose sums are under way.
 *
 * <p>Channels that do not fill the last vector are computed again with some before them. Limits are those of {@link Rectifier}.
 */
final class ChannelLines {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final VectorSpecies<Integer> I = Lanes.I;
    private static final int L = Lanes.L;
    private static final int SIGN = Integer.SIZE - 1;

    private ChannelLines() {}

    /** Whether windows of so many channels, so many columns apart, are computed here. */
    static boolean take(int n, int right) {
        return n >= L && right <= 2;
    }

    static void of(ScaledLines s, int lines, int from, int to, float[] d, int at) {
        if (from == to) {
            return;
        }
        int line = (to - from) * s.n;
        int i = 0;
        if (s.right == 1 && s.down == 1) {
            for (; i <= lines - 2; i += 2) {
                two(s, i, from, to, d, at + i * line);
            }
        }
        for (; i < lines; i++) {
            if (s.right == 1) {
                one(s, i * s.down, from, to, d, at + i * line);
            } else {
                everySecond(s, i * s.down, from, to, d, at + i * line);
            }
        }
    }

    /** Two lines of windows, which share two lines of the picture. */
    private static void two(ScaledLines s, int first, int from, int to, float[] d, int at) {
        int n = s.n;
        int start0 = s.starts[first];
        int start1 = s.starts[first + 1];
        int start2 = s.starts[first + 2];
        int start3 = s.starts[first + 3];
        float[] x0 = start0 < 0 ? s.zeros : s.x;
        float[] x1 = start1 < 0 ? s.zeros : s.x;
        float[] x2 = start2 < 0 ? s.zeros : s.x;
        float[] x3 = start3 < 0 ? s.zeros : s.x;
        int column = Math.max(0, from - s.before);
        int end = Math.min(s.columns, to - s.before + 2);
        int skipped = from - (column + s.before - 2);
        int second = (to - from) * n;
        for (int j = 0; j < n; j += L) {
            int c = Math.min(j, n - L);
            FloatVector f0 = FloatVector.fromArray(F, s.w[0], c);
            FloatVector f1 = FloatVector.fromArray(F, s.w[1], c);
            FloatVector f2 = FloatVector.fromArray(F, s.w[2], c);
            FloatVector f3 = FloatVector.fromArray(F, s.w[3], c);
            FloatVector f4 = FloatVector.fromArray(F, s.w[4], c);
            FloatVector f5 = FloatVector.fromArray(F, s.w[5], c);
            FloatVector f6 = FloatVector.fromArray(F, s.w[6], c);
            FloatVector f7 = FloatVector.fromArray(F, s.w[7], c);
            FloatVector f8 = FloatVector.fromArray(F, s.w[8], c);
            FloatVector b = FloatVector.fromArray(F, s.b, c);
            IntVector nans = IntVector.broadcast(I, Rectifier.NANS);
            IntVector all = IntVector.broadcast(I, -1);
            IntVector top = IntVector.broadcast(I, Rectifier.top(s.most));
            IntVector negative = IntVector.broadcast(I, Rectifier.negative(s.least));
            int i0 = Math.max(0, start0) + column * n + c;
            int i1 = Math.max(0, start1) + column * n + c;
            int i2 = Math.max(0, start2) + column * n + c;
            int i3 = Math.max(0, start3) + column * n + c;
            FloatVector m0 = b;
            FloatVector m1 = b;
            FloatVector next0 = b;
            FloatVector next1 = b;
            int to0 = at + c - skipped * n;
            for (int p = column; p < end; p++) {
                FloatVector v0 = FloatVector.fromArray(F, x0, i0);
                FloatVector v1 = FloatVector.fromArray(F, x1, i1);
                FloatVector v2 = FloatVector.fromArray(F, x2, i2);
                FloatVector v3 = FloatVector.fromArray(F, x3, i3);
                m0 = v2.fma(f8, v1.fma(f5, v0.fma(f2, m0)));
                m1 = v3.fma(f8, v2.fma(f5, v1.fma(f2, m1)));
                if (p - column >= skipped) {
                    IntVector k = m0.reinterpretAsInts().add(nans).min(top);
                    IntVector k0 = k.sub(nans);
                    IntVector k1 = k0.and(k).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                    k0.and(k1.lanewise(VectorOperators.XOR, all))
                            .reinterpretAsFloats()
                            .intoArray(d, to0);
                    IntVector l = m1.reinterpretAsInts().add(nans).min(top);
                    IntVector l0 = l.sub(nans);
                    IntVector l1 = l0.and(l).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                    l0.and(l1.lanewise(VectorOperators.XOR, all))
                            .reinterpretAsFloats()
                            .intoArray(d, to0 + second);
                }
                m0 = v2.fma(f7, v1.fma(f4, v0.fma(f1, next0)));
                m1 = v3.fma(f7, v2.fma(f4, v1.fma(f1, next1)));
                next0 = v2.fma(f6, v1.fma(f3, v0.fma(f0, b)));
                next1 = v3.fma(f6, v2.fma(f3, v1.fma(f0, b)));
                i0 += n;
                i1 += n;
                i2 += n;
                i3 += n;
                to0 += n;
            }
            if (to - s.before + 2 > s.columns) {
                IntVector k = m0.reinterpretAsInts().add(nans).min(top);
                IntVector k0 = k.sub(nans);
                IntVector k1 = k0.and(k).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                k0.and(k1.lanewise(VectorOperators.XOR, all))
                        .reinterpretAsFloats()
                        .intoArray(d, to0);
                IntVector l = m1.reinterpretAsInts().add(nans).min(top);
                IntVector l0 = l.sub(nans);
                IntVector l1 = l0.and(l).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                l0.and(l1.lanewise(VectorOperators.XOR, all))
                        .reinterpretAsFloats()
                        .intoArray(d, to0 + second);
            }
        }
    }

    /** A line of windows. */
    private static void one(ScaledLines s, int first, int from, int to, float[] d, int at) {
        int n = s.n;
        int start0 = s.starts[first];
        int start1 = s.starts[first + 1];
        int start2 = s.starts[first + 2];
        float[] x0 = start0 < 0 ? s.zeros : s.x;
        float[] x1 = start1 < 0 ? s.zeros : s.x;
        float[] x2 = start2 < 0 ? s.zeros : s.x;
        int column = Math.max(0, from - s.before);
        int end = Math.min(s.columns, to - s.before + 2);
        int skipped = from - (column + s.before - 2);
        for (int j = 0; j < n; j += L) {
            int c = Math.min(j, n - L);
            FloatVector f0 = FloatVector.fromArray(F, s.w[0], c);
            FloatVector f1 = FloatVector.fromArray(F, s.w[1], c);
            FloatVector f2 = FloatVector.fromArray(F, s.w[2], c);
            FloatVector f3 = FloatVector.fromArray(F, s.w[3], c);
            FloatVector f4 = FloatVector.fromArray(F, s.w[4], c);
            FloatVector f5 = FloatVector.fromArray(F, s.w[5], c);
            FloatVector f6 = FloatVector.fromArray(F, s.w[6], c);
            FloatVector f7 = FloatVector.fromArray(F, s.w[7], c);
            FloatVector f8 = FloatVector.fromArray(F, s.w[8], c);
            FloatVector b = FloatVector.fromArray(F, s.b, c);
            IntVector nans = IntVector.broadcast(I, Rectifier.NANS);
            IntVector all = IntVector.broadcast(I, -1);
            IntVector top = IntVector.broadcast(I, Rectifier.top(s.most));
            IntVector negative = IntVector.broadcast(I, Rectifier.negative(s.least));
            int i0 = Math.max(0, start0) + column * n + c;
            int i1 = Math.max(0, start1) + column * n + c;
            int i2 = Math.max(0, start2) + column * n + c;
            FloatVector m = b;
            FloatVector next = b;
            int to0 = at + c - skipped * n;
            for (int p = column; p < end; p++) {
                FloatVector v0 = FloatVector.fromArray(F, x0, i0);
                FloatVector v1 = FloatVector.fromArray(F, x1, i1);
                FloatVector v2 = FloatVector.fromArray(F, x2, i2);
                m = v2.fma(f8, v1.fma(f5, v0.fma(f2, m)));
                if (p - column >= skipped) {
                    IntVector k = m.reinterpretAsInts().add(nans).min(top);
                    IntVector k0 = k.sub(nans);
                    IntVector k1 = k0.and(k).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                    k0.and(k1.lanewise(VectorOperators.XOR, all))
                            .reinterpretAsFloats()
                            .intoArray(d, to0);
                }
                m = v2.fma(f7, v1.fma(f4, v0.fma(f1, next)));
                next = v2.fma(f6, v1.fma(f3, v0.fma(f0, b)));
                i0 += n;
                i1 += n;
                i2 += n;
                to0 += n;
            }
            if (to - s.before + 2 > s.columns) {
                IntVector k = m.reinterpretAsInts().add(nans).min(top);
                IntVector k0 = k.sub(nans);
                IntVector k1 = k0.and(k).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                k0.and(k1.lanewise(VectorOperators.XOR, all))
                        .reinterpretAsFloats()
                        .intoArray(d, to0);
            }
        }
    }

    /** A line of windows two columns apart: the last column of one is the first of the next. */
    private static void everySecond(ScaledLines s, int first, int from, int to, float[] d, int at) {
        int n = s.n;
        int start0 = s.starts[first];
        int start1 = s.starts[first + 1];
        int start2 = s.starts[first + 2];
        float[] x0 = start0 < 0 ? s.zeros : s.x;
        float[] x1 = start1 < 0 ? s.zeros : s.x;
        float[] x2 = start2 < 0 ? s.zeros : s.x;
        int column = Math.max(0, 2 * from - s.before);
        int whole = Math.min(to, (s.columns + s.before - 1) / 2);
        for (int j = 0; j < n; j += L) {
            int c = Math.min(j, n - L);
            FloatVector f0 = FloatVector.fromArray(F, s.w[0], c);
            FloatVector f1 = FloatVector.fromArray(F, s.w[1], c);
            FloatVector f2 = FloatVector.fromArray(F, s.w[2], c);
            FloatVector f3 = FloatVector.fromArray(F, s.w[3], c);
            FloatVector f4 = FloatVector.fromArray(F, s.w[4], c);
            FloatVector f5 = FloatVector.fromArray(F, s.w[5], c);
            FloatVector f6 = FloatVector.fromArray(F, s.w[6], c);
            FloatVector f7 = FloatVector.fromArray(F, s.w[7], c);
            FloatVector f8 = FloatVector.fromArray(F, s.w[8], c);
            FloatVector b = FloatVector.fromArray(F, s.b, c);
            IntVector nans = IntVector.broadcast(I, Rectifier.NANS);
            IntVector all = IntVector.broadcast(I, -1);
            IntVector top = IntVector.broadcast(I, Rectifier.top(s.most));
            IntVector negative = IntVector.broadcast(I, Rectifier.negative(s.least));
            int i0 = Math.max(0, start0) + column * n + c;
            int i1 = Math.max(0, start1) + column * n + c;
            int i2 = Math.max(0, start2) + column * n + c;
            FloatVector m = b;
            if (2 * from >= s.before) {
                m = FloatVector.fromArray(F, x0, i0).fma(f0, b);
                m = FloatVector.fromArray(F, x1, i1).fma(f3, m);
                m = FloatVector.fromArray(F, x2, i2).fma(f6, m);
                i0 += n;
                i1 += n;
                i2 += n;
            }
            int to0 = at + c;
            for (int q = from; q < whole; q++) {
                m = FloatVector.fromArray(F, x0, i0).fma(f1, m);
                m = FloatVector.fromArray(F, x1, i1).fma(f4, m);
                m = FloatVector.fromArray(F, x2, i2).fma(f7, m);
                FloatVector v0 = FloatVector.fromArray(F, x0, i0 + n);
                FloatVector v1 = FloatVector.fromArray(F, x1, i1 + n);
                FloatVector v2 = FloatVector.fromArray(F, x2, i2 + n);
                m = v2.fma(f8, v1.fma(f5, v0.fma(f2, m)));
                IntVector k = m.reinterpretAsInts().add(nans).min(top);
                IntVector k0 = k.sub(nans);
                IntVector k1 = k0.and(k).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                k0.and(k1.lanewise(VectorOperators.XOR, all))
                        .reinterpretAsFloats()
                        .intoArray(d, to0);
                m = v2.fma(f6, v1.fma(f3, v0.fma(f0, b)));
                i0 += 2 * n;
                i1 += 2 * n;
                i2 += 2 * n;
                to0 += n;
            }
            if (whole < to) {
                m = FloatVector.fromArray(F, x0, i0).fma(f1, m);
                m = FloatVector.fromArray(F, x1, i1).fma(f4, m);
                m = FloatVector.fromArray(F, x2, i2).fma(f7, m);
                IntVector k = m.reinterpretAsInts().add(nans).min(top);
                IntVector k0 = k.sub(nans);
                IntVector k1 = k0.and(k).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                k0.and(k1.lanewise(VectorOperators.XOR, all))
                        .reinterpretAsFloats()
                        .intoArray(d, to0);
            }
        }
    }
}
