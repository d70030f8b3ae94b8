package io.keratin.core.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Windows of three lines and columns against a plain loop in double precision, and in any parts. */
class ScaledLinesContractTest {

    private static final int LINES = 3;
    private static final int MARK = 77;

    private final Kernels kernels = KernelSelection.current();
    private final Random random = new Random(1);

    /** A picture's lines, the places of windows in a line, and what they are read by. */
    private record Case(ScaledLines lines, int places) {

        double expected(int i, int q, int j) {
            double sum = lines.b[j];
            for (int u = 0; u < ScaledLines.SIZE; u++) {
                int start = lines.starts[i * lines.down + u];
                for (int t = 0; t < ScaledLines.SIZE; t++) {
                    int column = q * lines.right - lines.before + t;
                    if (start >= 0 && column >= 0 && column < lines.columns) {
                        sum += (double) lines.x[start + column * lines.n + j] * lines.w[u * ScaledLines.SIZE + t][j];
                    }
                }
            }
            return Math.min(Math.max(sum, lines.least), lines.most);
        }

        @Override
        public String toString() {
            return "n " + lines.n + ", columns " + lines.columns + ", before " + lines.before + ", right " + lines.right
                    + ", down " + lines.down + ", places " + places;
        }
    }

    @Test
    void gives_the_sums_of_windows_and_writes_nowhere_else() {
        forAllCases(c -> {
            int n = c.lines.n;
            float[] d = marked(LINES * c.places * n + 9);
            kernels.addScaledLines(c.lines, LINES, 0, c.places, d, 4);
            for (int k = 0; k < d.length; k++) {
                int value = k - 4;
                boolean inside = value >= 0 && value < LINES * c.places * n;
                int place = value / n;
                double expected = inside ? c.expected(place / c.places, place % c.places, value % n) : MARK;
                assertThat((double) d[k]).as("%s: %s", c, k).isCloseTo(expected, within(1e-5));
            }
        });
    }

    @Test
    void parts_have_the_bits_of_the_whole() {
        forAllCases(c -> {
            int n = c.lines.n;
            float[] whole = new float[LINES * c.places * n];
            kernels.addScaledLines(c.lines, LINES, 0, c.places, whole, 0);
            for (int cut = 1; cut <= c.places; cut++) {
                float[] parts = marked(whole.length);
                int[] starts = c.lines.starts.clone();
                for (int i = 0; i < LINES; i++) {
                    System.arraycopy(starts, i * c.lines.down, c.lines.starts, 0, ScaledLines.SIZE);
                    int at = i * c.places * n;
                    kernels.addScaledLines(c.lines, 1, 0, cut, parts, at);
                    kernels.addScaledLines(c.lines, 1, cut, c.places, parts, at + cut * n);
                    System.arraycopy(starts, 0, c.lines.starts, 0, starts.length);
                }
                assertThat(parts).as("%s: cut at %s", c, cut).isEqualTo(whole);
            }
        });
    }

    @Test
    void limits_keep_what_is_not_a_number() {
        for (float odd : new float[] {Float.NaN, Float.intBitsToFloat(0xFFC00000), Float.POSITIVE_INFINITY}) {
            for (int right = 1; right <= 2; right++) {
                ScaledLines lines = lines(16, 4, 1, right, 1, 0, 6);
                Arrays.fill(lines.b, odd);
                float[] d = new float[2 * 2 * 16];
                kernels.addScaledLines(lines, 2, 0, 2, d, 0);
                float[] expected = new float[d.length];
                Arrays.fill(expected, Math.min(odd, 6));
                assertThat(d).as("%s", right).isEqualTo(expected);
            }
        }
    }

    private void forAllCases(Consumer<Case> check) {
        for (int n : new int[] {1, 4, 8, 16, 19, 32, 40, 67}) {
            for (int columns = 1; columns < 9; columns++) {
                for (int before = 0; before <= 1; before++) {
                    for (int right = 1; right <= 3; right++) {
                        int most = Math.floorDiv(columns + before + 1 - ScaledLines.SIZE, right) + 1;
                        for (int places = Math.max(0, most - 1); places <= most; places++) {
                            ScaledLines lines =
                                    lines(n, columns, before, right, 1 + random.nextInt(2), 0, random.nextFloat());
                            check.accept(new Case(lines, places));
                        }
                    }
                }
            }
        }
    }

    /** With values between -1 and 1, and a line that is not there now and then. */
    private ScaledLines lines(int n, int columns, int before, int right, int down, float least, float most) {
        float[][] w = new float[ScaledLines.SIZE * ScaledLines.SIZE][];
        Arrays.setAll(w, i -> values(n, n * columns));
        float[] b = values(n, n * columns);
        ScaledLines lines = new ScaledLines(w, n, b, least, most, columns, before, right, down, LINES);
        lines.x = values(5000, 5000);
        Arrays.setAll(
                lines.starts, i -> random.nextInt(4) == 0 ? -1 : random.nextInt(lines.x.length - columns * n + 1));
        return lines;
    }

    private float[] values(int period, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = i < period ? random.nextFloat() * 2 - 1 : values[i - period];
        }
        return values;
    }

    private static float[] marked(int length) {
        float[] d = new float[length];
        Arrays.fill(d, MARK);
        return d;
    }
}
