package io.keratin.vector;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.activations.FastMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Activations over ranges: the formulas of {@link FastMath}, operation by operation, so that the bits are the same. */
final class Gates {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private static final int SIGN_BIT = 0x80000000;
    private static final int MANTISSA_BITS = 23;
    private static final int ONE_BITS = 0x3F800000;

    private Gates() {}

    /** See {@link io.keratin.core.kernels.Kernels#activate}. */
    static void activate(Activation f, float[] x, int offset, int rows, int n, int stride) {
        if (f != Activations.SIGMOID && f != Activations.TANH && f != Activations.RELU) {
            f.apply(x, offset, rows, n, stride);
        } else if (stride == n) {
            range(f, x, offset, offset + rows * n);
        } else {
            for (int r = 0; r < rows; r++) {
                range(f, x, offset + r * stride, offset + r * stride + n);
            }
        }
    }

    private static void range(Activation f, float[] x, int from, int to) {
        if (f == Activations.SIGMOID) {
            sigmoid(x, from, to);
        } else if (f == Activations.TANH) {
            tanh(x, from, to);
        } else {
            FastMath.relu(x, from, to);
        }
    }

    private static void sigmoid(float[] x, int from, int to) {
        FloatVector min = FloatVector.broadcast(F, FastMath.SIGMOID_MIN_EXPONENT);
        FloatVector max = FloatVector.broadcast(F, FastMath.SIGMOID_MAX_EXPONENT);
        int i = from;
        for (; i <= to - L; i += L) {
            FloatVector v = FloatVector.fromArray(F, x, i).neg();
            FloatVector above = v.blend(min, v.compare(VectorOperators.LT, min));
            FloatVector y = above.blend(max, above.compare(VectorOperators.GT, max));
            FloatVector shifted = y.mul(FastMath.LOG2_E).add(FastMath.ROUND);
            FloatVector n = shifted.sub(FastMath.ROUND);
            FloatVector r = y.sub(n.mul(FastMath.LN2_HIGH)).sub(n.mul(FastMath.LN2_LOW));
            FloatVector c = r.mul(FastMath.E4)
                    .add(FastMath.E3)
                    .mul(r)
                    .add(FastMath.E2)
                    .mul(r)
                    .add(FastMath.E1)
                    .mul(r)
                    .add(FastMath.E0);
            FloatVector p = r.add(r.mul(r).mul(c));
            FloatVector two = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                    .add(ONE_BITS)
                    .reinterpretAsFloats();
            FloatVector.broadcast(F, 1).div(two.mul(p.add(1)).add(1)).intoArray(x, i);
        }
        FastMath.sigmoid(x, i, to);
    }

    private static void tanh(float[] x, int from, int to) {
        FloatVector max = FloatVector.broadcast(F, FastMath.TANH_MAX_EXPONENT);
        int i = from;
        for (; i <= to - L; i += L) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            FloatVector twice = v.add(v).abs();
            FloatVector y = twice.blend(max, twice.compare(VectorOperators.GT, max));
            FloatVector shifted = y.mul(FastMath.LOG2_E).add(FastMath.ROUND);
            FloatVector n = shifted.sub(FastMath.ROUND);
            FloatVector r = y.sub(n.mul(FastMath.LN2_HIGH)).sub(n.mul(FastMath.LN2_LOW));
            FloatVector c = r.mul(FastMath.E4)
                    .add(FastMath.E3)
                    .mul(r)
                    .add(FastMath.E2)
                    .mul(r)
                    .add(FastMath.E1)
                    .mul(r)
                    .add(FastMath.E0);
            FloatVector p = r.add(r.mul(r).mul(c));
            FloatVector two = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, MANTISSA_BITS)
                    .add(ONE_BITS)
                    .reinterpretAsFloats();
            FloatVector e = two.sub(1).add(two.mul(p));
            IntVector sign = v.reinterpretAsInts().and(SIGN_BIT);
            e.div(e.add(2)).reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(x, i);
        }
        FastMath.tanh(x, i, to);
    }
}
