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
            kernels.addScaled(COUNT, x, starts, w, rows, n, b, d, 4, new float[n], new float[n]);
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
        kernels.addScaled(
                3, x, starts, many, rows, LONGEST, all.clone(), all, 0, new float[LONGEST], new float[LONGEST]);
        float[] one = new float[1];
        for (int j = 0; j < LONGEST; j++) {
            int[] here = {3 + j, 150 + j, 300 + j};
            kernels.addScaled(3, x, here, w, rows, 1, new float[1], one, 0, new float[1], new float[1]);
            assertThat(all[j]).as("j %s", j).isEqualTo(one[0]);
        }
    }

    @Test
    void without_rows_there_is_the_bias() {
        float[] d = new float[2];
        kernels.addScaled(
                0,
                d.clone(),
                new int[0],
                new float[0][],
                new int[0],
                2,
                new float[] {1, 2},
                d,
                0,
                new float[2],
                d.clone());
        assertThat(d).containsExactly(1, 2);
    }

    private static double sum(float[] x, int[] starts, float[][] w, int[] rows, float[] b, int j) {
        double sum = b[j];
        for (int i = 0; i < COUNT; i++) {
            sum += (double) x[starts[i] + j] * w[rows[i]][j];
        }
        return sum;
    }

    private float[] values(int n) {
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }
}
