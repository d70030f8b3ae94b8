package io.keratin.vector;

import io.keratin.core.kernels.WeightPrecision;
import org.jspecify.annotations.Nullable;

/**
 * Weights as integers of 8 bits with a scale for every column: a lane holds four rows of one column, the first in its lowest
 * byte. All blocks have the same width and are kept in strips, 2 of 2 vectors or 3 of one: decoding takes so many operations
 * that a tile over a whole block would be too much for C2. Up to three rows that do not fill a lane are added in
 * the end, so that nothing is read behind a row of {@code a}.
 */
final class BytePanels extends Panels {

    private static final int L = Lanes.L;

    /** Vectors of a strip. */
    private final int width;

    private final int[] data;
    private final float[] scales;

    /** Packs (rows, allGates · units) weights. */
    BytePanels(float[] w, int rows, int units, int[] gateOrder) {
        super(rows, units, gateOrder.length);
        width = vectors == 4 ? 2 : 1;
        data = new int[Math.multiplyExact(blocks() * blockColumns(), quads())];
        scales = new float[blocks() * blockColumns()];
        int stride = rows == 0 ? 0 : w.length / rows;
        for (int g = 0; g < gates(); g++) {
            for (int u = 0; u < units && rows > 0; u++) {
                int from = gateOrder[g] * units + u;
                int column = column(g, u);
                scales[column] = WeightPrecision.int8Scale(w, from, stride);
                for (int k = 0; k < rows; k++) {
                    int bits = WeightPrecision.int8(w[k * stride + from], scales[column]) & 0xFF;
                    data[index(k, column)] |= bits << (k % 4 * Byte.SIZE);
                }
            }
        }
    }

    private BytePanels(BytePanels whole, int first, int end) {
        super(whole, first, end);
        width = whole.width;
        data = whole.data;
        scales = whole.scales;
    }

    @Override
    Panels part(int first, int end) {
        return new BytePanels(this, first, end);
    }

    private int quads() {
        return (rows() + 3) / 4;
    }

    private int start(int block) {
        return (firstBlock + block) * quads() * blockColumns();
    }

    private int scale(int block) {
        return (firstBlock + block) * blockColumns();
    }

    private int index(int k, int column) {
        int strip = width * L;
        int inBlock = column % blockColumns();
        return start(column / blockColumns()) + inBlock / strip * quads() * strip + k / 4 * strip + inBlock % strip;
    }

    @Override
    protected float get(int k, int g, int u) {
        int column = column(g, u);
        return (byte) (data[index(k, column)] >> (k % 4 * Byte.SIZE)) * scales[scale(0) + column];
    }

    @Override
    void row(float[] a, int ao, float @Nullable [] s, int so, int ss, float[] d, int dOffset, int ds, int dv) {
        float[] from = s == null ? ZERO : s;
        int begin = s == null ? 0 : so;
        int apart = s == null ? 0 : ss;
        int n = fullBlocks();
        if (vectors == 4) {
            Byte2.row(n, rows(), a, ao, data, start(0), scales, scale(0), from, begin, apart, L, d, dOffset, ds, dv);
        } else {
            Byte1.row(n, rows(), a, ao, data, start(0), scales, scale(0), from, begin, apart, L, d, dOffset, ds, dv);
        }
        for (int block = 0; block < n; block++) {
            rest(block, 1, a, ao, 0, d, dOffset + block * ds, 0, dv);
        }
    }

    @Override
    void product(
            int block,
            int m,
            float[] a,
            int ao,
            int lda,
            float @Nullable [] s,
            int so,
            int lds,
            float[] d,
            int dOffset,
            int ldd,
            int dv) {
        float[] from = s == null ? ZERO : s;
        int sv = s == null ? 0 : L;
        int apart = s == null ? 0 : lds;
        for (int v = 0; v < vectors; v += width) {
            strip(block, v, m, a, ao, lda, from, s == null ? 0 : so + v * L, apart, sv, d, dOffset + v * dv, ldd, dv);
        }
        rest(block, m, a, ao, lda, d, dOffset, ldd, dv);
    }

    /** The product with the strip that begins with vector v of a block. */
    private void strip(
            int block,
            int v,
            int m,
            float[] a,
            int ao,
            int lda,
            float[] s,
            int so,
            int lds,
            int sv,
            float[] d,
            int dOffset,
            int ldd,
            int dv) {
        int bo = start(block) + v * quads() * L;
        int scale = scale(block) + v * L;
        int tiles = (m + Byte2.ROWS - 1) / Byte2.ROWS;
        for (int t = 0; t < tiles; t++) {
            int row = Lanes.tileStart(t, tiles, m);
            int n = Lanes.tileStart(t + 1, tiles, m) - row;
            int at = ao + row * lda;
            int in = so + row * lds;
            int out = dOffset + row * ldd;
            if (width == 2) {
                Byte2.rows(n, rows(), a, at, lda, data, bo, scales, scale, s, in, lds, sv, d, out, ldd, dv);
            } else {
                Byte1.rows(n, rows(), a, at, lda, data, bo, scales, scale, s, in, lds, sv, d, out, ldd, dv);
            }
        }
    }

    /** d += the product with the last rows that do not fill a lane. */
    private void rest(int block, int m, float[] a, int ao, int lda, float[] d, int dOffset, int ldd, int dv) {
        int left = rows() % 4;
        int strip = width * L;
        for (int i = 0; i < m && left > 0; i++) {
            for (int v = 0; v < vectors; v += width) {
                int from = start(block) + v * quads() * L + (quads() - 1) * strip;
                int at = ao + i * lda + rows() - left;
                int to = dOffset + i * ldd + v * dv;
                Remainders.bytes(width, left, a, at, data, from, scales, scale(block) + v * L, d, to, dv);
            }
        }
    }
}
