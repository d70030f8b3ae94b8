package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The last rows of weights of reduced precision, those that do not fill a lane: small loops, for they are few. */
final class Remainders {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final VectorSpecies<Integer> I = Lanes.I;
    private static final int L = Lanes.L;
    private static final int HALF_BITS = 16;
    private static final int TOP_BYTE = 24;

    private Remainders() {}

    /** d += x · the lower halves of {@code vectors} vectors of b. {@code d} modified. */
    static void bfloat(int vectors, float x, int[] b, int bo, float[] d, int dOffset, int dv) {
        FloatVector factor = FloatVector.broadcast(F, x);
        for (int v = 0; v < vectors; v++) {
            FloatVector w = IntVector.fromArray(I, b, bo + v * L)
                    .lanewise(VectorOperators.LSHL, HALF_BITS)
                    .reinterpretAsFloats();
            factor.fma(w, FloatVector.fromArray(F, d, dOffset + v * dv)).intoArray(d, dOffset + v * dv);
        }
    }

    /** d += scale · (the sum of n values of a times the first n bytes of b), for so many vectors. {@code d} modified. */
    static void bytes(
            int vectors,
            int n,
            float[] a,
            int ao,
            int[] b,
            int bo,
            float[] scales,
            int scale,
            float[] d,
            int dOffset,
            int dv) {
        for (int v = 0; v < vectors; v++) {
            IntVector bytes = IntVector.fromArray(I, b, bo + v * L);
            FloatVector sum = FloatVector.zero(F);
            for (int k = 0; k < n; k++) {
                IntVector w = bytes.lanewise(VectorOperators.LSHL, TOP_BYTE - k * Byte.SIZE)
                        .lanewise(VectorOperators.ASHR, TOP_BYTE);
                FloatVector x = (FloatVector) w.convert(VectorOperators.I2F, 0);
                sum = x.fma(FloatVector.broadcast(F, a[ao + k]), sum);
            }
            FloatVector start = FloatVector.fromArray(F, d, dOffset + v * dv);
            sum.fma(FloatVector.fromArray(F, scales, scale + v * L), start).intoArray(d, dOffset + v * dv);
        }
    }
}
