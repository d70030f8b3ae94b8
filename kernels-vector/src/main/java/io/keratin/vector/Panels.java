package io.keratin.vector;

import io.keratin.core.kernels.PackedMatrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A weight matrix for the register tiles: its packed columns are cut into blocks of 4 vectors (3 where there are 3 gates), and
 * a block holds its columns row by row, so that a product reads it from front to end. The last block has as many vectors as
 * are left.
 *
 * <pre>
 * packed columns   | i i i i f f f f o o o o g g g g | i i i i f f f f o o o o g g g g |     4 gates, L = 4
 *                  |  panel of units 0 … L-1         |  panel of units L … 2L-1        |
 * data             block 0: k=0 | k=1 | … | k=K-1      block 1: k=0 | k=1 | … | k=K-1
 * </pre>
 *
 * <p>With 3 or 4 gates a block is just a panel. What the last vector has too much is 0.
 */
final class Panels extends PackedMatrix {

    private static final int L = Lanes.L;

    /** Longest part of a block that is used at once: with 4 vectors of 64 bytes it fills half of a 1 MB L2 cache. */
    private static final int MAX_ROWS = 2048;

    private static final float[] ZERO = new float[4 * L];

    private final int vectors;
    private final int lastVectors;
    private final float[] data;
    private final int firstBlock;

    /** Rows of a block in {@link #data}, of which this matrix has {@code rows()} from {@code firstRow} on. */
    private final int blockRows;

    private final int firstRow;

    /** Packs (rows, allGates · units) weights. */
    Panels(float[] w, int rows, int units, int[] gateOrder) {
        super(rows, units, gateOrder.length, L);
        vectors = gates() == 3 ? 3 : 4;
        int all = (columns() + L - 1) / L;
        lastVectors = all - Math.max(0, (all - 1) / vectors * vectors);
        firstBlock = 0;
        blockRows = rows;
        firstRow = 0;
        data = new float[Math.multiplyExact(Math.multiplyExact(all, L), rows)];
        int stride = rows == 0 ? 0 : w.length / rows;
        for (int g = 0; g < gates(); g++) {
            for (int u = 0; u < units; u++) {
                int to = index(0, g, u);
                int step = index(1, g, u) - to;
                for (int k = 0; k < rows; k++) {
                    data[to + k * step] = w[k * stride + gateOrder[g] * units + u];
                }
            }
        }
    }

    /** The blocks of a matrix from {@code first} to {@code end} (exclusive). */
    private Panels(Panels whole, int first, int end) {
        super(whole.rows(), whole.unitsUpTo(end) - whole.unitsUpTo(first), whole.gates(), L, whole.firstUnit(first));
        this.vectors = whole.vectors;
        this.lastVectors = end == whole.blocks() ? whole.lastVectors : whole.vectors;
        this.data = whole.data;
        this.firstBlock = whole.firstBlock + first;
        this.blockRows = whole.blockRows;
        this.firstRow = whole.firstRow;
    }

    /** Some rows of a matrix: {@code rows} of them after the first {@code skipped}. */
    private Panels(int skipped, int rows, Panels whole) {
        super(rows, whole.units(), whole.gates(), L, whole.firstUnit());
        this.vectors = whole.vectors;
        this.lastVectors = whole.lastVectors;
        this.data = whole.data;
        this.firstBlock = whole.firstBlock;
        this.blockRows = whole.blockRows;
        this.firstRow = whole.firstRow + skipped;
    }

    @Override
    public PackedMatrix rowRange(int from, int to) {
        return new Panels(from, to - from, this);
    }

    /** Cut between blocks; two gates, where blocks and units do not end together, stay whole. */
    @Override
    public List<PackedMatrix> parts(int most) {
        int n = gates() == 2 ? 1 : Math.min(most, blocks());
        if (n <= 1) {
            return List.of(this);
        }
        List<PackedMatrix> parts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            parts.add(new Panels(this, blocks() * i / n, blocks() * (i + 1) / n));
        }
        return parts;
    }

    private int unitsUpTo(int block) {
        return Math.min(units(), block * blockColumns() / gates());
    }

    private int firstUnit(int block) {
        return firstUnit() + unitsUpTo(block);
    }

    @Override
    protected float get(int k, int g, int u) {
        return data[index(k, g, u)];
    }

    private int index(int k, int g, int u) {
        int column = (u / L * gates() + g) * L + u % L;
        int block = column / blockColumns();
        return start(block) + k * vectors(block) * L + column % blockColumns();
    }

    /** Where a block's values begin. */
    private int start(int block) {
        return (firstBlock + block) * blockRows * blockColumns() + firstRow * vectors(block) * L;
    }

    /** Columns of every block but the last. */
    int blockColumns() {
        return vectors * L;
    }

    /** Number of blocks. */
    int blocks() {
        return (columns() + blockColumns() - 1) / blockColumns();
    }

    private int vectors(int block) {
        return block == blocks() - 1 ? lastVectors : vectors;
    }

    /** Blocks whose columns are all there and that are as wide as most. */
    int fullBlocks() {
        return columns() / blockColumns();
    }

    /**
     * One row times all {@link #fullBlocks}: d = s + a · B. The start values of a block are {@code ss} after those of the one
     * before, its results {@code ds}; vector v of a result is {@code v * dv} after the first. {@code s} null is 0; {@code a} not
     * modified; {@code d} modified.
     */
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

    /**
     * d = s + a · block for m rows, row i of {@code a} at {@code ao + i * lda}. Row i, vector v of the result goes to {@code
     * dOffset + i * ldd + v * dv}; {@code s} null is 0. {@code a} not modified; {@code d} modified.
     */
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
        int part = m == 1 ? rows() : Math.min(rows(), MAX_ROWS);
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
        int tiles = Lanes.tiles(m, width);
        for (int t = 0; t < tiles; t++) {
            int row = Lanes.tileStart(t, tiles, m);
            int n = Lanes.tileStart(t + 1, tiles, m) - row;
            int at = ao + row * lda;
            int in = so + row * lds;
            int out = dOffset + row * ldd;
            switch (width) {
                case 1 -> Tile1.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
                case 2 -> Tile2.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
                case 3 -> Tile3.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
                default -> Tile4.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
            }
        }
    }
}
