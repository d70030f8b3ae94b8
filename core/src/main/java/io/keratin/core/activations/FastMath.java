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

    /** y[i] = min(max(x[i], 0), most) for i &lt; n; not a number stays so. */
    public static void relu(float[] x, float[] y, int n, float most) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.min(Math.max(x[i], 0), most);
        }
    }

    /** y[i] = min(x[i], most) where x[i] ≥ 0, else slope · x[i], for i &lt; n: without a branch, one of two terms is 0. */
    public static void leakyRelu(float[] x, float[] y, int n, float most, float slope) {
        for (int i = 0; i < n; i++) {
            y[i] = Math.min(Math.max(x[i], 0), most) + slope * Math.min(x[i], 0);
        }
    }

    /** As {@link #leakyRelu(float[], float[], int, float, float)}, in place for from &lt;= i &lt; to. {@code x} modified. */
    public static void leakyRelu(float[] x, int from, int to, float most, float slope) {
        for (int i = from; i < to; i++) {
            x[i] = Math.min(Math.max(x[i], 0), most) + slope * Math.min(x[i], 0);
        }
    }

    /**
     * x[i] = x[i] · Φ(x[i]) for from &lt;= i &lt; to, Φ(x) = (1 + erf(x / √2)) / 2: within 3e-7 relative for x &gt; 0, and
     * below within 1e-6 absolute, where 1 + erf is rounded before it is multiplied, as in TensorFlow. {@code x} modified. erf is
     * the rational function of Eigen's {@code generic_fast_erf_float}, exactly ±1 where float knows nothing nearer.
     */
    public static void gelu(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            float v = x[i];
            float z = Math.max(-3.832507f, Math.min(3.832507f, v * 0.70710677f));
            float q = z * z;
            float p = 2.2905065e-4f;
            p = p * q + 0.003408291f;
            p = p * q + 0.050955694f;
            p = p * q + 0.18520832f;
            p = p * q + 1.1283791f;
            float r = -1.1791603e-7f;
            r = r * q + 2.3547966e-5f;
            r = r * q + 0.0010179626f;
            r = r * q + 0.01407047f;
            r = r * q + 0.11098505f;
            r = r * q + 0.49746925f;
            r = r * q + 1f;
            x[i] = 0.5f * v * (1 + Math.max(-1f, Math.min(1f, z * p / r)));
        }
    }
}
