package io.keratin.core.layers;

import io.keratin.core.kernels.ScaledLines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * What each output place of a convolution reads: a matrix with a row for every place of all samples, never there as a whole. Place q
 * of an axis reads the input places q · step + offsets[t] for its taps t; what lies beyond the ends is 0.
 *
 * <p>A row holds the taps, the last axis fastest, and for each tap its channels: the order of Keras's kernels.
 */
final class Patches implements TiledProduct.Rows {

    /** Lengths of the input's axes. */
    final int[] in;

    /** Number of output places along each axis. */
    final int[] out;

    private final int[] step;
    private final int[][] offsets;
    final int channels;

    /** The input (B, in, channels); not modified. */
    final float[] x;

    /** Taps of the last axis read neighbours, so that a run of them is one piece of the input. */
    private final boolean dense;

    private final int taps;

    Patches(int[] in, int[] out, int[] step, int[][] offsets, int channels, float[] x) {
        this.in = in;
        this.out = out;
        this.step = step;
        this.offsets = offsets;
        this.channels = channels;
        this.x = x;
        int[] last = offsets[2];
        boolean neighbours = true;
        for (int t = 1; t < last.length; t++) {
            neighbours &= last[t] == last[t - 1] + 1;
        }
        dense = neighbours;
        taps = offsets[0].length * offsets[1].length * last.length;
    }

    /** The patches of windows that slide over an input (B, …, channels). */
    static Patches of(Windows windows, int[] in, int channels, float[] x) {
        return of(windows, in, axis -> windows.ofThree(axis).before(in[axis]), channels, x);
    }

    /** As {@link #of(Windows, int[], int, float[])}, with another padding before each axis. */
    static Patches of(Windows windows, int[] in, IntUnaryOperator padding, int channels, float[] x) {
        int[] out = new int[DataFormat.AXES];
        int[] step = new int[DataFormat.AXES];
        int[][] offsets = new int[DataFormat.AXES][];
        for (int axis = 0; axis < DataFormat.AXES; axis++) {
            Window window = windows.ofThree(axis);
            int before = padding.applyAsInt(axis);
            out[axis] = window.count(in[axis]);
            step[axis] = window.strides();
            offsets[axis] = new int[window.size()];
            Arrays.setAll(offsets[axis], t -> t * window.dilation() - before);
        }
        return new Patches(in, out, step, offsets, channels, x);
    }

    /** Output places of a sample. */
    int places() {
        return DataFormat.places(out);
    }

    /** Length of a row. */
    @Override
    public int length() {
        return taps * channels;
    }

    @Override
    public void fill(int from, int to, float[] a, int at) {
        for (int row = from; row < to; row++) {
            int line = row / out[2];
            patch(line, row - line * out[2], a, at + (row - from) * length());
        }
    }

    /**
     * The way back of {@link #fill}: adds each value of the patches from {@code from} to {@code to}, which {@code a} begins with, to
     * {@code dx} where it was read, for the channels from {@code c0} to {@code c1} (exclusive). {@code dx} modified.
     */
    void add(int from, int to, float[] a, float[] dx, int c0, int c1) {
        for (int row = from; row < to; row++) {
            int line = row / out[2];
            int q = row - line * out[2];
            int at = (row - from) * length();
            for (int t0 = 0; t0 < offsets[0].length; t0++) {
                for (int t1 = 0; t1 < offsets[1].length; t1++) {
                    int start = line(line, t0, t1);
                    for (int t = 0; t < offsets[2].length; t++, at += channels) {
                        int place = place(q, t);
                        if (start >= 0 && place >= 0 && place < in[2]) {
                            add(a, at, dx, start + place * channels, c0, c1);
                        }
                    }
                }
            }
        }
    }

    private static void add(float[] a, int at, float[] dx, int place, int c0, int c1) {
        for (int c = c0; c < c1; c++) {
            dx[place + c] += a[at + c];
        }
    }

    /** The patch of place q of a line of places. */
    private void patch(int line, int q, float[] a, int at) {
        int start = q * step[2];
        int own = offsets[2].length * channels;
        int end = at;
        for (int t0 = 0; t0 < offsets[0].length; t0++) {
            for (int t1 = 0; t1 < offsets[1].length; t1++) {
                int from = line(line, t0, t1);
                if (from < 0) {
                    Arrays.fill(a, end, end + own, 0);
                } else if (dense) {
                    run(from, start + offsets[2][0], a, end);
                } else {
                    for (int t = 0; t < offsets[2].length; t++) {
                        copy(from, start + offsets[2][t], a, end + t * channels);
                    }
                }
                end += own;
            }
        }
    }

