package io.keratin.core.activations;

/**
 * The gates of the recurrent layers, and exp for softmax, over ranges of an array, in the shape that the JIT compiler turns into vector code: no
 * branch, no call, no conversion to int.
 *
 * <p>Absolute error below 9e-8 and relative error below 1.8e-7 for |x| ≤ 80, measured against double precision. tanh is
 * odd, gives exactly ±1 from |x| = 10 on; sigmoid gives exactly 1 from 25 on and exactly 0 up to -89. Not a number stays
 * so.
 *
 * <p>Formulas and fit: {@code core/src/test/python/fast_math.py}. The constants are public so that vector kernels compute
 * the same bits: they replace {@code 2ⁿ} by an exact one, and nothing else.
 */
public final class FastMath {

    /** 1 / ln 2. */
    public static final float LOG2_E = 1.442695f;

    /** 1.5 · 2²³: adding and subtracting it rounds to an integer, which then stands in the sum's lowest bits. */
    public static final float ROUND = 3 << 22;

    /** Upper part of ln 2, with so few bits that its product with n is exact. */
    public static final float LN2_HIGH = 355f / 512;

    /** Lower part of ln 2. */
    public static final float LN2_LOW = -2.12194440e-4f;

    /** exp(r) - 1 = r + r² (E0 + E1 r + … + E4 r⁴) for |r| ≤ ln 2 / 2. */
    public static final float E0 = 4.9999997e-01f;

    /** See {@link #E0}. */
    public static final float E1 = 1.6666543e-01f;

    /** See {@link #E0}. */
    public static final float E2 = 4.16672e-02f;

    /** See {@link #E0}. */
    public static final float E3 = 8.3665205e-03f;

    /** See {@link #E0}. */
    public static final float E4 = 1.3882521e-03f;

    /** Below -89, sigmoid is 0, because 2¹²⁸ is infinite. */
    public static final float SIGMOID_MAX_EXPONENT = 89;

    /** Above 25, sigmoid is 1. */
    public static final float SIGMOID_MIN_EXPONENT = -25;

    /** Where tanh(x) has long been 1: 2x = 20. */
    public static final float TANH_MAX_EXPONENT = 20;

    private static final float TWO_23 = 1 << 23;
    private static final float TWO_46 = 0x1p46f;
    private static final float HUGE = 1e30f;

    private FastMath() {}

    /** x[i] = tanh(x[i]) for from &lt;= i &lt; to. {@code x} modified. */
    public static void tanh(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            float v = x[i];
            float y = Math.min(Math.abs(v + v), TANH_MAX_EXPONENT);
            float n = (y * LOG2_E + ROUND) - ROUND;
            float r = (y - n * LN2_HIGH) - n * LN2_LOW;
            float p = r + (r * r) * (E0 + r * (E1 + r * (E2 + r * (E3 + r * E4))));
            float t = 1.0101286f + n * (3.530046e-02f + n * 1.7159163e-03f);
            t *= t;
            t *= t;
            t *= t;
            t *= t;
            float two = (t + t * TWO_23) - t * TWO_23;
            float e = (two - 1) + two * p;
            float sign = Math.max(-1, Math.min(1, v * HUGE * HUGE));
            x[i] = e / (e + 2) * sign;
        }
    }

    /** x[i] = 1 / (1 + exp(-x[i])) for from &lt;= i &lt; to. {@code x} modified. */
    public static void sigmoid(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            float y = Math.min(Math.max(-x[i], SIGMOID_MIN_EXPONENT), SIGMOID_MAX_EXPONENT);
            float n = (y * LOG2_E + ROUND) - ROUND;
            float r = (y - n * LN2_HIGH) - n * LN2_LOW;
            float p = r + (r * r) * (E0 + r * (E1 + r * (E2 + r * (E3 + r * E4))));
            float t = 6.080382e-01f + n * (6.4647812e-03f + n * (3.421074e-05f + n * 2.0352687e-07f));
            t *= t;
            t *= t;
            t *= t;
            t *= t;
            t *= t;
            t *= t;
            float two = ((t + t * TWO_23) - t * TWO_23) * TWO_46;
            x[i] = 1 / (1 + two * (1 + p));
        }
    }

    /** x[i] = exp(x[i]) for from &lt;= i &lt; to and x[i] &lt;= 0; 0 below -89. {@code x} modified. */
    public static void expOfNegative(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            float y = Math.min(-x[i], SIGMOID_MAX_EXPONENT);
            float n = (y * LOG2_E + ROUND) - ROUND;
            float r = (y - n * LN2_HIGH) - n * LN2_LOW;
            float p = r + (r * r) * (E0 + r * (E1 + r * (E2 + r * (E3 + r * E4))));
            float t = 6.080382e-01f + n * (6.4647812e-03f + n * (3.421074e-05f + n * 2.0352687e-07f));
            t *= t;
            t *= t;
            t *= t;
            t *= t;
            t *= t;
            t *= t;
            float two = ((t + t * TWO_23) - t * TWO_23) * TWO_46;
            x[i] = 1 / (two * (1 + p));
        }
    }

    /** x[i] = max(x[i], 0) for from &lt;= i &lt; to. {@code x} modified. */
    public static void relu(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Math.max(x[i], 0);
        }
    }
}
