package io.keratin.core.kernels;

import io.keratin.core.activations.Activation;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The kernels in plain Java: the definition of the contract, and what runs where the vector module is absent.
 *
 * <p>Written in the one shape that C2 turns into vector code: all arrays of a loop start at 0 and are read and written at
 * the same index, and a loop has one store. (Two arrays with two offsets could overlap, so C2 leaves such a loop scalar.)
 * Therefore every weight row is an array of its own, and what lies inside a larger array is copied into a work array first.
 */
public final class PortableKernels implements Kernels {

    /** The kernels; they have no state. */
    public static final PortableKernels INSTANCE = new PortableKernels();

    private PortableKernels() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public PackedMatrix matrix(int rows, int units, int gates) {
        return new RowBlocks(rows, units, gates);
    }

    /** Blocks of weights outside, so that a block stays in the cache while all rows pass over it. */
    @Override
    public void gemm(
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
            float[] work) {
        float[][][] blocks = ((RowBlocks) b).blocks;
        int columns = b.columns();
        int rows = b.rows();
        int firstRow = ((RowBlocks) b).firstRow;
        for (int block = 0; block < blocks.length; block++) {
            int from = block * RowBlocks.COLUMNS;
            int n = Math.min(RowBlocks.COLUMNS, columns - from);
            for (int k = 0; k == 0 || k < rows; k += RowBlocks.ROWS) {
                int end = Math.min(rows, k + RowBlocks.ROWS);
                for (int i = 0; i < m; i++) {
                    int at = dOffset + i * ldd + from;
                    if (k > 0) {
                        System.arraycopy(d, at, work, 0, n);
                    } else if (s == null) {
                        Arrays.fill(work, 0, n, 0);
                    } else {
                        System.arraycopy(s, so + i * lds + from, work, 0, n);
                    }
                    addProduct(a, ao + i * lda, blocks[block], firstRow, k, end, work);
                    System.arraycopy(work, 0, d, at, n);
                }
            }
        }
    }

    /** y += a · b for one row of a and the weight rows from k to end. {@code y} modified. */
    private static void addProduct(float[] a, int ao, float[][] b, int firstRow, int from, int end, float[] y) {
        int k = from;
        for (; k + 4 <= end; k += 4) {
            int r = firstRow + k;
            add4(a[ao + k], b[r], a[ao + k + 1], b[r + 1], a[ao + k + 2], b[r + 2], a[ao + k + 3], b[r + 3], y);
        }
        for (; k < end; k++) {
            add1(a[ao + k], b[firstRow + k], y);
        }
    }

    /** Four rows a pass: more make the loop body too large for C2's unrolling (JDK 17), fewer store y more often. */
    private static void add4(
            float a0, float[] b0, float a1, float[] b1, float a2, float[] b2, float a3, float[] b3, float[] y) {
        for (int j = 0; j < b0.length; j++) {
            y[j] = y[j] + a0 * b0[j] + a1 * b1[j] + a2 * b2[j] + a3 * b3[j];
        }
    }

    private static void add1(float a, float[] b, float[] y) {
        for (int j = 0; j < b.length; j++) {
            y[j] += a * b[j];
        }
    }

    @Override
    public void lstmStep(PackedMatrix r, Activation sigma, Activation phi, CellStep step) {
        if (sigma.elementwise() && phi.elementwise()) {
            PortableSteps.lstm(this, r, sigma, phi, step);
        } else {
            RowwiseSteps.lstm(this, r, sigma, phi, step);
        }
    }

    @Override
    public void gruStep(PackedMatrix r, float @Nullable [] bias, Activation sigma, Activation phi, CellStep step) {
        if (sigma.elementwise() && phi.elementwise()) {
            PortableSteps.gru(this, r, bias, sigma, phi, step);
        } else {
            RowwiseSteps.gru(this, r, bias, sigma, phi, step);
        }
    }

    @Override
    public void gruResetBeforeStep(
            PackedMatrix gates, PackedMatrix candidate, Activation sigma, Activation phi, CellStep step) {
        PortableSteps.gruResetBefore(this, gates, candidate, sigma, phi, step);
    }

    /** [block of columns][k][column of the block]; one panel spans all units, so the gates lie side by side. */
    private static final class RowBlocks extends PackedMatrix {

        /** A sum of this many columns and four weight rows beside it stay in the L1 cache; no more than WORK. */
        static final int COLUMNS = WORK;

        /** With so many weight rows, a block of 256 KB stays in the L2 cache. */
        static final int ROWS = 128;

        final float[][][] blocks;
        final int firstRow;

        RowBlocks(RowBlocks whole, int from, int to) {
            super(to - from, whole.units(), whole.gates(), whole.panelUnits());
            blocks = whole.blocks;
            firstRow = whole.firstRow + from;
        }

        RowBlocks(int rows, int units, int gates) {
            super(rows, units, gates, Math.max(1, units));
            firstRow = 0;
            int columns = columns();
            blocks = new float[(columns + COLUMNS - 1) / COLUMNS][rows][];
            for (int block = 0; block < blocks.length; block++) {
                int width = Math.min(COLUMNS, columns - block * COLUMNS);
                Arrays.setAll(blocks[block], k -> new float[width]);
            }
        }

        /** Not cut: one panel spans all units, so that its rows are long. */
        @Override
        public List<PackedMatrix> parts(int most) {
            return List.of(this);
        }

        @Override
        public PackedMatrix rowRange(int from, int to) {
            return new RowBlocks(this, from, to);
        }

        @Override
        public void fill(float[] w, int offset, int rowStride, int columnStride, int[] gateOrder) {
            for (int k = 0; k < rows(); k++) {
                for (int g = 0; g < gates(); g++) {
                    int at = offset + k * rowStride + gateOrder[g] * units() * columnStride;
                    fill(firstRow + k, g * units(), w, at, columnStride);
                }
            }
        }

        /** One gate's values of a row, from column {@code first} on. */
        private void fill(int row, int first, float[] w, int at, int stride) {
            for (int u = 0; u < units(); ) {
                int column = first + u;
                float[] block = blocks[column / COLUMNS][row];
                int n = Math.min(units() - u, COLUMNS - column % COLUMNS);
                copy(w, at + u * stride, stride, block, column % COLUMNS, n);
                u += n;
            }
        }

        @Override
        protected float get(int k, int g, int u) {
            int column = g * units() + u;
            return blocks[column / COLUMNS][firstRow + k][column % COLUMNS];
        }
    }
}
