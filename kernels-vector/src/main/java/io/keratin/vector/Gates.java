package io.keratin.vector;

import io.keratin.core.activations.Activations;
import io.keratin.core.activations.FastMath;
import io.keratin.core.activations.RowFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Activations over ranges of an array: the formulas of {@link FastMath}, with fused multiply-adds and an exact 2ⁿ.
 *
 * <p>Every loop is written out in one method of more than 325 bytes, which C2 compiles on its own. Small methods of vector
 * operations are inlined into each other until there are too many operations (from about fifty on it may happen), and then some
 * of them become calls that allocate: right numbers, a hundred times slower. For the same reason there is no {@code abs} and no
 * {@code neg} here, which in some runs were the first to become such calls (JDK 17.0.15).
 */
final class Gates {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private static final int MANTISSA_BITS = 23;
    private static final int ONE_BITS = 0x3F800000;

    private Gates() {}

    /** See {@link io.keratin.core.kernels.Kernels#activate}. */
    static void activate(RowFunction f, float[] x, int offset, int rows, int n, int stride) {
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

    private static void range(RowFunction f, float[] x, int from, int to) {
        if (f == Activations.SIGMOID) {
            sigmoid(x, from, to);
        } else if (f == Activations.TANH) {
            tanh(x, from, to);
        } else {
            Rectifier.limit(x, from, to, 0, Float.POSITIVE_INFINITY);
        }
    }

    private static void sigmoid(float[] x, int from, int to) {
        int end = from + (to - from) / L * L;
        onePlusExpMinus(x, from, end, true);
        for (int i = end; i < to; i++) {
            x[i] = 1 / onePlusExpMinus(x[i]);
        }
    }

    private static void tanh(float[] x, int from, int to) {
        int end = from + (to - from) / L * L;
        expTwiceMinusOne(x, from, end, true);
        for (int i = end; i < to; i++) {
            float t = expTwiceMinusOne(x[i]);
            x[i] = t / (t + 2);
        }
    }

    /** x = 1 + exp(-x), the reciprocal of σ(x), or σ(x) itself, over whole vectors. */
    static void onePlusExpMinus(float[] x, int from, int to, boolean sigmoid) {
        FloatVector min = FloatVector.broadcast(F, -FastMath.SIGMOID_MAX_EXPONENT);
        FloatVector max = FloatVector.broadcast(F, -FastMath.SIGMOID_MIN_EXPONENT);
        FloatVector log2 = FloatVector.broadcast(F, FastMath.LOG2_E);
        FloatVector round = FloatVector.broadcast(F, FastMath.ROUND);
        FloatVector high = FloatVector.broadcast(F, -FastMath.LN2_HIGH);
        FloatVector low = FloatVector.broadcast(F, -FastMath.LN2_LOW);
        FloatVector e4 = FloatVector.broadcast(F, FastMath.E4);
        FloatVector e3 = FloatVector.broadcast(F, -FastMath.E3);
        FloatVector e2 = FloatVector.broadcast(F, FastMath.E2);
        FloatVector e1 = FloatVector.broadcast(F, -FastMath.E1);
        FloatVector e0 = FloatVector.broadcast(F, FastMath.E0);
        FloatVector minusOne = FloatVector.broadcast(F, -1);
        FloatVector one = FloatVector.broadcast(F, 1);
        IntVector oneBits = one.reinterpretAsInts();
        for (int i = from; i < to; i += L) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            FloatVector above = v.blend(min, v.compare(VectorOperators.LT, min));
            FloatVector y = above.blend(max, above.compare(VectorOperators.GT, max));
            FloatVector shifted = y.fma(log2, round);
            FloatVector n = shifted.sub(round);
            FloatVector r = n.fma(low, n.fma(high, y));
            FloatVector c = r.fma(e4, e3).fma(r, e2).fma(r, e1).fma(r, e0);
            FloatVector p = r.mul(r.fma(c, minusOne));
            IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
            FloatVector two = oneBits.sub(exponent).reinterpretAsFloats();
            FloatVector e = two.fma(p.add(one), one);
            if (sigmoid) {
                one.div(e).intoArray(x, i);
            } else {
                e.intoArray(x, i);
            }
        }
    }

