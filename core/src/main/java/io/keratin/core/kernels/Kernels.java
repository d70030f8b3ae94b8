package io.keratin.core.kernels;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.RowFunction;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic that layers are made of. Implementations are stateless and safe for any number of threads; nothing here
 * allocates or checks, except {@link #pack}: arrays to work in are handed in by the caller, who owns them for the time of
 * the call.
 *
 * <p>Order of accumulation is part of the contract: every element of a product is summed from its start value over
 * k = 0, 1, 2, … in an order that the matrix and the column decide, whatever m is; in most by one chain of additions. So a
 * row's result has the same bits in any batch, at any place of an array, and however a sequence was cut into calls.
 */
public interface Kernels {

    /** Values in the work array of a product, whatever its size. */
    int WORK = 512;

    /** A short name for reports: {@code portable}, {@code vector-512}. */
    String name();

    /** Which of several implementations is taken: the highest. */
    int rank();

    /** A packed matrix (rows, gates · units) of zeros, to be {@linkplain PackedMatrix#fill filled}. */
    PackedMatrix matrix(int rows, int units, int gates);

    /**
     * Packs a row-major weight matrix.
     *
     * @param w (rows, allGates · units)
     * @param gateOrder which gates of {@code w} to take, in which order
     */
    default PackedMatrix pack(float[] w, int rows, int units, int... gateOrder) {
        PackedMatrix packed = matrix(rows, units, gateOrder.length);
        packed.fill(w, 0, rows == 0 ? 0 : w.length / rows, 1, gateOrder);
        return packed;
    }

    /**
     * As {@link #pack(float[], int, int, int...)}, with the values in this precision. This implementation rounds them and keeps
     * them as float32: the same weights, no memory saved. An implementation that decodes them as it computes may sum in
     * another order, but one that depends on k alone.
     */
    default PackedMatrix pack(float[] w, int rows, int units, WeightPrecision precision, int... gateOrder) {
        return pack(precision.rounded(w, rows), rows, units, gateOrder);
    }

    /**
     * d (m, columns) = s (m, columns) + a (m, k) · b. Row i of {@code a} starts at {@code ao + i * lda}, so it may be any
     * slice of a larger array, also one that runs backwards; {@code lds} 0 adds the same row (a bias) everywhere; {@code
     * s} null is 0; {@code s} may be {@code d}. {@code a}, {@code b} not modified; {@code d} and {@code work} (at least
     * {@link #WORK} values) modified.
     */
    void gemm(
            int m,
            float[] a,
            int ao,
            int lda,
            PackedMatrix b,
            float @Nullable [] s,
            int so,
            int lds,
            float[] d,
            int dOffset,
            int ldd,
            float[] work);

    /** x (rows, n) = f(x), row r at {@code offset + r * stride}. {@code x} modified. */
    default void activate(RowFunction f, float[] x, int offset, int rows, int n, int stride) {
        f.apply(x, offset, rows, n, stride);
    }

    /**
     * result (n) = the largest value of each column of x, rows of n values from {@code start} on; NaN where there is one. {@code x}
     * not modified; {@code result} and {@code row} (n) modified.
     */
    default void maxOfRows(float[] x, int start, int rows, int n, float[] result, float[] row) {
        PortableReductions.max(x, start, rows, n, result, row);
    }

    /**
     * As {@link #maxOfRows}, but as TensorFlow pools: NaN is passed over, and nothing is below the lowest finite float, which
     * stands for -∞ and for columns of NaN too.
     */
    default void maxNumberOfRows(float[] x, int start, int rows, int n, float[] result, float[] row) {
        PortableReductions.maxNumber(x, start, rows, n, result, row);
    }

    /** result (n) += the rows of x, one after another. {@code x} not modified; {@code result} and {@code row} (n) modified. */
    default void addRows(float[] x, int start, int rows, int n, float[] result, float[] row) {
        PortableReductions.add(x, start, rows, n, result, row);
    }

    /**
     * d[at + q · n + j] = b[j] + Σ x[starts[i] + q · stride + j] · w[rows[i]][j] over i = 0 to count - 1, one after another, for j &lt; n
     * and q &lt; places, then no less than {@code least} and no more than {@code most}: a depthwise convolution's values at some places. A
     * value's bits depend on neither its j, its q, n nor places; not a number stays so. {@code d} and arrays to work in modified.
     */
    default void addScaled(ScaledRows s, int places, float[] d, int at) {
        int together = s.together();
        for (int q = 0; q < places; q += together) {
            int m = Math.min(together, places - q) * s.n;
            PortableReductions.addScaled(s, q * s.stride, m, d, at + q * s.n);
        }
    }

    /**
     * d[at + (i · (to - from) + q - from) · n + j] = b[j] + Σ line[i · down + u][q · right - before + t][j] · w[3 · u + t][j] over
     * columns t and lines u from 0 to 2, for i &lt; lines, from &le; q &lt; to and j &lt; n; what lies beyond the picture is 0. Then no less
     * than {@code least} and no more than {@code most}. A value's bits depend on neither i, lines, from, to nor j; not a number stays
     * so. {@code d} modified.
     */
    default void addScaledLines(ScaledLines s, int lines, int from, int to, float[] d, int at) {
        int next = at;
        for (int i = 0; i < lines; i++) {
            for (int q = from; q < to; ) {
                int places = s.alike(q, to);
                addScaled(s.places(i * s.down, q), places, d, next);
                next += places * s.n;
                q += places;
            }
        }
    }

    /**
     * x[at + i] = x[at + i] · factor[c] + shift[c] for i &lt; n and c = i mod their length, then no less than {@code least}, which is 0 or
     * -∞, and no more than {@code most}, 0 or more; not a number stays so. {@code x} modified; a value's bits do not depend on i.
     */
    default void scale(float[] x, int at, int n, float[] factor, float[] shift, float least, float most) {
        PortableReductions.scale(x, at, n, factor, shift, least, most);
    }

    /**
     * d[to + (r · pieces + p) · n + j] = x[at + r · stride + p · apart + j] for r &lt; rows, p &lt; pieces and j &lt; n: rows that are put
     * together of short pieces. {@code x} not modified; {@code d} modified nowhere else.
     */
    default void copyPieces(float[] x, int at, int stride, int apart, int rows, int pieces, int n, float[] d, int to) {
        for (int i = 0; i < rows * pieces; i++) {
            System.arraycopy(x, at + i / pieces * stride + i % pieces * apart, d, to + i * n, n);
        }
    }

    /** Lengths of the work arrays for a recurrent step of m rows with this recurrent matrix; the first is for products. */
    static int[] stepWork(int m, PackedMatrix r) {
        int state = m * r.units();
        return new int[] {WORK, m * r.columns(), state, state, state};
    }

    /**
     * One LSTM step: z = zx + h · R; c = f ∘ c + i ∘ φ(g); next = o ∘ φ(c), with i, f, o = σ of their parts of z.
     *
     * @param r (H, 4H) with gates i, f, o, g, or a part of its units
     * @param sigma gate activation
     * @param phi cell activation
     */
    void lstmStep(PackedMatrix r, Activation sigma, Activation phi, CellStep step);

    /**
     * One GRU step, reset gate after the product: zr = b + h · R; z, r = σ(zx + zr); g = φ(zx + r ∘ zr); next = z ∘ h + (1 -
     * z) ∘ g.
     *
     * @param r (H, 3H) with gates z, r, g, or a part of its units
     * @param bias recurrent bias in the packed order of {@code r}, or null
     * @param sigma gate activation
     * @param phi candidate activation
     */
    void gruStep(PackedMatrix r, float @Nullable [] bias, Activation sigma, Activation phi, CellStep step);

    /**
     * One GRU step, reset gate before the product: z, r = σ(zx + h · Rzr); g = φ(zx + (r ∘ h) · Rg); next = z ∘ h + (1 - z) ∘ g.
     * The input projection has all three gates; the arrays to work in are those for {@code gates}.
     *
     * @param gates (H, 2H) with gates z, r
     * @param candidate (H, H)
     * @param sigma gate activation
     * @param phi candidate activation
     */
    void gruResetBeforeStep(
            PackedMatrix gates, PackedMatrix candidate, Activation sigma, Activation phi, CellStep step);
}
