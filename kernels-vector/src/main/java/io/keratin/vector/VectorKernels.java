package io.keratin.vector;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.RowFunction;
import io.keratin.core.kernels.CellStep;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.kernels.ScaledLines;
import io.keratin.core.kernels.ScaledRows;
import io.keratin.core.kernels.WeightPrecision;
import org.jspecify.annotations.Nullable;

/** The kernels on the Vector API. */
final class VectorKernels implements Kernels {

    /** Values of A that all blocks of B pass over before the next rows are taken; a quarter of a 1 MB L2 cache. */
    private static final int ROWS_IN_CACHE = 65536;

    @Override
    public String name() {
        return "vector-" + Lanes.F.vectorBitSize();
    }

    @Override
    public int rank() {
        return Lanes.F.vectorBitSize();
    }

    @Override
    public PackedMatrix matrix(int rows, int units, int gates) {
        return new FloatPanels(rows, units, gates);
    }

    @Override
    public PackedMatrix pack(float[] w, int rows, int units, WeightPrecision precision, int... gateOrder) {
        return switch (precision) {
            case FLOAT32 -> pack(w, rows, units, gateOrder);
            case BFLOAT16 -> new BfloatPanels(w, rows, units, gateOrder);
            case INT8 -> new BytePanels(w, rows, units, gateOrder);
        };
    }

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
        Panels panels = (Panels) b;
        int full = panels.fullBlocks();
        int width = panels.blockColumns();
        int rest = b.columns() - full * width;
        if (m == 1) {
            panels.row(a, ao, s, so, width, d, dOffset, width, Lanes.L);
            if (rest > 0) {
                narrow(panels, rest, 1, a, ao, lda, s, so + full * width, lds, d, dOffset + full * width, ldd, work);
            }
            return;
        }
        int step = Math.max(48, Math.min(512, ROWS_IN_CACHE / Math.max(1, b.rows())));
        for (int row = 0; row < m; row += step) {
            int n = Math.min(step, m - row);
            int from = ao + row * lda;
            int in = so + row * lds;
            int out = dOffset + row * ldd;
            for (int block = 0; block < full; block++) {
                panels.product(block, n, a, from, lda, s, in, lds, d, out, ldd, Lanes.L);
                in += width;
                out += width;
            }
            if (rest > 0 && rest == panels.lastColumns()) {
                panels.product(full, n, a, from, lda, s, in, lds, d, out, ldd, Lanes.L);
            } else if (rest > 0) {
                narrow(panels, rest, n, a, from, lda, s, in, lds, d, out, ldd, work);
            }
        }
    }

    /** The product with the last block, of which only the first columns are there: through the work array, tile by tile. */
    private static void narrow(
            Panels panels,
            int width,
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
            float[] work) {
        int ld = panels.blockColumns();
        int block = panels.blocks() - 1;
        int tiles = Lanes.tiles(m, 4);
        for (int t = 0; t < tiles; t++) {
            int row = Lanes.tileStart(t, tiles, m);
            int n = Lanes.tileStart(t + 1, tiles, m) - row;
            if (s != null) {
                for (int i = 0; i < n; i++) {
                    System.arraycopy(s, so + (row + i) * lds, work, i * ld, width);
                }
            }
            panels.product(block, n, a, ao + row * lda, lda, s == null ? null : work, 0, ld, work, 0, ld, Lanes.L);
            for (int i = 0; i < n; i++) {
                System.arraycopy(work, i * ld, d, dOffset + (row + i) * ldd, width);
            }
        }
    }

    @Override
    public void activate(RowFunction f, float[] x, int offset, int rows, int n, int stride) {
        Gates.activate(f, x, offset, rows, n, stride);
    }

    @Override
    public void maxOfRows(float[] x, int start, int rows, int n, float[] result, float[] row) {
        Reductions.max(x, start, rows, n, result);
    }

    @Override
    public void maxNumberOfRows(float[] x, int start, int rows, int n, float[] result, float[] row) {
        Reductions.maxNumber(x, start, rows, n, result);
    }

    @Override
    public void addRows(float[] x, int start, int rows, int n, float[] result, float[] row) {
        Reductions.add(x, start, rows, n, result);
    }

    @Override
    public void addScaled(ScaledRows s, int places, float[] d, int at) {
        if (s.n >= Lanes.L) {
            ChannelSums.of(s, places, d, at);
        } else {
            ChannelSums.single(s, places, d, at);
        }
    }

    @Override
    public void addScaledLines(ScaledLines s, int lines, int from, int to, float[] d, int at) {
        if (ChannelLines.take(s.n, s.right)) {
            ChannelLines.of(s, lines, from, to, d, at);
        } else {
            Kernels.super.addScaledLines(s, lines, from, to, d, at);
        }
    }

    @Override
    public void scale(float[] x, int at, int n, float[] factor, float[] shift, float least, float most) {
        int rows = factor.length == 0 ? 0 : n / factor.length;
        Rectifier.scale(x, at, rows, factor.length, factor, shift, least, most);
        int rest = n - rows * factor.length;
        Rectifier.scale(x, at + n - rest, 1, rest, factor, shift, least, most);
    }

    @Override
    public void copyPieces(float[] x, int at, int stride, int apart, int rows, int pieces, int n, float[] d, int to) {
        Pieces.copy(x, at, stride, apart, rows, pieces, n, d, to);
    }

    @Override
    public void lstmStep(PackedMatrix r, Activation sigma, Activation phi, CellStep step) {
        LstmStep.run((Panels) r, sigma, phi, step);
    }

    @Override
    public void gruStep(PackedMatrix r, float @Nullable [] bias, Activation sigma, Activation phi, CellStep step) {
        GruStep.run((Panels) r, bias, sigma, phi, step);
    }

    @Override
    public void gruResetBeforeStep(
            PackedMatrix gates, PackedMatrix candidate, Activation sigma, Activation phi, CellStep step) {
        GruResetBeforeStep.run(this, gates, candidate, sigma, phi, step);
    }
}