    /** x = t with t = exp(2x) - 1, or tanh(x) = t / (t + 2), over whole vectors. */
    static void expTwiceMinusOne(float[] x, int from, int to, boolean tanh) {
        FloatVector min = FloatVector.broadcast(F, -FastMath.TANH_MAX_EXPONENT);
        FloatVector max = FloatVector.broadcast(F, FastMath.TANH_MAX_EXPONENT);
        FloatVector log2 = FloatVector.broadcast(F, FastMath.LOG2_E);
        FloatVector round = FloatVector.broadcast(F, FastMath.ROUND);
        FloatVector high = FloatVector.broadcast(F, -FastMath.LN2_HIGH);
        FloatVector low = FloatVector.broadcast(F, -FastMath.LN2_LOW);
        FloatVector e4 = FloatVector.broadcast(F, FastMath.E4);
        FloatVector e3 = FloatVector.broadcast(F, FastMath.E3);
        FloatVector e2 = FloatVector.broadcast(F, FastMath.E2);
        FloatVector e1 = FloatVector.broadcast(F, FastMath.E1);
        FloatVector e0 = FloatVector.broadcast(F, FastMath.E0);
        FloatVector one = FloatVector.broadcast(F, 1);
        IntVector oneBits = one.reinterpretAsInts();
        for (int i = from; i < to; i += L) {
            FloatVector v = FloatVector.fromArray(F, x, i);
            FloatVector twice = v.add(v);
            FloatVector above = twice.blend(min, twice.compare(VectorOperators.LT, min));
            FloatVector y = above.blend(max, above.compare(VectorOperators.GT, max));
            FloatVector shifted = y.fma(log2, round);
            FloatVector n = shifted.sub(round);
            FloatVector r = n.fma(low, n.fma(high, y));
            FloatVector c = r.fma(e4, e3).fma(r, e2).fma(r, e1).fma(r, e0);
            FloatVector p = r.mul(r).fma(c, r);
            IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
            FloatVector two = oneBits.add(exponent).reinterpretAsFloats();
            FloatVector t = two.fma(p, two.sub(one));
            if (tanh) {
                t.div(t.add(2)).intoArray(x, i);
            } else {
                t.intoArray(x, i);
            }
        }
    }

    /** 1 + exp(-x): one value, the same bits. */
    private static float onePlusExpMinus(float x) {
        float above = x < -FastMath.SIGMOID_MAX_EXPONENT ? -FastMath.SIGMOID_MAX_EXPONENT : x;
        float y = above > -FastMath.SIGMOID_MIN_EXPONENT ? -FastMath.SIGMOID_MIN_EXPONENT : above;
        float shifted = Math.fma(y, FastMath.LOG2_E, FastMath.ROUND);
        float n = shifted - FastMath.ROUND;
        float r = Math.fma(n, -FastMath.LN2_LOW, Math.fma(n, -FastMath.LN2_HIGH, y));
        float c = Math.fma(r, FastMath.E4, -FastMath.E3);
        c = Math.fma(Math.fma(Math.fma(c, r, FastMath.E2), r, -FastMath.E1), r, FastMath.E0);
        float p = r * Math.fma(r, c, -1);
        float two = Float.intBitsToFloat(ONE_BITS - (Float.floatToRawIntBits(shifted) << MANTISSA_BITS));
        return Math.fma(two, p + 1, 1);
    }

    /** exp(2x) - 1: one value, the same bits. */
    private static float expTwiceMinusOne(float x) {
        float twice = x + x;
        float above = twice < -FastMath.TANH_MAX_EXPONENT ? -FastMath.TANH_MAX_EXPONENT : twice;
        float y = above > FastMath.TANH_MAX_EXPONENT ? FastMath.TANH_MAX_EXPONENT : above;
        float shifted = Math.fma(y, FastMath.LOG2_E, FastMath.ROUND);
        float n = shifted - FastMath.ROUND;
        float r = Math.fma(n, -FastMath.LN2_LOW, Math.fma(n, -FastMath.LN2_HIGH, y));
        float c = Math.fma(r, FastMath.E4, FastMath.E3);
        c = Math.fma(Math.fma(Math.fma(c, r, FastMath.E2), r, FastMath.E1), r, FastMath.E0);
        float p = Math.fma(r * r, c, r);
        float two = Float.intBitsToFloat(ONE_BITS + (Float.floatToRawIntBits(shifted) << MANTISSA_BITS));
        return Math.fma(two, p, two - 1);
    }
}
