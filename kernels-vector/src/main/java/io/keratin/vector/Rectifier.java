package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The limits of rectifiers: no less than 0, no more than some positive value, and not a number stays so. They work on the bits, as
 * integers, since JDK 17 takes eight instructions for two comparisons with their blends (measured: 7.9 cycles a vector of {@link
 * #scale}, now 4.3; JDK 25: 3.9 and 4.8).
 *
 * <pre>
 *   bits i        as an integer               j = i + NANS, which may overflow
 *   NaN           above that of infinity      negative, below all else
 *   0 … infinity  0 … 0x7F800000              NANS … the largest integer
 *   -NaN          -NANS … -1                  0 … NANS - 1
 *   -infinity … -0  below -NANS               negative
 * </pre>
 *
 * So the lesser of j and that of the upper limit leaves both kinds of NaN as they are, and i and j are both negative for a negative
 * number alone.
 */
final class Rectifier {

    /** How many patterns of bits are NaN, for each sign. */
    static final int NANS = 0x7FFFFF;

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final VectorSpecies<Integer> I = Lanes.I;
    private static final int L = Lanes.L;
    private static final int SIGN = Integer.SIZE - 1;

    private Rectifier() {}

    /** The upper limit, 0 or more, as {@code j}. */
    static int top(float most) {
        return Float.floatToIntBits(most) + NANS;
    }

    /** Which bits of negative numbers count: all where 0 is the lower limit, none where there is none. */
    static int negative(float least) {
        return least == 0 ? -1 : 0;
    }

    /** The values from {@code from} to {@code to} (exclusive) within the limits. {@code x} modified. */
    static void limit(float[] x, int from, int to, float least, float most) {
        if (least != 0 && most == Float.POSITIVE_INFINITY) {
            return;
        }
        IntVector nans = IntVector.broadcast(I, NANS);
        IntVector all = IntVector.broadcast(I, -1);
        IntVector top = IntVector.broadcast(I, top(most));
        IntVector negative = IntVector.broadcast(I, negative(least));
        int i = from;
        for (; i <= to - 2 * L; i += 2 * L) {
            IntVector j0 =
                    FloatVector.fromArray(F, x, i).reinterpretAsInts().add(nans).min(top);
            IntVector i0 = j0.sub(nans);
            IntVector s0 = i0.and(j0).and(negative).lanewise(VectorOperators.ASHR, SIGN);
            i0.and(s0.lanewise(VectorOperators.XOR, all)).reinterpretAsFloats().intoArray(x, i);
            IntVector j1 = FloatVector.fromArray(F, x, i + L)
                    .reinterpretAsInts()
                    .add(nans)
                    .min(top);
            IntVector i1 = j1.sub(nans);
            IntVector s1 = i1.and(j1).and(negative).lanewise(VectorOperators.ASHR, SIGN);
            i1.and(s1.lanewise(VectorOperators.XOR, all)).reinterpretAsFloats().intoArray(x, i + L);
        }
        for (; i <= to - L; i += L) {
            IntVector j0 =
                    FloatVector.fromArray(F, x, i).reinterpretAsInts().add(nans).min(top);
            IntVector i0 = j0.sub(nans);
            IntVector s0 = i0.and(j0).and(negative).lanewise(VectorOperators.ASHR, SIGN);
            i0.and(s0.lanewise(VectorOperators.XOR, all)).reinterpretAsFloats().intoArray(x, i);
        }
        for (; i < to; i++) {
            x[i] = Math.min(Math.max(x[i], least), most);
        }
    }

    /** See {@link io.keratin.core.kernels.Kernels#scale}; rows of n values, no more than there are factors, which are read once. */
    static void scale(float[] x, int at, int rows, int n, float[] factor, float[] shift, float least, float most) {
        IntVector nans = IntVector.broadcast(I, NANS);
        IntVector all = IntVector.broadcast(I, -1);
        IntVector top = IntVector.broadcast(I, top(most));
        IntVector negative = IntVector.broadcast(I, negative(least));
        int j = 0;
        for (; j <= n - 2 * L; j += 2 * L) {
            FloatVector f0 = FloatVector.fromArray(F, factor, j);
            FloatVector f1 = FloatVector.fromArray(F, factor, j + L);
            FloatVector b0 = FloatVector.fromArray(F, shift, j);
            FloatVector b1 = FloatVector.fromArray(F, shift, j + L);
            int i = at + j;
            for (int r = 0; r < rows; r++) {
                IntVector j0 = FloatVector.fromArray(F, x, i)
                        .fma(f0, b0)
                        .reinterpretAsInts()
                        .add(nans)
                        .min(top);
                IntVector i0 = j0.sub(nans);
                IntVector s0 = i0.and(j0).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                i0.and(s0.lanewise(VectorOperators.XOR, all))
                        .reinterpretAsFloats()
                        .intoArray(x, i);
                IntVector j1 = FloatVector.fromArray(F, x, i + L)
                        .fma(f1, b1)
                        .reinterpretAsInts()
                        .add(nans)
                        .min(top);
                IntVector i1 = j1.sub(nans);
                IntVector s1 = i1.and(j1).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                i1.and(s1.lanewise(VectorOperators.XOR, all))
                        .reinterpretAsFloats()
                        .intoArray(x, i + L);
                i += n;
            }
        }
        for (; j <= n - L; j += L) {
            FloatVector f0 = FloatVector.fromArray(F, factor, j);
            FloatVector b0 = FloatVector.fromArray(F, shift, j);
            int i = at + j;
            for (int r = 0; r < rows; r++) {
                IntVector j0 = FloatVector.fromArray(F, x, i)
                        .fma(f0, b0)
                        .reinterpretAsInts()
                        .add(nans)
                        .min(top);
                IntVector i0 = j0.sub(nans);
                IntVector s0 = i0.and(j0).and(negative).lanewise(VectorOperators.ASHR, SIGN);
                i0.and(s0.lanewise(VectorOperators.XOR, all))
                        .reinterpretAsFloats()
                        .intoArray(x, i);
                i += n;
            }
        }
        for (; j < n; j++) {
            for (int i = at + j; i < at + rows * n; i += n) {
                x[i] = Math.min(Math.max(Math.fma(x[i], factor[j], shift[j]), least), most);
            }
        }
    }
}
