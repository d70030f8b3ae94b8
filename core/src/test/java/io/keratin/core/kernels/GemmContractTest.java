package io.keratin.core.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Kernels#gemm} and {@link PackedMatrix} promise, on whatever kernels this JVM runs. */
class GemmContractTest {

    private static final float UNTOUCHED = -12345;

    /** 3 lanes of 16 floats and one. */
    private static final int MAX_UNITS = 49;

    private final Kernels kernels = KernelSelection.current();
    private final float[] work = new float[Kernels.WORK];

    @ParameterizedTest
    @EnumSource
    void every_size_matches_the_double_precision_loop(WeightPrecision precision) {
        for (int gates = 1; gates <= 4; gates++) {
            Random random = new Random(gates);
            for (int units = 0; units <= MAX_UNITS; units++) {
                for (int m = 0; m <= 13; m++) {
                    int k = random.nextInt(71);
                    check(new Case(random, new Weights(kernels, precision, random, k, units, order(gates)), m));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void every_inner_length_matches_the_double_precision_loop(WeightPrecision precision) {
        Random random = new Random(5);
        for (int k = 0; k <= 70; k++) {
            for (int m : new int[] {1, 2, 3, 6, 7, 12}) {
                check(new Case(
                        random, new Weights(kernels, precision, random, k, 1 + random.nextInt(70), order(4)), m));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void sizes_beyond_every_cache_block_match_the_double_precision_loop(WeightPrecision precision) {
        Random random = new Random(6);
        check(new Case(random, new Weights(kernels, precision, random, 2500, 70, 0), 14));
        check(new Case(random, new Weights(kernels, precision, random, 9, 1200, 0), 3));
        check(new Case(random, new Weights(kernels, precision, random, 7, 300, order(4)), 3));
        check(new Case(random, new Weights(kernels, precision, random, 3, 5, order(2)), 1100));
    }

    @ParameterizedTest
    @EnumSource
    void bits_of_a_row_do_not_depend_on_its_neighbours_or_its_place(WeightPrecision precision) {
        for (int gates = 1; gates <= 4; gates++) {
            bitsOfRows(precision, 37, 21, gates);
        }
        for (int units : new int[] {5, 16, 21, 40, 64, 70}) {
            bitsOfRows(precision, 2500, units, 1);
        }
    }

    private void bitsOfRows(WeightPrecision precision, int k, int units, int gates) {
        Random random = new Random(7);
        Weights w = new Weights(kernels, precision, random, k, units, order(gates));
        int columns = w.packed.columns();
        float[] a = Weights.floats(random, 13 * k, 1);
        float[] bias = Weights.floats(random, columns, 1);
        float[] all = new float[13 * columns];
        kernels.gemm(13, a, 0, k, w.packed, bias, 0, 0, all, 0, columns, work);
        for (int m = 1; m < 13; m++) {
            for (int first = 0; first + m <= 13; first++) {
                float[] some = new float[m * columns + 3];
                kernels.gemm(m, a, first * k, k, w.packed, bias, 0, 0, some, 3, columns, work);
                assertThat(Arrays.copyOfRange(some, 3, some.length))
                        .as("rows %d to %d", first, first + m)
                        .isEqualTo(Arrays.copyOfRange(all, first * columns, (first + m) * columns));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void bits_of_a_column_do_not_depend_on_the_part_that_computes_it(WeightPrecision precision) {
        Random random = new Random(10);
        for (int gates = 1; gates <= 4; gates++) {
            for (int k = 36; k < 40; k++) {
                Weights w = new Weights(kernels, precision, random, k, 150, order(gates));
                int columns = w.packed.columns();
                float[] a = Weights.floats(random, 3 * k, 1);
                float[] bias = Weights.floats(random, columns, 1);
                for (int m = 1; m <= 3; m += 2) {
                    float[] whole = new float[m * columns];
                    kernels.gemm(m, a, 0, k, w.packed, bias, 0, 0, whole, 0, columns, work);
                    float[] together = new float[m * columns];
                    for (PackedMatrix part : w.packed.parts(3)) {
                        int at = part.firstColumn();
                        kernels.gemm(m, a, 0, k, part, bias, at, 0, together, at, columns, work);
                    }
                    assertThat(together)
                            .as("%d gates, %d rows, k %d", gates, m, k)
                            .isEqualTo(whole);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_weights_come_back_as_they_were_rounded(WeightPrecision precision) {
        Random random = new Random(11);
        for (int gates = 1; gates <= 4; gates++) {
            for (int k = 0; k < 10; k++) {
                Weights w = new Weights(kernels, precision, random, k, 150, order(gates));
                float[] back = new float[w.values.length];
                w.packed.unpack(back, 0, gates * 150, w.order);
                assertThat(back).isEqualTo(w.values);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void not_a_number_and_infinity_stay_in_their_row(WeightPrecision precision) {
        Random random = new Random(8);
        Weights w = new Weights(kernels, precision, random, 23, 35, 0);
        float[] a = Weights.floats(random, 7 * 23, 1);
        a[2 * 23 + 3] = Float.NaN;
        a[5 * 23 + 19] = Float.POSITIVE_INFINITY;
        float[] d = new float[7 * 35];
        kernels.gemm(7, a, 0, 23, w.packed, null, 0, 0, d, 0, 35, work);
        for (int i = 0; i < 7; i++) {
            for (int u = 0; u < 35; u++) {
                Weights.check(d[i * 35 + u], w.dot(a, i * 23, 0, u), 1e-5, w, i, u);
            }
        }
    }

    @Test
    void a_packed_row_stands_in_the_order_of_the_products_columns() {
        Random random = new Random(9);
        for (int gates = 1; gates <= 4; gates++) {
            for (int units = 0; units <= MAX_UNITS; units++) {
                Weights w = new Weights(kernels, random, 1, units, order(gates));
                float[] expected = new float[w.packed.columns()];
                for (int g = 0; g < gates; g++) {
                    for (int u = 0; u < units; u++) {
                        expected[w.column(g, u)] = w.values[w.order[g] * units + u];
                    }
                }
                assertThat(w.packed.packRow(w.values, w.order)).isEqualTo(expected);
            }
        }
    }

    private static int[] order(int gates) {
        return gates == 4
                ? new int[] {0, 1, 3, 2}
                : java.util.stream.IntStream.range(0, gates).toArray();
    }

    /** Runs a case with every kind of start value and compares each element; everything else must be untouched. */
    private void check(Case x) {
        for (Start start : Start.values()) {
            float[] d = x.emptyResult();
            float[] s = start == Start.ITSELF ? d : start == Start.NONE ? null : x.start;
            int so = start == Start.ITSELF ? x.dOffset : x.so;
            int lds = start == Start.ITSELF ? x.ldd : start == Start.SAME_ROW ? 0 : x.lds;
            if (start == Start.ITSELF) {
                x.fillRows(d);
            }
            float[] before = d.clone();
            float[] from = start == Start.ITSELF ? before : start == Start.NONE ? new float[x.start.length] : x.start;
            float[] a = x.a.clone();
            kernels.gemm(x.m, a, x.ao, x.lda, x.w.packed, s, so, lds, d, x.dOffset, x.ldd, work);
            assertThat(a).isEqualTo(x.a);
            float[] expected = start == Start.ITSELF ? before : x.emptyResult();
            for (int i = 0; i < x.m; i++) {
                for (int g = 0; g < x.w.gates; g++) {
                    for (int u = 0; u < x.w.units; u++) {
                        int column = x.w.column(g, u);
                        int at = x.dOffset + i * x.ldd + column;
                        double sum = from[so + i * lds + column] + x.w.dot(x.a, x.ao + i * x.lda, g, u);
                        Weights.check(d[at], sum, 1e-6 * (1 + x.w.rows), x + ", start " + start, i, column);
                        expected[at] = d[at];
                    }
                }
                x.copyPadding(d, expected, i);
            }
            assertThat(d).as("outside of the result: %s", x).isEqualTo(expected);
        }
    }

    private enum Start {
        NONE,
        SAME_ROW,
        ROWS,
        ITSELF
    }

    /** Operands at odd places in larger arrays; every other case reads the rows of a backwards. */
    private static final class Case {

        final Weights w;
        final int m;
        final float[] a;
        final int ao;
        final int lda;
        final float[] start;
        final int so;
        final int lds;
        final int dOffset;
        final int ldd;
        private final Random random;

        Case(Random random, Weights w, int m) {
            this.w = w;
            this.m = m;
            this.random = random;
            int columns = w.packed.columns();
            int step = w.rows + random.nextInt(4);
            int rows = Math.max(1, m);
            boolean backwards = random.nextBoolean();
            lda = backwards ? -step : step;
            ao = 3 + (backwards ? (rows - 1) * step : 0);
            a = Weights.floats(random, 3 + rows * step, 1);
            so = random.nextInt(5);
            lds = columns + random.nextInt(4);
            start = Weights.floats(random, so + rows * lds, 1);
            dOffset = random.nextInt(5);
            ldd = columns + random.nextInt(4);
        }

        float[] emptyResult() {
            float[] d = new float[dOffset + Math.max(1, m) * ldd + 2];
            Arrays.fill(d, UNTOUCHED);
            return d;
        }

        void fillRows(float[] d) {
            for (int i = 0; i < m; i++) {
                System.arraycopy(
                        Weights.floats(random, w.packed.columns(), 1), 0, d, dOffset + i * ldd, w.packed.columns());
            }
        }

        /** What stands in the columns that fill up the last panel is nobody's business. */
        void copyPadding(float[] from, float[] to, int row) {
            int panel = Math.max(1, w.packed.panelUnits());
            for (int g = 0; g < w.gates && w.gates > 1; g++) {
                for (int u = w.units; u < w.packed.panels() * panel; u++) {
                    to[dOffset + row * ldd + w.column(g, u)] = from[dOffset + row * ldd + w.column(g, u)];
                }
            }
        }

        @Override
        public String toString() {
            return "m " + m + ", k " + w.rows + ", units " + w.units + ", gates " + w.gates + ", lda " + lda;
        }
    }
}
