package io.keratin.core.kernels;

/**
 * Rows of values, each to be multiplied by a row of weights, and their sums kept within limits: what {@link Kernels#addScaled} reads
 * and works in. Made once; which rows these are is set before each call, so that nothing is allocated.
 */
public final class ScaledRows {

    /** Rows of weights, and the bias {@link #b}: n values, as often as they are long, at least once. Not modified. */
    public final float[][] w;

    /** Values of a row. */
    public final int n;

    /** What sums start from. Not modified. */
    public final float[] b;

    /** The lower limit of results: 0 or -∞. */
    public final float least;

    /** The upper limit of results, 0 or more. */
    public final float most;

    /** Number of rows that are summed. */
    public int count;

    /** The array in which rows lie. Not modified. */
    public float[] x = {};

    /** Where each row begins in {@link #x}, for the first place. */
    public final int[] starts;

    /** By which weights each row is multiplied. */
    public final int[] rows;

    /** From one place to the next in {@link #x}. */
    public int stride;

    /** An array to work in, as long as {@link #b}. Modified. */
    final float[] sum;

    /** Another one. Modified. */
    final float[] row;

    /** No more rows than there are rows of weights. */
    public ScaledRows(float[][] w, int n, float[] b, float least, float most) {
        this(w, n, b, least, most, w.length);
    }

    /** Up to {@code mostRows} rows. */
    public ScaledRows(float[][] w, int n, float[] b, float least, float most, int mostRows) {
        this.w = w;
        this.n = n;
        this.b = b;
        this.least = least;
        this.most = most;
        starts = new int[mostRows];
        rows = new int[mostRows];
        sum = new float[b.length];
        row = new float[b.length];
    }

    /** How many places side by side are one loop: as many as there are values of the bias, if their rows touch. */
    public int together() {
        return stride == n && n > 0 ? b.length / n : 1;
    }
}
