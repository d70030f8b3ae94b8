package io.keratin.core.activations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class FastMathTest {

    private static final double ABSOLUTE = 9e-8;
    private static final double RELATIVE = 1.8e-7;

    /** Steps through the floats of a binade, about a thousand each. */
    private static final int STRIDE = 8191;

    private interface Range {
        void apply(float[] x, int from, int to);
    }

    @Test
    void tanh_is_exact_to_the_last_bits_everywhere() {
        everyBinade(FastMath::tanh, Math::tanh, 80);
    }

    @Test
    void sigmoid_is_exact_to_the_last_bits_also_in_its_tails() {
        everyBinade(FastMath::sigmoid, x -> 1 / (1 + Math.exp(-x)), 80);
    }

    @Test
    void exp_of_negative_numbers_is_exact_to_the_last_bits() {
        for (int i = 0; i <= 4_000_000; i++) {
            check(FastMath::expOfNegative, Math::exp, -i * (80f / 4_000_000));
        }
        assertThat(one(FastMath::expOfNegative, 0f)).isEqualTo(1f);
        assertThat(one(FastMath::expOfNegative, -90f)).isEqualTo(0f);
        assertThat(one(FastMath::expOfNegative, Float.NEGATIVE_INFINITY)).isEqualTo(0f);
        assertThat(one(FastMath::expOfNegative, Float.NaN)).isNaN();
    }

    /** All floats where the exponent of 2 changes, and steps between, in both directions. */
    private static void everyBinade(Range f, DoubleUnaryOperator exact, float limit) {
        for (float sign : new float[] {1, -1}) {
            for (int bits = 0; bits <= Float.floatToRawIntBits(limit); bits += STRIDE) {
                float x = sign * Float.intBitsToFloat(bits);
                check(f, exact, x);
            }
            for (int i = 0; i <= 2_000_000; i++) {
                check(f, exact, sign * i * (limit / 2_000_000));
            }
        }
    }

    private static void check(Range f, DoubleUnaryOperator exact, float x) {
        double expected = exact.applyAsDouble(x);
        double error = Math.abs(one(f, x) - expected);
        boolean denormal = Math.abs(expected) < Float.MIN_NORMAL;
        if (!(error <= ABSOLUTE && (denormal || error <= RELATIVE * Math.abs(expected)))) {
            throw new AssertionError(x + ": expected " + expected + ", found " + one(f, x));
        }
    }

    @Test
    void tanh_is_odd_and_saturates_at_exactly_one() {
        for (float x : new float[] {10, 10.5f, 100, 1e10f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertThat(one(FastMath::tanh, x)).isEqualTo(1);
            assertThat(one(FastMath::tanh, -x)).isEqualTo(-1);
        }
        for (float x = 0; x < 11; x += 0.0007f) {
            assertThat(one(FastMath::tanh, -x)).isEqualTo(-one(FastMath::tanh, x));
            assertThat(one(FastMath::tanh, x)).isBetween(0f, 1f);
        }
    }

    @Test
    void sigmoid_saturates_at_exactly_one_and_zero() {
        for (float x : new float[] {25, 26, 1e10f, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
            assertThat(one(FastMath::sigmoid, x)).isEqualTo(1);
            assertThat(one(FastMath::sigmoid, -4 * x)).isEqualTo(0);
        }
        for (float x = 80; x < 90; x += 0.001f) {
            assertThat(one(FastMath::sigmoid, -x)).isBetween(0f, 2e-35f);
        }
    }

    @Test
    void zero_keeps_its_sign_and_denormals_their_value() {
        assertThat(one(FastMath::tanh, 0f)).isEqualTo(0f);
        assertThat(Float.floatToRawIntBits(one(FastMath::tanh, -0f))).isEqualTo(Float.floatToRawIntBits(-0f));
        assertThat(one(FastMath::tanh, Float.MIN_VALUE)).isEqualTo(Float.MIN_VALUE);
        assertThat(one(FastMath::tanh, -1e-40f)).isEqualTo(-1e-40f);
        assertThat(one(FastMath::sigmoid, -0f)).isEqualTo(0.5f);
        assertThat(one(FastMath::relu, -0f)).isEqualTo(0f);
    }

    @Test
    void gelu_is_as_exact_as_floats_allow_and_ends_at_zero_and_at_its_argument() {
        for (float x = -20; x <= 20; x += 1f / 1024) {
            double exact = 0.5 * x * Erf.erfc(-x / Math.sqrt(2));
            assertThat((double) one(FastMath::gelu, x))
                    .as("gelu(%s)", x)
                    .isCloseTo(exact, within(x > 0 ? 3e-7 * exact : 1e-6));
        }
        assertThat(one(FastMath::gelu, -1000)).isZero();
        assertThat(one(FastMath::gelu, 1000)).isEqualTo(1000);
    }

    @Test
    void not_a_number_stays_not_a_number() {
        assertThat(one(FastMath::gelu, Float.NaN)).isNaN();
        assertThat(one(FastMath::tanh, Float.NaN)).isNaN();
        assertThat(one(FastMath::sigmoid, Float.NaN)).isNaN();
        assertThat(one(FastMath::relu, Float.NaN)).isNaN();
    }

    @Test
    void only_the_range_is_touched() {
        float[] x = {3, -2, 2, 5};
        FastMath.relu(x, 1, 3);
        assertThat(x).containsExactly(3, 0, 2, 5);
        FastMath.tanh(x, 1, 2);
        FastMath.sigmoid(x, 1, 2);
        assertThat(x).containsExactly(3, 0.5f, 2, 5);
    }

    private static float one(Range f, float x) {
        float[] a = {x};
        f.apply(a, 0, 1);
        return a[0];
    }
}
