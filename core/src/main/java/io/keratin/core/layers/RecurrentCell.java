package io.keratin.core.layers;

/** A recurrent cell with its weights: the input projection of many steps at once, and one step. */
public interface RecurrentCell {

    /** Length of a projected row: all gates of all units in packed order. */
    int columns();

    /** Lengths of the work arrays that {@link #step} needs for m rows; the first also serves {@link #project}. */
    int[] work(int m);

    /** zx = b + x · W for m rows. {@code x} not modified; {@code zx}, {@code work} modified. */
    void project(int m, float[] x, int xOffset, int ldx, float[] zx, int zxOffset, int ldzx, float[] work);

    /** One step of m rows. {@code zx} not modified; {@code states} (h first, each (m, H)) and {@code work} modified. */
    void step(int m, float[] zx, int zxOffset, int ldzx, float[][] states, float[][] work);
}
