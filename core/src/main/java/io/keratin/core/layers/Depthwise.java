package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.activations.RowFunction;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.ScaledLines;
import io.keratin.core.kernels.ScaledRows;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Each channel convolved alone, with {@code multiplier} filters: output channel c · multiplier + m is b + Σ x[c] · w[tap][c][m].
 *
 * <p>Several places of a line are computed at once where channels are few, so that loops are long: their weights are kept as often
 * as there are places.
 */
final class Depthwise {

    /** Values that a loop should have: three arrays of it stay in the L1 cache. */
    private static final int LOOP = 1024;

    /** Shorter loops are worth the copying of several places that they read. */
    private static final int MIN_LOOP = 16;

    /** Lines that are computed at once, where windows have three lines and columns. */
    private static final int LINES = 2;

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
        this.places = Math.max(1, LOOP / Math.max(1, units));
        this.w = new float[taps][];
        Arrays.setAll(this.w, tap -> repeated(w, tap * units));
        this.bias = repeated(bias, 0);
    }

    private Depthwise(int channels, int multiplier, int places, float[][] w, float[] bias) {
        this.channels = channels;
        this.multiplier = multiplier;
        this.units = channels * multiplier;
        this.places = places;
        this.w = w;
        this.bias = bias;
    }

    private float[] repeated(float[] from, int at) {
        float[] all = new float[places * units];
        repeat(from, at, all);
        return all;
    }

    private void repeat(float[] from, int at, float[] all) {
        for (int i = 0; i < places; i++) {
            System.arraycopy(from, at, all, i * units, units);
        }
    }

    /** In training: keeps its copies like the weights of a layer. */
    void follow(Binding binding, String kernel, boolean useBias) {
        float[] from = binding.weight(kernel);
        float[] b = useBias ? binding.weight("bias") : null;
        binding.onChange(() -> {
            for (int tap = 0; tap < w.length; tap++) {
                repeat(from, tap * units, w[tap]);
            }
            if (b != null) {
                repeat(b, 0, bias);
            }
        });
    }

    /** Lays out z (batch · places, channels · multiplier) = f(…) of the patches; their rows are shared by the team. */
    Step plan(Call call, int batch, Patches patches, Kernels kernels, RowFunction f, float[] z) {
        if (f instanceof Both both && both.first() instanceof ChannelScale scale && scale.isUnlimited()) {
            return scaled(scale).plan(call, batch, patches, kernels, Limits.NONE, both.second(), z);
        }
        if (f instanceof ChannelScale scale) {
            return scaled(scale).plan(call, batch, patches, kernels, scale.limits(), Activations.LINEAR, z);
        }
        Limits limits = Limits.of(f);
        return limits == null
                ? plan(call, batch, patches, kernels, Limits.NONE, f, z)
                : plan(call, batch, patches, kernels, limits, Activations.LINEAR, z);
    }

    private Step plan(Call call, int batch, Patches patches, Kernels kernels, Limits limits, RowFunction f, float[] z) {
        int rows = batch * patches.places();
        long work = (long) rows * w.length * units;
        Team team = work < SharedProduct.MIN_SHARE * call.team().size() ? Team.SOLO : call.team();
        TiledProduct.Rows[] sums = new TiledProduct.Rows[team.size()];
        Arrays.setAll(sums, i -> rows(call, kernels, patches, limits));
        Team.Task task = member -> {
            int from = team.share(rows, member);
            int to = team.share(rows, member + 1);
            sums[member].fill(from, to, z, from * units);
            if (f != Activations.LINEAR) {
                kernels.activate(f, z, from * units, to - from, units, units);
            }
        };
        return () -> team.run(task);
    }

    /** The results for patches, as rows for another product. */
    TiledProduct.Rows rows(Call call, Kernels kernels, Patches patches) {
        return rows(call, kernels, patches, Limits.NONE);
    }

    private TiledProduct.Rows rows(Call call, Kernels kernels, Patches patches, Limits limits) {
        return direct(patches) && patches.areThrees()
                ? new Threes(kernels, patches, limits)
                : new Sums(call, kernels, patches, limits);
    }

    /** Whether places read the input itself. */
    private boolean direct(Patches patches) {
        return multiplier == 1 && (patches.stride() == channels || units >= MIN_LOOP);
    }

    /** With weights that do the scaling. */
    private Depthwise scaled(ChannelScale scale) {
        float[][] all = new float[w.length][];
        Arrays.setAll(all, tap -> scale.factorsTimes(w[tap]));
        return new Depthwise(channels, multiplier, places, all, scale.of(bias));
    }

    /** The results of windows of three lines and three columns, which read the input itself. */
    private final class Threes implements TiledProduct.Rows {

        private final Kernels kernels;
        private final Patches patches;
        private final ScaledLines windows;

        private Threes(Kernels kernels, Patches patches, Limits limits) {
            this.kernels = kernels;
            this.patches = patches;
            windows = new ScaledLines(
                    w,
                    units,
                    bias,
                    limits.least(),
                    limits.most(),
                    patches.in[2],
                    -patches.place(0, 0),
                    patches.step(2),
                    patches.step(1),
                    LINES);
        }

        @Override
        public int length() {
            return units;
        }

        /** Whole lines several at a time, and parts of lines. */
        @Override
        public void fill(int from, int to, float[] a, int at) {
            windows.x = patches.x;
            int width = patches.out[2];
            for (int next = from; next < to; ) {
                int line = next / width;
                int q = next - line * width;
                int end = Math.min(width, q + to - next);
                int below = patches.out[1] - line % patches.out[1];
                int lines = end - q < width ? 1 : Math.min(LINES, Math.min((to - next) / width, below));
                for (int i = 0; i < lines; i++) {
                    for (int t = 0; t < ScaledLines.SIZE; t++) {
                        windows.starts[i * windows.down + t] = patches.line(line + i, 0, t);
                    }
                }
                kernels.addScaledLines(windows, lines, q, end, a, at + (next - from) * units);
                next += lines * (end - q);
            }
        }
    }

    /** The results for some patches, with arrays to work in. */
    private final class Sums implements TiledProduct.Rows {

        private final Kernels kernels;
        private final Patches patches;

        /** Places read the input itself, or lines of it. */
        private final boolean direct;

        /** Lines of the input, if places at the ends of a line are to be computed like the others. */
        private final @Nullable Margins margins;

        /** What places read where it does not lie side by side: (taps, places · units). */
        private final float[] copies;

        /** The lines of the input that the taps of line {@link #known} read. */
        private final int[] lines;

        private int known = -1;

        /** The taps whose values some places read, and where these begin. */
        private final ScaledRows read;

        private Sums(Call call, Kernels kernels, Patches patches, Limits limits) {
            this.kernels = kernels;
            this.patches = patches;
            lines = new int[patches.taps(0) * patches.taps(1)];
            direct = direct(patches);
            margins = direct && units >= MIN_LOOP && Margins.matter(patches) ? Margins.of(call, patches) : null;
            copies = call.scratch(direct ? 0 : w.length * places * units);
            read = new ScaledRows(w, units, bias, limits.least(), limits.most());
        }

        @Override
        public int length() {
            return units;
        }

        /**
         * Where a filter's values stand side by side as its channels do, places read the input itself, and taps beyond the ends are left
         * out, or lines with zeros around; elsewhere they read copies, with zeros.
         */
        @Override
        public void fill(int from, int to, float[] a, int at) {
            int width = patches.out[2];
            if (margins != null) {
                margins.clear();
                known = -1;
            }
            for (int next = from; next < to; ) {
                int line = next / width;
                int q = next - line * width;
                int n = Math.min(to - next, direct ? alike(q) : Math.min(places, width - q));
                read(line, q, n);
                kernels.addScaled(read, n, a, at + (next - from) * units);
                next += n;
            }
        }

        /** Places of a line from q on whose taps are all there, or 1. */
        private int alike(int q) {
            if (margins != null) {
                return patches.out[2] - q;
            }
            return q < patches.firstInside() ? 1 : Math.max(1, patches.endInside() - q);
        }

        /**
         * Finds or copies what n places of a line from place q on read, column by column of the kernel. Lines beyond the ends are zeros
         * or left out, whatever n is.
         */
        private void read(int line, int q, int n) {
            if (line != known) {
                find(line);
                known = line;
            }
            read.x = margins != null ? margins.lines : direct ? patches.x : copies;
            read.stride = direct ? patches.stride() : units;
            int count = 0;
            for (int t = 0; t < patches.taps(2); t++) {
                int place = patches.place(q, t);
                boolean beyond = place < 0 || place >= patches.in[2];
                for (int i = 0; i < lines.length; i++) {
                    int from = lines[i];
                    if (from < 0 || (direct && margins == null && beyond)) {
                        continue;
                    }
                    if (direct) {
                        read.starts[count] = from + place * channels;
                    } else {
                        read.starts[count] = count * n * units;
                        copy(from, q, n, t, read.starts[count]);
                    }
                    read.rows[count++] = i * patches.taps(2) + t;
                }
            }
            read.count = count;
        }

        /** Finds the lines of the input that a line of places reads. */
        private void find(int line) {
            if (margins != null) {
                margins.find(line, lines);
                return;
            }
            for (int i = 0; i < lines.length; i++) {
                lines[i] = patches.line(line, i / patches.taps(1), i % patches.taps(1));
            }
        }

        /** copies (n, units) from {@code at} on = what n places read with tap t, each channel as often as it has filters. */
        private void copy(int line, int q, int n, int t, int at) {
            for (int i = 0; i < n; i++) {
                int place = patches.place(q + i, t);
                int to = at + i * units;
                if (place < 0 || place >= patches.in[2]) {
                    Arrays.fill(copies, to, to + units, 0);
                } else if (multiplier == 1) {
                    System.arraycopy(patches.x, line + place * channels, copies, to, units);
                } else {
                    repeat(line + place * channels, to);
                }
            }
        }

        private void repeat(int from, int at) {
            for (int c = 0; c < channels; c++) {
                Arrays.fill(copies, at + c * multiplier, at + (c + 1) * multiplier, patches.x[from + c]);
            }
        }
    }
}
