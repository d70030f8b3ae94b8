package io.keratin.vector;

import io.keratin.core.kernels.PackedMatrix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A weight matrix for the register tiles: its packed columns are cut into blocks of 4 vectors (3 where there are 3 gates), and
 * a block holds its columns row by row, so that a product reads it from front to end. In which form the values are kept, a
 * subclass decides.
 *
 * <pre>
 * packed columns   | i i i i f f f f o o o o g g g g | i i i i f f f f o o o o g g g g |     4 gates, L = 4
 *                  |  panel of units 0 … L-1         |  panel of units L … 2L-1        |
 * data             block 0: k=0 | k=1 | … | k=K-1      block 1: k=0 | k=1 | … | k=K-1
 * </pre>
 *
 * <p>With 3 or 4 gates a block is just a panel. What the last vector has too much is 0.
 */
abstract class Panels extends PackedMatrix {

    private static final int L = Lanes.L;

    /** Start values where there are none. Not modified. */
    static final float[] ZERO = new float[4 * L];

    /** Vectors of a full block. */
    final int vectors;

    /** The first block's place among the blocks of the whole matrix. */
    final int firstBlock;

    /** The geometry of a whole matrix. */
    Panels(int rows, int units, int gates) {
        super(rows, units, gates, L);
        vectors = gates == 3 ? 3 : 4;
        firstBlock = 0;
    }

    /** The blocks of a matrix from {@code first} to {@code end} (exclusive). */
    Panels(Panels whole, int first, int end) {
        super(whole.rows(), whole.unitsUpTo(end) - whole.unitsUpTo(first), whole.gates(), L, whole.firstUnit(first));
        this.vectors = whole.vectors;
        this.firstBlock = whole.firstBlock + first;
    }

    /** A matrix with so many of another's rows. */
    Panels(Panels whole, int rows) {
        super(rows, whole.units(), whole.gates(), L, whole.firstUnit());
        this.vectors = whole.vectors;
        this.firstBlock = whole.firstBlock;
    }

    /** Cut between blocks; two gates, where blocks and units do not end together, stay whole. */
    @Override
    public final List<PackedMatrix> parts(int most) {
        int n = gates() == 2 ? 1 : Math.min(most, blocks());
        if (n <= 1) {
            return List.of(this);
        }
        List<PackedMatrix> parts = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            parts.add(part(blocks() * i / n, blocks() * (i + 1) / n));
        }
        return parts;
    }

    /** The blocks from {@code first} to {@code end} (exclusive), sharing the values. */
    abstract Panels part(int first, int end);

    private int unitsUpTo(int block) {
        return Math.min(units(), block * blockColumns() / gates());
    }

    private int firstUnit(int block) {
        return firstUnit() + unitsUpTo(block);
    }

    /** The packed column of a unit's gate. */
    final int column(int g, int u) {
        return (u / L * gates() + g) * L + u % L;
    }

    /** Columns of every block but the last. */
    final int blockColumns() {
        return vectors * L;
    }

    /** Columns of the last block, what its last vector has too much included. */
    int lastColumns() {
        return blockColumns();
    }

    /** Number of blocks. */
    final int blocks() {
        return (columns() + blockColumns() - 1) / blockColumns();
    }

    /** Blocks whose columns are all there and that are as wide as most. */
    final int fullBlocks() {
        return columns() / blockColumns();
    }

    /**
     * One row times all {@link #fullBlocks}: d = s + a · B. The start values of a block are {@code ss} after those of the one
     * before, its results {@code ds}; vector v of a result is {@code v * dv} after the first. {@code s} null is 0; {@code a} not
     * modified; {@code d} modified.
     */
    abstract void row(float[] a, int ao, float @Nullable [] s, int so, int ss, float[] d, int dOffset, int ds, int dv);

    /**
     * d = s + a · block for m rows, row i of {@code a} at {@code ao + i * lda}. Row i, vector v of the result goes to {@code
     * dOffset + i * ldd + v * dv}; {@code s} null is 0. {@code a} not modified; {@code d} modified.
     */
    abstract void product(
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
            int dv);
}