    /** Where in x the input line stands that a line of places reads with these taps of the outer axes; -1 beyond the ends. */
    int line(int line, int t0, int t1) {
        int outer = line / out[1];
        int b = outer / out[0];
        int p0 = place(0, outer - b * out[0], t0);
        int p1 = place(1, line - outer * out[1], t1);
        return p0 < 0 || p0 >= in[0] || p1 < 0 || p1 >= in[1] ? -1 : ((b * in[0] + p0) * in[1] + p1) * in[2] * channels;
    }

    /** All neighbours that the last axis's taps read, from place {@code start} of the line on. */
    private void run(int line, int start, float[] a, int at) {
        int n = offsets[2].length;
        int lo = Math.max(0, Math.min(n, -start));
        int hi = Math.max(lo, Math.min(n, in[2] - start));
        Arrays.fill(a, at, at + lo * channels, 0);
        System.arraycopy(x, line + (start + lo) * channels, a, at + lo * channels, (hi - lo) * channels);
        Arrays.fill(a, at + hi * channels, at + n * channels, 0);
    }

    private void copy(int line, int place, float[] a, int at) {
        if (place < 0 || place >= in[2]) {
            Arrays.fill(a, at, at + channels, 0);
        } else {
            System.arraycopy(x, line + place * channels, a, at, channels);
        }
    }

    /** Whether a place of a line reads one piece of each line of the input, which the next place's may overlap. */
    boolean overlaps() {
        return dense && offsets[2].length > 0;
    }

    /** The first place of a line whose taps all lie inside. */
    int firstInside() {
        return Math.min(out[2], Math.max(0, Math.floorDiv(-offsets[2][0] + step[2] - 1, step[2])));
    }

    /** The place after the last one of a line whose taps all lie inside. */
    int endInside() {
        int last = offsets[2][offsets[2].length - 1];
        return Math.max(firstInside(), Math.min(out[2], Math.floorDiv(in[2] - 1 - last, step[2]) + 1));
    }

    /** From one place's piece of the line to the next one's. */
    int stride() {
        return step[2] * channels;
    }

    /** From one place of an axis to the next one in the input. */
    int step(int axis) {
        return step[axis];
    }

    /** Whether windows are three lines of three neighbours, none of which begins or ends more than one place beyond a line. */
    boolean areThrees() {
        return offsets[0].length == 1
                && offsets[1].length == ScaledLines.SIZE
                && span(1) == ScaledLines.SIZE
                && offsets[2].length == ScaledLines.SIZE
                && dense
                && out[2] > 0
                && place(0, 0) <= 0
                && place(0, 0) >= -1
                && place(out[2] - 1, ScaledLines.SIZE - 1) <= in[2];
    }

    /** Places of the input from the first tap of an axis to the last one. */
    int span(int axis) {
        return offsets[axis][offsets[axis].length - 1] - offsets[axis][0] + 1;
    }

    /** Taps along an axis. */
    int taps(int axis) {
        return offsets[axis].length;
    }

    /** The place of a line of the input that place q of a line reads with tap t; beyond the ends it is padding. */
    int place(int q, int t) {
        return place(2, q, t);
    }

    /** The place along an axis of the input that place q of the axis reads with tap t; beyond the ends it is padding. */
    int place(int axis, int q, int t) {
        return q * step[axis] + offsets[axis][t];
    }

    /** The taps of a place of the first sample that lie inside, in order: each tap's number, and the place of the input that it reads. */
    int[][] inside(int place) {
        int line = place / out[2];
        List<int[]> inside = new ArrayList<>();
        int tap = 0;
        for (int t0 = 0; t0 < offsets[0].length; t0++) {
            for (int t1 = 0; t1 < offsets[1].length; t1++) {
                int from = line(line, t0, t1);
                for (int t = 0; t < offsets[2].length; t++, tap++) {
                    int at = place(place - line * out[2], t);
                    if (from >= 0 && at >= 0 && at < in[2]) {
                        inside.add(new int[] {tap, from / channels + at});
                    }
                }
            }
        }
        return inside.toArray(new int[0][]);
    }
}
