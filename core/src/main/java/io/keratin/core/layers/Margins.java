package io.keratin.core.layers;

import java.util.Arrays;

/**
 * Lines of an input with zeros before and after, as many as the taps of one line of places read, and a line of zeros for those beyond
 * the ends: so that all places are computed alike. A line is copied when it is first read, and stays while its neighbours are needed.
 */
final class Margins {

    /** In longer lines the places at the ends do not matter. */
    private static final int MAX_PLACES = 64;

    /** The lines, one after another. */
    final float[] lines;

    private final Patches patches;
    private final int before;
    private final int length;

    /** Lines that the taps span along each of the outer axes. */
    private final int[] spans;

    /** Which line of the input each one is, or -1. */
    private final int[] held;

    private Margins(Call call, Patches patches, int before, int places) {
        this.patches = patches;
        this.before = before;
        length = places * patches.channels;
        spans = new int[] {patches.span(0), patches.span(1)};
        held = new int[spans[0] * spans[1]];
        lines = call.scratch((held.length + 1) * length);
    }

    /** Whether some places of short lines read beyond the ends. */
    static boolean matter(Patches patches) {
        return patches.out[2] <= MAX_PLACES
                && (patches.firstInside() > 0 || patches.endInside() < patches.out[2])
                && patches.taps(2) > 0;
    }

    static Margins of(Call call, Patches patches) {
        int before = Math.max(0, -patches.place(0, 0));
        int last = patches.place(patches.out[2] - 1, patches.taps(2) - 1);
        return new Margins(call, patches, before, before + Math.max(patches.in[2], last + 1));
    }

    /** Forgets all lines, since the input has changed. */
    void clear() {
        Arrays.fill(held, -1);
        Arrays.fill(lines, held.length * length, (held.length + 1) * length, 0);
    }

    /** Where in {@link #lines} place 0 of each input line stands that a line of places reads; places beyond its ends are there too. */
    void find(int line, int[] starts) {
        int outer = line / patches.out[1];
        int sample = outer / patches.out[0];
        int q0 = outer - sample * patches.out[0];
        int q1 = line - outer * patches.out[1];
        int at = 0;
        for (int t0 = 0; t0 < patches.taps(0); t0++) {
            int p0 = patches.place(0, q0, t0);
            for (int t1 = 0; t1 < patches.taps(1); t1++) {
                int p1 = patches.place(1, q1, t1);
                int slot = held.length;
                if (p0 >= 0 && p0 < patches.in[0] && p1 >= 0 && p1 < patches.in[1]) {
                    slot = p0 % spans[0] * spans[1] + p1 % spans[1];
                    hold(slot, (sample * patches.in[0] + p0) * patches.in[1] + p1);
                }
                starts[at++] = slot * length + before * patches.channels;
            }
        }
    }

    private void hold(int slot, int line) {
        if (held[slot] == line) {
            return;
        }
        held[slot] = line;
        int own = patches.in[2] * patches.channels;
        int at = slot * length;
        int start = at + before * patches.channels;
        Arrays.fill(lines, at, start, 0);
        System.arraycopy(patches.x, line * own, lines, start, own);
        Arrays.fill(lines, start + own, at + length, 0);
    }
}
