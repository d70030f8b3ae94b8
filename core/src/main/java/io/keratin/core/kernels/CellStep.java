package io.keratin.core.kernels;

/**
 * One step of a recurrent cell for m rows: what it reads, what it writes, what it works in. Made once for a shape; the loop
 * over time moves it on with {@link #at}, so that nothing is allocated.
 *
 * <p>A step computes the units that its recurrent matrix computes, which may be a part of all H: then several steps with
 * parts of one matrix run side by side over the same states.
 *
 * <p>A row of a state is what the matrix is multiplied with: h alone (H values), or, where the matrix has the input's weights on
 * top of the recurrent ones, the step's input and h side by side (X + H values).
 */
public final class CellStep {

    /** Number of rows, m. */
    public final int rows;

    /** Start values of the product: the input projection with bias, or the bias. Packed columns. Not modified. */
    public final float[] zx;

    /** From one row of {@link #zx} to the next; 0 for a bias. */
    public final int ldzx;

    /** Where this step's rows of {@link #zx} begin. */
    public int zxOffset;

    /** The state before the step (m, ldh). Not modified. */
    public float[] h;

    /** The state after the step (m, ldh), another array than {@link #h}. Modified: the units computed. */
    public float[] next;

    /** Length of a row of {@link #h} and {@link #next}. */
    public final int ldh;

    /** Where the units computed begin in a row of {@link #h} and {@link #next}. */
    public final int hUnit;

    /** LSTM's second state (m, H). Modified: the units computed. */
    public final float[] c;

    /** Length of a row of {@link #c}. */
    public final int ldc;

    /** Where the units computed begin in a row of {@link #c}. */
    public final int cUnit;

    /** Arrays to work in, of the lengths {@link Kernels#stepWork}. Modified. */
    public final float[][] work;

    /** A step over these arrays; {@link #at} says where it begins. */
    public CellStep(
            int rows,
            float[] zx,
            int ldzx,
            float[] h,
            int ldh,
            int hUnit,
            float[] c,
            int ldc,
            int cUnit,
            float[][] work) {
        this.rows = rows;
        this.zx = zx;
        this.ldzx = ldzx;
        this.h = h;
        this.next = h;
        this.ldh = ldh;
        this.hUnit = hUnit;
        this.c = c;
        this.ldc = ldc;
        this.cUnit = cUnit;
        this.work = work;
    }

    /** Moves to another place of {@link #zx}, and from one state to the next. */
    public void at(int offset, float[] from, float[] to) {
        zxOffset = offset;
        h = from;
        next = to;
    }
}
