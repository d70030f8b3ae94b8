package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.threads.Team;
import java.util.Arrays;

/**
 * Each channel convolved alone, with {@code multiplier} filters: output channel c · multiplier + m is b + Σ x[c] · w[tap][c][m].
 *
 * <p>Several places of a line are computed at once where channels are few, so that loops are long: their weights are kept as often
 * as there are places. All arrays of a loop begin at 0 and are read and written at the same index, which C2 turns into vector code.
 */
final class Depthwise {

    /** Values that a loop should have: three arrays of it stay in the L1 cache. */
    private static final int LOOP = 1024;

    private final int channels;
    private final int multiplier;
    private final int units;

    /** Places that are computed at once. */
    private final int places;

    private final float[][] w;
    private final float[] bias;

    /** {@code w} (taps, channels, multiplier), {@code bias} (channels · multiplier); both are copied. */
    Depthwise(int taps, int channels, int multiplier, float[] w, float[] bias) {
        this.channels = channels;
        this.multiplier = multiplier;
        this.units = channels * multiplier;
        this.places = Math.max(1, LOOP / units);
        this.w = new float[taps][];
        Arrays.setAll(this.w, tap -> repeated(w, tap * units));
        this.bias = repeated(bias, 0);
    }

    private float[] repeated(float[] from, int at) {
        float[] all = new float[places * units];
        for (int i = 0; i < places; i++) {
            System.arraycopy(from, at, all, i * units, units);
        }
        return all;
    }

    /** Lays out z (batch · places, channels · multiplier) = φ(…) of the patches; their rows are shared by the team. */
    Step plan(Call call, int batch, Patches patches, Kernels kernels, Activation activation, float[] z) {
        int rows = batch * patches.places();
        long work = (long) rows * w.length * units;
        Team team = work < SharedProduct.MIN_SHARE * call.team().size() ? Team.SOLO : call.team();
        Sums[] sums = new Sums[team.size()];
        Arrays.setAll(sums, i -> rows(call, patches));
        Team.Task task = member -> {
            int from = team.share(rows, member);
            int to = team.share(rows, member + 1);
            sums[member].fill(from, to, z, from * units);
            if (activation != Activations.LINEAR) {
                kernels.activate(activation, z, from * units, to - from, units, units);
            }
        };
        return () -> team.run(task);
    }

    /** The results for patches, as rows for another product. */
    Sums rows(Call call, Patches patches) {
        return new Sums(patches, call.scratch(places * units), call.scratch(places * units));
    }

    /** The results for some patches, with arrays to work in. */
    final class Sums implements TiledProduct.Rows {

        private final Patches patches;
        private final float[] sum;
        private final float[] row;

        private Sums(Patches patches, float[] sum, float[] row) {
            this.patches = patches;
            this.sum = sum;
            this.row = row;
        }

        @Override
        public int length() {
            return units;
        }

        @Override
        public void fill(int from, int to, float[] a, int at) {
            int width = patches.out[2];
            for (int next = from; next < to; ) {
                int line = next / width;
                int q = next - line * width;
                int n = Math.min(Math.min(places, width - q), to - next);
                sum(line, q, n);
                System.arraycopy(sum, 0, a, at + (next - from) * units, n * units);
                next += n;
            }
        }

        /** sum (n, units) for n places of a line from place q on. Lines beyond the ends are left out, whatever n is. */
        private void sum(int line, int q, int n) {
            System.arraycopy(bias, 0, sum, 0, n * units);
            int tap = 0;
            for (int t0 = 0; t0 < patches.taps(0); t0++) {
                for (int t1 = 0; t1 < patches.taps(1); t1++) {
                    int from = patches.line(line, t0, t1);
                    for (int t = 0; t < patches.taps(2); t++, tap++) {
                        if (from >= 0) {
                            read(from, q, n, t);
                            addProduct(row, w[tap], n * units, sum);
                        }
                    }
                }
            }
        }

        /** row (n, units) = what n places from q on read with tap t, each channel as often as it has filters. */
        private void read(int line, int q, int n, int t) {
            int width = patches.in[2];
            boolean whole = patches.stride() == channels && multiplier == 1;
            int first = patches.place(q, t);
            if (whole) {
                int lo = Math.max(0, Math.min(n, -first));
                int hi = Math.max(lo, Math.min(n, width - first));
                Arrays.fill(row, 0, lo * units, 0);
                System.arraycopy(patches.x, line + (first + lo) * channels, row, lo * units, (hi - lo) * units);
                Arrays.fill(row, hi * units, n * units, 0);
                return;
            }
            for (int i = 0; i < n; i++) {
                int place = patches.place(q + i, t);
                if (place < 0 || place >= width) {
                    Arrays.fill(row, i * units, (i + 1) * units, 0);
                } else if (multiplier == 1) {
                    System.arraycopy(patches.x, line + place * channels, row, i * units, units);
                } else {
                    repeat(patches.x, line + place * channels, row, i * units);
                }
            }
        }

        private void repeat(float[] x, int from, float[] to, int at) {
            for (int c = 0; c < channels; c++) {
                Arrays.fill(to, at + c * multiplier, at + (c + 1) * multiplier, x[from + c]);
            }
        }
    }

    /** sum += a ∘ b for n values. {@code sum} modified. */
    private static void addProduct(float[] a, float[] b, int n, float[] sum) {
        for (int j = 0; j < n; j++) {
            sum[j] += a[j] * b[j];
        }
    }
}
