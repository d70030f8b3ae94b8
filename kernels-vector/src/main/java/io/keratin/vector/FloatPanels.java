package io.keratin.vector;

import io.keratin.core.kernels.PackedMatrix;
import org.jspecify.annotations.Nullable;

/** Weights as float32, value by value. The last block has as many vectors as are left. */
final class FloatPanels extends Panels {

    private static final int L = Lanes.L;

    /** Longest part of a block that is used at once: with 4 vectors of 64 bytes it fills half of a 1 MB L2 cache. */
    private static final int MAX_ROWS = 2048;

    private static final int FILL_ROWS = 32;

    /** One vector wide and with fewer rows, a product keeps one sum of every element, so that more rows of A share what is read. */
    private static final int FEW_ROWS = 32;

    private final int lastVectors;
    private final float[] data;

    /** Rows of a block in {@link #data}, of which this matrix has {@code rows()} from {@code firstRow} on. */
    private final int blockRows;

    private final int firstRow;

    /** Zeros. */
    FloatPanels(int rows, int units, int gates) {
        super(rows, units, gates);
        int all = (columns() + L - 1) / L;
        lastVectors = all - Math.max(0, (all - 1) / vectors * vectors);
        blockRows = rows;
        firstRow = 0;
        data = new float[Math.multiplyExact(Math.multiplyExact(all, L), rows)];
    }

    /** Some rows at a time, so that both what is read and what is written stay in few pages. */
    @Override
    public void fill(float[] w, int offset, int rowStride, int columnStride, int[] gateOrder) {
        for (int k = 0; k < rows(); k += FILL_ROWS) {
            int end = Math.min(rows(), k + FILL_ROWS);
            for (int from = 0; from < units(); from += L) {
                for (int g = 0; g < gates(); g++) {
                    int at = offset + (gateOrder[g] * units() + from) * columnStride;
                    fill(k, end, g, from, w, at, rowStride, columnStride);
                }
            }
        }
    }

    /** A vector of each row from k to end. */
    private void fill(int k, int end, int g, int from, float[] w, int at, int rowStride, int columnStride) {
        int n = Math.min(L, units() - from);
        int to = index(0, g, from);
        int step = index(1, g, from) - to;
        for (int row = k; row < end; row++) {
            copy(w, at + row * rowStride, columnStride, data, to + row * step, n);
        }
    }

    private FloatPanels(FloatPanels whole, int first, int end) {
        super(whole, first, end);
        this.lastVectors = end == whole.blocks() ? whole.lastVectors : whole.vectors;
        this.data = whole.data;
        this.blockRows = whole.blockRows;
        this.firstRow = whole.firstRow;
    }

    /** Some rows of a matrix: {@code rows} of them after the first {@code skipped}. */
    private FloatPanels(int skipped, int rows, FloatPanels whole) {
        super(whole, rows);
        this.lastVectors = whole.lastVectors;
        this.data = whole.data;
        this.blockRows = whole.blockRows;
        this.firstRow = whole.firstRow + skipped;
    }

    @Override
    public PackedMatrix rowRange(int from, int to) {
        return new FloatPanels(from, to - from, this);
    }

    @Override
    int lastColumns() {
        return lastVectors * L;
    }

    @Override
    Panels part(int first, int end) {
        return new FloatPanels(this, first, end);
    }

    @Override
    protected float get(int k, int g, int u) {
        return data[index(k, g, u)];
    }

    private int index(int k, int g, int u) {
        int column = column(g, u);
        int block = column / blockColumns();
        return start(block) + k * vectors(block) * L + column % blockColumns();
    }

    /** Where a block's values begin. */
    private int start(int block) {
        return (firstBlock + block) * blockRows * blockColumns() + firstRow * vectors(block) * L;
    }

    private int vectors(int block) {
        return block == blocks() - 1 ? lastVectors : vectors;
    }

    @Override
    void row(float[] a, int ao, float @Nullable [] s, int so, int ss, float[] d, int dOffset, int ds, int dv) {
        float[] from = s == null ? ZERO : s;
        int start = s == null ? 0 : so;
        int apart = s == null ? 0 : ss;
        if (vectors == 4) {
            Tile4.row(
                    fullBlocks(), rows(), a, ao, data, start(0), blockRows, from, start, apart, L, d, dOffset, ds, dv);
        } else {
            Tile3.row(
                    fullBlocks(), rows(), a, ao, data, start(0), blockRows, from, start, apart, L, d, dOffset, ds, dv);
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
        // Narrow tiles add up their several sums at the end of a part: the same parts for any m, or the bits would
        // differ.
        int part = m == 1 && vectors(block) > 2 ? rows() : Math.min(rows(), MAX_ROWS);
        if (s == null) {
            part(block, 0, part, m, a, ao, lda, ZERO, 0, 0, 0, d, dOffset, ldd, dv);
        } else {
            part(block, 0, part, m, a, ao, lda, s, so, lds, L, d, dOffset, ldd, dv);
        }
        for (int k = part; k < rows(); k += part) {
            int n = Math.min(part, rows() - k);
            part(block, k, n, m, a, ao + k, lda, d, dOffset, ldd, dv, d, dOffset, ldd, dv);
        }
    }

    /** The part of a product from weight row {@code from} on; rows are spread evenly over tiles, small ones being slower. */
    private void part(
            int block,
            int from,
            int k,
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
        int width = vectors(block);
        int bo = start(block) + from * width * L;
        boolean oneSum = width == 1 && rows() < FEW_ROWS;
        int tiles = Lanes.tiles(m, oneSum ? 2 : width); // as high as tiles of two vectors
        int least = m / Math.max(1, tiles);
        int higher = m - least * tiles;
        int at = ao;
        int in = so;
        int out = dOffset;
        for (int t = 0; t < tiles; t++) {
            int n = t < higher ? least + 1 : least;
            switch (width) {
                case 1 -> {
                    if (oneSum) {
                        Tile1OfFew.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
                    } else {
                        Tile1.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
                    }
                }
                case 2 -> Tile2.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
                case 3 -> Tile3.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
                default -> Tile4.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
            }
            at += n * lda;
            in += n * lds;
            out += n * ldd;
        }
    }
}
