package io.keratin.core.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightPrecisionTest {

    @Test
    void float32_rounds_nothing() {
        float[] w = {1, Float.NaN, 0.1f};
        assertThat(WeightPrecision.FLOAT32.rounded(w, 1)).isSameAs(w);
    }

    @Test
    void bfloat16_rounds_to_nearest_and_of_two_equally_near_to_even() {
        assertThat(bfloat16(1 + 1 / 256f))
                .as("half way between 1 and 1.0078125")
                .isEqualTo(1);
        assertThat(bfloat16(1 + 3 / 256f)).as("half way, the lower one odd").isEqualTo(1.015625f);
        assertThat(bfloat16(Math.nextUp(1 + 1 / 256f))).isEqualTo(1.0078125f);
        assertThat(bfloat16(-1 - 1 / 256f)).isEqualTo(-1);
        assertThat(bfloat16(3.1415927f)).isEqualTo(3.140625f);
        assertThat(bfloat16(-0f)).isEqualTo(-0f);
    }

    @Test
    void bfloat16_keeps_what_is_no_number_and_overflows_like_a_float() {
        assertThat(bfloat16(Float.POSITIVE_INFINITY)).isInfinite().isPositive();
        assertThat(bfloat16(Float.NEGATIVE_INFINITY)).isInfinite().isNegative();
        assertThat(bfloat16(Float.NaN)).isNaN();
        assertThat(bfloat16(Float.intBitsToFloat(0x7F800001)))
                .as("NaN whose upper half alone would be infinity")
                .isNaN();
        assertThat(bfloat16(Float.MAX_VALUE)).isInfinite();
    }

    @Test
    void bfloat16_is_never_further_away_than_half_a_step() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            float x = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(40) - 20));
            assertThat(Math.abs(bfloat16(x) - x)).isLessThanOrEqualTo(Math.abs(x) / 256);
        }
    }

    @Test
    void int8_scales_every_column_by_its_largest_magnitude() {
        float[] w = {1.27f, -5, 0, 0.64f, 10, 0, -0.014f, 0.02f, 0};
        float[] rounded = WeightPrecision.INT8.rounded(w, 3);
        float scale = 10f / 127;
        assertThat(rounded[0]).isEqualTo(127 * (1.27f / 127));
        assertThat(rounded[3]).isEqualTo(64 * (1.27f / 127));
        assertThat(rounded[6]).isEqualTo(-1 * (1.27f / 127));
        assertThat(rounded[1]).as("-63.5 to even").isEqualTo(-64 * scale);
        assertThat(rounded[4]).isEqualTo(127 * scale);
        assertThat(rounded[7]).isZero();
        assertThat(new float[] {rounded[2], rounded[5], rounded[8]})
                .as("a column of zeros")
                .containsOnly(0);
    }

    @Test
    void int8_is_never_further_away_than_half_a_step() {
        Random random = new Random(2);
        float[] w = Weights.floats(random, 300 * 7, 3);
        float[] rounded = WeightPrecision.INT8.rounded(w, 300);
        for (int i = 0; i < w.length; i++) {
            float step = WeightPrecision.int8Scale(w, i % 7, 7);
            assertThat(Math.abs(rounded[i] - w[i])).isLessThanOrEqualTo(0.50001f * step);
        }
    }

    @Test
    void int8_makes_a_column_that_holds_no_number_not_a_number_throughout() {
        float[] w = {1, Float.NaN, Float.POSITIVE_INFINITY, 2, 3, 4};
        float[] rounded = WeightPrecision.INT8.rounded(w, 2);
        assertThat(rounded[3]).isEqualTo(127 * (2f / 127));
        for (int i : new int[] {1, 2, 4, 5}) {
            assertThat(rounded[i]).isNaN();
        }
    }

    @Test
    void int8_copes_with_the_smallest_values() {
        float[] rounded = WeightPrecision.INT8.rounded(new float[] {Float.MIN_VALUE, 200 * Float.MIN_VALUE}, 1);
        assertThat(rounded[0]).isZero();
        assertThat(rounded[1]).isLessThanOrEqualTo(400 * Float.MIN_VALUE);
    }

    @Test
    void a_matrix_without_rows_stays_empty() {
        for (WeightPrecision precision : WeightPrecision.values()) {
            assertThat(precision.rounded(new float[0], 0)).isEmpty();
        }
    }

    private static float bfloat16(float x) {
        return WeightPrecision.BFLOAT16.rounded(new float[] {x}, 1)[0];
    }
}
