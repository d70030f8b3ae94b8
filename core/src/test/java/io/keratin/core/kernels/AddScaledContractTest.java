package io.keratin.core.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Sums of scaled rows against a plain loop in double precision, for all lengths around the widths of vectors. */
class AddScaledContractTest {

    private static final int COUNT = 5;
    private static final int LONGEST = 131;
    private static final float LEAST = 0;
    private static final float MOST = 0.7f;

    private final Kernels kernels = KernelSelection.current();
    private final Random random = new Random(1);

    @Test
    void gives_the_sum_of_scaled_rows_and_writes_nowhere_else() {
        float[] x = values(1000);
        float[][] w = {values(LONGEST), values(LONGEST), values(LONGEST)};
        float[] b = values(LONGEST);
        int[] rows = {2, 0, 0, 1, 2};
        for (int n = 0; n <= LONGEST; n++) {
            int[] starts = random.ints(COUNT, 0, x.length - n).toArray();
            float[] d = new float[n + 9];
            Arrays.fill(d, 77);
            kernels.addScaled(scaled(x, starts, 0, w, rows, n, b), 1, d, 4);
            for (int j = 0; j < d.length; j++) {
                double expected = j < 4 || j >= n + 4 ? 77 : sum(x, starts, w, rows, b, j - 4);
                assertThat((double) d[j]).as("n %s, j %s", n, j).isCloseTo(expected, within(1e-5));
            }
        }
    }

    @Test
    void bits_do_not_depend_on_the_place() {
        float[] x = values(500);
        float[][] w = {values(1)};
        float[][] many = {new float[LONGEST]};
        Arrays.fill(many[0], w[0][0]);
        int[] starts = {3, 150, 300};
        int[] rows = {0, 0, 0};
        float[] all = new float[LONGEST];
        kernels.addScaled(scaled(x, starts, 0, many, rows, LONGEST, all.clone()), 1, all, 0);
        float[] one = new float[1];
        for (int j = 0; j < LONGEST; j++) {
            int[] here = {3 + j, 150 + j, 300 + j};
            kernels.addScaled(scaled(x, here, 0, w, rows, 1, new float[1]), 1, one, 0);
            assertThat(all[j]).as("j %s", j).isEqualTo(one[0]);
        }
    }

    @Test
    void several_places_have_the_bits_of_single_ones() {
        float[] x = values(9000);
        float[][] w = {values(LONGEST), values(LONGEST), values(LONGEST)};
        float[] b = values(LONGEST);
        int[] rows = {2, 0, 0, 1, 2};
        for (int n : new int[] {1, 3, 7, 8, 15, 16, 17, 31, 32, 40, 64, LONGEST}) {
            for (int stride : new int[] {n, n + 3, 2 * n}) {
                for (int places = 0; places < 22; places++) {
                    int[] starts = random.ints(COUNT, 0, 3000).toArray();
                    float[] d = new float[places * n + 9];
                    Arrays.fill(d, 77);
                    float[] expected = d.clone();
                    float[][] repeated = {times(w[0], n), times(w[1], n), times(w[2], n)};
                    float[] bias = times(b, n);
                    kernels.addScaled(scaled(x, starts, stride, repeated, rows, n, bias), places, d, 4);
                    for (int q = 0; q < places; q++) {
                        int shift = q * stride;
                        int[] here = Arrays.stream(starts).map(s -> s + shift).toArray();
                        int to = 4 + q * n;
                        kernels.addScaled(scaled(x, here, 0, w, rows, n, b), 1, expected, to);
                    }
                    assertThat(d)
                            .as("n %s, stride %s, places %s", n, stride, places)
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void limits_keep_what_is_not_a_number() {
        float[] odd = {
            Float.NaN,
            Float.intBitsToFloat(0xFFC00000),
            Float.intBitsToFloat(0x7F800001),
            Float.intBitsToFloat(0xFF800001),
            Float.intBitsToFloat(-1),
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.MIN_VALUE,
            -Float.MIN_VALUE,
            0f,
            -0f,
            5.999f,
            6f,
            6.001f,
            -6f
        };
        float[] b = new float[67];
        for (int i = 0; i < b.length; i++) {
            b[i] = odd[i % odd.length];
        }
        float[] none = new float[b.length];
        float[] ones = none.clone();
        Arrays.fill(ones, 1);
        for (float least : new float[] {0, Float.NEGATIVE_INFINITY}) {
            for (float most : new float[] {0, 6, Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
                float[] expected = new float[b.length];
                for (int i = 0; i < b.length; i++) {
                    expected[i] = Math.min(Math.max(b[i], least), most);
                }
                ScaledRows sums = new ScaledRows(new float[][] {none}, b.length, b, least, most);
                float[] sum = new float[b.length];
                kernels.addScaled(sums, 1, sum, 0);
                assertThat(withoutSignsOfZeros(sum))
                        .as("sums from %s to %s", least, most)
                        .containsExactly(withoutSignsOfZeros(expected));
                float[] d = b.clone();
                kernels.scale(d, 0, d.length, ones, none, least, most);
                assertThat(withoutSignsOfZeros(d))
                        .as("scaled from %s to %s", least, most)
                        .containsExactly(withoutSignsOfZeros(expected));
            }
        }
    }

    private static float[] withoutSignsOfZeros(float[] values) {
        float[] result = values.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] = result[i] == 0 ? 0 : result[i];
        }
        return result;
    }

    private static ScaledRows scaled(float[] x, int[] starts, int stride, float[][] w, int[] rows, int n, float[] b) {
        ScaledRows scaled = new ScaledRows(w, n, b, LEAST, MOST, rows.length);
        scaled.x = x;
        scaled.stride = stride;
        scaled.count = rows.length;
        System.arraycopy(starts, 0, scaled.starts, 0, rows.length);
        System.arraycopy(rows, 0, scaled.rows, 0, rows.length);
        return scaled;
    }

    /** The first n values, three times over. */
    private static float[] times(float[] values, int n) {
        float[] all = new float[3 * n];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i % n];
        }
        return all;
    }

    @Test
    void without_rows_there_is_the_bias_within_the_limits() {
        float[] d = new float[2];
        ScaledRows none = new ScaledRows(new float[0][], 2, new float[] {1, 2}, 0, 1.5f);
        kernels.addScaled(none, 1, d, 0);
        assertThat(d).containsExactly(1, 1.5f);
    }

    private static double sum(float[] x, int[] starts, float[][] w, int[] rows, float[] b, int j) {
        double sum = b[j];
        for (int i = 0; i < COUNT; i++) {
            sum += (double) x[starts[i] + j] * w[rows[i]][j];
        }
        return Math.min(Math.max(sum, LEAST), MOST);
    }

    private float[] values(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }
}
