package io.keratin.core.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the recurrent steps of {@link Kernels} promise, against double-precision loops. */
class StepContractTest {

    private static final int MAX_UNITS = 49;

    private final Kernels kernels = KernelSelection.current();

    /** Activations with a kernel of their own and without. */
    private enum Functions {
        TANH,
        RELU,
        HARD;

        Activation sigma() {
            return this == HARD ? Activations.HARD_SIGMOID_KERAS_2 : Activations.SIGMOID;
        }

        Activation phi() {
            return this == TANH ? Activations.TANH : this == RELU ? Activations.RELU : Activations.LINEAR;
        }

        double sigma(double x) {
            return this == HARD ? Math.max(0, Math.min(1, 0.2 * x + 0.5)) : 1 / (1 + Math.exp(-x));
        }

        double phi(double x) {
            return this == TANH ? Math.tanh(x) : this == RELU ? Math.max(x, 0) : x;
        }
    }

    private enum Cell {
        LSTM,
        GRU,
        GRU_WITHOUT_BIAS,
        GRU_RESET_BEFORE
    }

    @ParameterizedTest
    @EnumSource
    void lstm_matches_the_double_precision_loop(Functions functions) {
        everySize(Cell.LSTM, functions);
    }

    @ParameterizedTest
    @EnumSource
    void gru_matches_the_double_precision_loop(Functions functions) {
        everySize(Cell.GRU, functions);
        everySize(Cell.GRU_WITHOUT_BIAS, functions);
    }

    @ParameterizedTest
    @EnumSource
    void gru_with_early_reset_matches_the_double_precision_loop(Functions functions) {
        everySize(Cell.GRU_RESET_BEFORE, functions);
    }

    @ParameterizedTest
    @EnumSource
    void bits_of_a_sequence_do_not_depend_on_its_neighbours(Cell cell) {
        for (WeightPrecision precision : WeightPrecision.values()) {
            for (int units : new int[] {1, 16, 21, 40, 600}) {
                bitsOfASequence(cell, precision, units);
            }
        }
    }

