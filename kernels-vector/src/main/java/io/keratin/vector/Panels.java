package io.keratin.vector;

import io.keratin.core.kernels.PackedMatrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A weight matrix for the register tiles: its packed columns are cut into blocks of 4 vectors (3 where there are 3 gates, or
 * few columns), and a block holds its columns row by row, so that a product reads it from front to end.
 *
 * <pre>
 * packed columns   | i i i i f f f f o o o o g g g g | i i i i f f f f o o o o g g g g |     4 gates, L = 4
 *                  |  panel of units 0 … L-1         |  panel of units L … 2L-1        |
 * data             block 0: k=0 | k=1 | … | k=K-1      block 1: k=0 | k=1 | … | k=K-1
 * </pre>
 *
 * <p>With 3 or 4 gates a block is just a panel. What the last block has too much is 0.
 */
final class Panels extends PackedMatrix {

    private static final int L = Lanes.L;

    /** Longest part of a block that is used at once: with 4 vectors of 64 bytes it fills half of a 1 MB L2 cache. */
    private static final int MAX_ROWS = 2048;

    private static final float[] ZERO = new float[4 * L];

    private final int vectors;
    private final float[] data;
    private final int firstBlock;

    /** Packs (rows, allGates · units) weights. */
    Panels(float[] w, int rows, int units, int[] gateOrder) {
        super(rows, units, gateOrder.length, L);
        vectors = gates() == 3 || columns() <= 3 * L ? 3 : 4;
        firstBlock = 0;
        data = new float[Math.multiplyExact(Math.multiplyExact(blocks(), rows), blockColumns())];
        int stride = rows == 0 ? 0 : w.length / rows;
        for (int g = 0; g < gates(); g++) {
            for (int u = 0; u < units; u++) {
                int to = index(0, g, u);
                for (int k = 0; k < rows; k++) {
                    data[to + k * blockColumns()] = w[k * stride + gateOrder[g] * units + u];
                }
            }
        }
    }

    /** The blocks of a matrix from {@code firstBlock} on, with {@code units} units. */
    private Panels(Panels whole, int firstBlock, int units) {
        super(
                whole.rows(),
                units,
                whole.gates(),
                L,
                whole.firstUnit() + firstBlock * whole.blockColumns() / whole.gates());
        this.vectors = whole.vectors;
        this.data = whole.data;
        this.firstBlock = whole.firstBlock + firstBlock;
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
            int from = tileStart(i, n, blocks());
            int to = tileStart(i + 1, n, blocks());
            int first = from * blockColumns() / gates();
            int end = Math.min(units(), to * blockColumns() / gates());
            parts.add(new Panels(this, from, end - first));
        }
        return parts;
    }

    @Override
    protected float get(int k, int g, int u) {
        return data[index(k, g, u)];
    }

    private int index(int k, int g, int u) {
        int column = (u / L * gates() + g) * L + u % L;
        int block = firstBlock + column / blockColumns();
        return (block * rows() + k) * blockColumns() + column % blockColumns();
    }

    /** Columns of a block. */
    int blockColumns() {
        return vectors * L;
    }

    /** Number of blocks; the last one may be partly filled. */
    int blocks() {
        return (columns() + blockColumns() - 1) / blockColumns();
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
        int part = Math.min(rows(), MAX_ROWS);
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
        int bo = ((firstBlock + block) * rows() + from) * blockColumns();
        int tiles = tiles(m);
        for (int t = 0; t < tiles; t++) {
            int row = tileStart(t, tiles, m);
            int n = tileStart(t + 1, tiles, m) - row;
            int at = ao + row * lda;
            int in = so + row * lds;
            int out = dOffset + row * ldd;
            if (vectors == 4) {
                Tile4.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
            } else {
                Tile3.rows(n, k, a, at, lda, data, bo, s, in, lds, sv, d, out, ldd, dv);
            }
        }
    }

    /** Number of tiles for m rows. */
    static int tiles(int m) {
        return (m + Lanes.TILE_ROWS - 1) / Lanes.TILE_ROWS;
    }

    /** The row that tile t of {@code tiles} over m rows begins with. */
    static int tileStart(int t, int tiles, int m) {
        return (int) ((long) m * t / tiles);
    }
}
