package io.keratin.core.kernels;

/**
 * One step of a recurrent cell for m rows: what it reads, what it writes, what it works in. Made once for a shape; the loop
 * over time moves it on with {@link #at}, so that nothing is allocated.
 *
 * <p>A step computes the units that its recurrent matrix computes, which may be a part of all H: then several steps with
 * parts of one matrix run side by side over the same states.
 */
public final class CellStep {

    /** Number of rows, m. */
    public final int rows;

    /** First of the H units that this step computes. */
    public final int firstUnit;

    /** H: length of a row of {@link #h}, {@link #next} and {@link #c}. */
    public final int ld;

    /** Input projection with bias, packed columns of the units computed; row i at {@code zxOffset + i * ldzx}. Not modified. */
    public final float[] zx;

    /** Length of a row of {@link #zx}. */
    public final int ldzx;

    /** Where this step's rows of {@link #zx} begin. */
    public int zxOffset;

    /** The state before the step (m, H). Not modified. */
    public float[] h;

    /** The state after the step (m, H), another array than {@link #h}. Modified: the units computed. */
    public float[] next;

    /** LSTM's second state (m, H). Modified: the units computed. */
    public final float[] c;

    /** Arrays to work in, of the lengths {@link Kernels#stepWork}. Modified. */
    public final float[][] work;

    /** A step over these arrays; {@link #at} says where it begins. */
    public CellStep(int rows, int firstUnit, int ld, float[] zx, int ldzx, float[] state, float[] c, float[][] work) {
        this.rows = rows;
        this.firstUnit = firstUnit;
        this.ld = ld;
        this.zx = zx;
        this.ldzx = ldzx;
        this.h = state;
        this.next = state;
        this.c = c;
        this.work = work;
    }

    /** Moves to another place of {@link #zx}, and from one state to the next. */
    public void at(int offset, float[] from, float[] to) {
        zxOffset = offset;
        h = from;
        next = to;
    }
}
