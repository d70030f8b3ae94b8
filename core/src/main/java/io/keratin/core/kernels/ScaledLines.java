package io.keratin.core.kernels;

/**
 * Lines of a picture under windows of three lines and three columns, with weights for each channel: what {@link
 * Kernels#addScaledLines} reads. Made once; which lines these are is set before each call, so that nothing is allocated.
 */
public final class ScaledLines {

    /** Lines, and columns, of a window. */
    public static final int SIZE = 3;

    /** Rows of weights, line by line of the window, and the bias {@link #b}: n values, as often as they are long. Not modified. */
    public final float[][] w;

    /** Channels. */
    public final int n;

    /** What sums start from. Not modified. */
    public final float[] b;

    /** The lower limit of results: 0 or -∞. */
    public final float least;

    /** The upper limit of results, 0 or more. */
    public final float most;

    /** Columns of the picture. */
    public final int columns;

    /** How many columns the first window begins before the picture: 0 or 1. No window ends more than one column behind it. */
    public final int before;

    /** Columns from one window to the next. */
    public final int right;

    /** Lines from one line of windows to the next. */
    public final int down;

    /** A line of zeros, as all are that lie above or below the picture. */
    public final float[] zeros;

    /** The array in which lines lie. Not modified. */
    public float[] x = {};

    /** Where the lines that windows read begin in {@link #x}, from above; -1 for zeros. */
    public final int[] starts;

    /** A place, or several. */
    private final ScaledRows places;

    /** For up to {@code mostLines} lines of windows at once. */
    public ScaledLines(
            float[][] w,
            int n,
            float[] b,
            float least,
            float most,
            int columns,
            int before,
            int right,
            int down,
            int mostLines) {
        this.w = w;
        this.n = n;
        this.b = b;
        this.least = least;
        this.most = most;
        this.columns = columns;
        this.before = before;
        this.right = right;
        this.down = down;
        zeros = new float[columns * n];
        starts = new int[(mostLines - 1) * down + SIZE];
        places = new ScaledRows(w, n, b, least, most);
    }

    /** How many windows from {@code q} on, before {@code to}, have all their columns in the picture; at least 1. */
    int alike(int q, int to) {
        boolean begins = q * right >= before;
        int end = (columns + before - SIZE) / right + 1;
        return begins && q < end ? Math.min(end, to) - q : 1;
    }

    /** What the windows from {@code q} on read, in the line of windows whose lines begin with {@code first}. */
    ScaledRows places(int first, int q) {
        places.x = x;
        places.stride = right * n;
        int count = 0;
        for (int t = 0; t < SIZE; t++) {
            int column = q * right - before + t;
            for (int u = 0; u < SIZE; u++) {
                int start = starts[first + u];
                if (start >= 0 && column >= 0 && column < columns) {
                    places.starts[count] = start + column * n;
                    places.rows[count++] = u * SIZE + t;
                }
            }
        }
        places.count = count;
        return places;
    }
}
