package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;

/**
 * {@link Patches} of images with few channels, whose places read short pieces of some lines of the input: those whose taps all lie
 * inside are copied many at a time.
 */
record ShortPieces(Kernels kernels, Patches patches) implements TiledProduct.Rows {

    /** Longer pieces are multiplied where they lie. */
    private static final int SHORT = 32;

    /** Whether the places of an image read several such pieces, the same number of values apart. */
    static boolean are(Patches patches) {
        return patches.overlaps()
                && patches.taps(0) == 1
                && patches.taps(1) > 1
                && patches.taps(2) * patches.channels < SHORT;
    }

    @Override
    public int length() {
        return patches.length();
    }

    @Override
    public void fill(int from, int to, float[] a, int at) {
        int width = patches.out[2];
        int pieces = patches.taps(1);
        for (int row = from; row < to; ) {
            int line = row / width;
            int start = line * width;
            int next = Math.min(to, start + width);
            int top = patches.line(line, 0, 0);
            boolean whole = top >= 0 && patches.line(line, 0, pieces - 1) >= 0;
            int inside = whole ? Math.max(row, Math.min(next, start + patches.firstInside())) : next;
            int after = whole ? Math.max(inside, Math.min(next, start + patches.endInside())) : next;
            patches.fill(row, inside, a, at + (row - from) * length());
            if (after > inside) {
                int x = top + patches.place(inside - start, 0) * patches.channels;
                int apart = patches.line(line, 0, 1) - top;
                int n = length() / pieces;
                int target = at + (inside - from) * length();
                kernels.copyPieces(patches.x, x, patches.stride(), apart, after - inside, pieces, n, a, target);
            }
            patches.fill(after, next, a, at + (after - from) * length());
            row = next;
        }
    }
}