    private void bitsOfASequence(Cell cell, WeightPrecision precision, int units) {
        Run all = new Run(cell, Functions.TANH, precision, 13, units, 11);
        all.step(0, 13);
        for (int m = 1; m < 13; m++) {
            for (int first = 0; first + m <= 13; first += m) {
                Run some = new Run(cell, Functions.TANH, precision, 13, units, 11);
                some.step(first, m);
                assertThat(Arrays.copyOfRange(some.h, first * units, (first + m) * units))
                        .as("%s %s of %d units, rows %d to %d", cell, precision, units, first, first + m)
                        .isEqualTo(Arrays.copyOfRange(all.h, first * units, (first + m) * units));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void not_a_number_and_infinity_stay_in_their_sequence(Cell cell) {
        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            Run clean = new Run(cell, Functions.TANH, WeightPrecision.FLOAT32, 7, 37, 12);
            clean.step(0, 7);
            Run dirty = new Run(cell, Functions.TANH, WeightPrecision.FLOAT32, 7, 37, 12);
            dirty.h[3 * 37 + 5] = odd;
            double[] expected = dirty.expected(3);
            dirty.step(0, 7);
            for (int row = 0; row < 7; row++) {
                for (int u = 0; u < 37; u++) {
                    double value = row == 3 ? expected[u] : clean.h[row * 37 + u];
                    Weights.check(dirty.h[row * 37 + u], value, tolerance(37), dirty, row, u);
                }
            }
        }
    }

    /** Relative to 1 or the value: the activations' share, and a rounding for every addition. */
    private static double tolerance(int units) {
        return 1e-6 + 2e-8 * units;
    }

    private void everySize(Cell cell, Functions functions) {
        for (int units = 0; units <= MAX_UNITS; units++) {
            for (int m = 0; m <= 13; m++) {
                for (WeightPrecision precision : WeightPrecision.values()) {
                    new Run(cell, functions, precision, m, units, 100L * units + m).check();
                }
            }
        }
        new Run(cell, functions, WeightPrecision.FLOAT32, 3, 530, 1).check();
    }

    /** One step of a cell with random weights, state and input. */
    private final class Run {

        private static final int OFFSET = 3;

        final Cell cell;
        final Functions f;
        final int m;
        final int units;
        final Weights r;
        final Weights candidate;
        final float[] plainZx;
        final float[] zx;
        final int ldzx;
        final float[] plainBias;
        final float[] h;
        final float[] c;

        Run(Cell cell, Functions f, WeightPrecision precision, int m, int units, long seed) {
            Random random = new Random(seed);
            this.cell = cell;
            this.f = f;
            this.m = m;
            this.units = units;
            int gates = cell == Cell.LSTM ? 4 : 3;
            int[] order = cell == Cell.LSTM ? new int[] {0, 1, 3, 2} : new int[] {0, 1, 2};
            boolean before = cell == Cell.GRU_RESET_BEFORE;
            r = new Weights(kernels, precision, random, units, units, before ? new int[] {0, 1} : order);
            candidate = new Weights(kernels, precision, random, before ? units : 0, before ? units : 0, 0);
            PackedMatrix w = kernels.pack(new float[0], 0, units, order);
            plainZx = Weights.floats(random, m * gates * units, 2);
            plainBias = Weights.floats(random, gates * units, cell == Cell.GRU ? 1 : 0);
            ldzx = w.columns() + random.nextInt(3);
            zx = new float[OFFSET + m * ldzx];
            for (int row = 0; row < m; row++) {
                float[] packed =
                        w.packRow(Arrays.copyOfRange(plainZx, row * gates * units, (row + 1) * gates * units), order);
                System.arraycopy(packed, 0, zx, OFFSET + row * ldzx, packed.length);
            }
            h = Weights.floats(random, m * units, 1);
            c = Weights.floats(random, m * units, 1);
        }

        /** Steps n sequences from the first one on; the others stay. */
        void step(int first, int n) {
            float[] hs = Arrays.copyOfRange(h, first * units, (first + n) * units);
            float[] cs = Arrays.copyOfRange(c, first * units, (first + n) * units);
            int at = OFFSET + first * ldzx;
            float[] next = hs.clone();
            float[] bias = cell == Cell.GRU ? r.packed.packRow(plainBias, r.order) : null;
            CellStep step = new CellStep(n, zx, ldzx, hs, units, 0, cs, units, 0, Weights.work(n, r.packed));
            step.at(at, hs, next);
            switch (cell) {
                case LSTM -> kernels.lstmStep(r.packed, f.sigma(), f.phi(), step);
                case GRU, GRU_WITHOUT_BIAS -> kernels.gruStep(r.packed, bias, f.sigma(), f.phi(), step);
                case GRU_RESET_BEFORE ->
                    kernels.gruResetBeforeStep(r.packed, candidate.packed, f.sigma(), f.phi(), step);
            }
            hs = next;
            System.arraycopy(hs, 0, h, first * units, n * units);
            System.arraycopy(cs, 0, c, first * units, n * units);
        }

        void check() {
            double[][] expected = new double[m][];
            for (int row = 0; row < m; row++) {
                expected[row] = expected(row);
            }
            float[] before = zx.clone();
            step(0, m);
            assertThat(zx).isEqualTo(before);
            for (int row = 0; row < m; row++) {
                for (int u = 0; u < units; u++) {
                    Weights.check(h[row * units + u], expected[row][u], tolerance(units), this, row, u);
                }
            }
        }

        @Override
        public String toString() {
            return cell + " " + f + ", m " + m + ", units " + units;
        }

        /** The new h of a row. */
        double[] expected(int row) {
            double[] next = new double[units];
            float[] state = Arrays.copyOfRange(h, row * units, (row + 1) * units);
            if (cell == Cell.GRU_RESET_BEFORE) {
                float[] rh = new float[units];
                for (int u = 0; u < units; u++) {
                    rh[u] = (float) (f.sigma(zx(row, 1, u) + r.dot(state, 0, 1, u)) * state[u]);
                }
                for (int u = 0; u < units; u++) {
                    double z = f.sigma(zx(row, 0, u) + r.dot(state, 0, 0, u));
                    next[u] = z * state[u] + (1 - z) * f.phi(zx(row, 2, u) + candidate.dot(rh, 0, 0, u));
                }
                return next;
            }
            for (int u = 0; u < units; u++) {
                next[u] = cell == Cell.LSTM ? lstm(row, state, u) : gru(row, state, u);
            }
            return next;
        }

        /** Gates of the packed order i, f, o, g. */
        private double lstm(int row, float[] state, int u) {
            double i = f.sigma(zx(row, 0, u) + r.dot(state, 0, 0, u));
            double forget = f.sigma(zx(row, 1, u) + r.dot(state, 0, 1, u));
            double o = f.sigma(zx(row, 3, u) + r.dot(state, 0, 2, u));
            double g = f.phi(zx(row, 2, u) + r.dot(state, 0, 3, u));
            return o * f.phi(forget * c[row * units + u] + i * g);
        }

        private double gru(int row, float[] state, int u) {
            double z = f.sigma(zx(row, 0, u) + plainBias[u] + r.dot(state, 0, 0, u));
            double reset = f.sigma(zx(row, 1, u) + plainBias[units + u] + r.dot(state, 0, 1, u));
            double g = f.phi(zx(row, 2, u) + reset * (plainBias[2 * units + u] + r.dot(state, 0, 2, u)));
            return z * state[u] + (1 - z) * g;
        }

        private double zx(int row, int gate, int u) {
            int gates = cell == Cell.LSTM ? 4 : 3;
            return plainZx[row * gates * units + gate * units + u];
        }
    }
}
