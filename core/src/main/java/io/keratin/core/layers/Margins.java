package io.keratin.core.layers;

import java.util.Arrays;

/**
 * Lines of an input with zeros before and after, as many as the taps of one line of places read: so that all places of a line are
 * computed alike. A line is copied when it is first read, and stays while its neighbours are needed.
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

    /** Where in the input each line stands, or -1. */
    private final int[] held;

    private Margins(Call call, Patches patches, int before, int places) {
        this.patches = patches;
        this.before = before;
        length = places * patches.channels;
        spans = new int[] {patches.span(0), patches.span(1)};
        held = new int[spans[0] * spans[1]];
        lines = call.scratch(held.length * length);
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
    }

    /** Where in {@link #lines} place 0 of the input line at {@code from} stands; places beyond its ends are there too. */
    int start(int from) {
        int own = patches.in[2] * patches.channels;
        int line = from / own;
        int slot = line / patches.in[1] % patches.in[0] % spans[0] * spans[1] + line % patches.in[1] % spans[1];
        int start = slot * length + before * patches.channels;
        if (held[slot] != from) {
            held[slot] = from;
            Arrays.fill(lines, slot * length, start, 0);
            System.arraycopy(patches.x, from, lines, start, own);
            Arrays.fill(lines, start + own, (slot + 1) * length, 0);
        }
        return start;
    }
}
