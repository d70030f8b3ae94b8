package io.keratin.vector;

import io.keratin.core.kernels.WeightPrecision;
import org.jspecify.annotations.Nullable;

/**
 * Weights as bfloat16: a lane holds two rows of one column, the even one in its lower half. All blocks have the same width. A
 * last row without a partner is added in the end, so that nothing is read behind a row of {@code a}.
 */
final class BfloatPanels extends Panels {

    private static final int L = Lanes.L;
    private static final int HALF_BITS = 16;

    private final int[] data;

    /** Packs (rows, allGates · units) weights. */
    BfloatPanels(float[] w, int rows, int units, int[] gateOrder) {
        super(rows, units, gateOrder.length);
        data = new int[Math.multiplyExact(blocks() * blockColumns(), pairs())];
        int stride = rows == 0 ? 0 : w.length / rows;
        for (int g = 0; g < gates(); g++) {
            for (int u = 0; u < units; u++) {
                for (int k = 0; k < rows; k++) {
                    int bits = WeightPrecision.bfloat16(w[k * stride + gateOrder[g] * units + u]);
                    data[index(k, column(g, u))] |= bits << (k % 2 * HALF_BITS);
                }
            }
        }
    }

    private BfloatPanels(BfloatPanels whole, int first, int end) {
        super(whole, first, end);
        data = whole.data;
    }

    @Override
    Panels part(int first, int end) {
        return new BfloatPanels(this, first, end);
    }

    private int pairs() {
        return (rows() + 1) / 2;
    }

    private int start(int block) {
        return (firstBlock + block) * pairs() * blockColumns();
    }

    private int index(int k, int column) {
        return start(column / blockColumns()) + k / 2 * blockColumns() + column % blockColumns();
    }

    @Override
    protected float get(int k, int g, int u) {
        return Float.intBitsToFloat(data[index(k, column(g, u))] >>> (k % 2 * HALF_BITS) << HALF_BITS);
    }

    @Override
    void row(float[] a, int ao, float @Nullable [] s, int so, int ss, float[] d, int dOffset, int ds, int dv) {
        float[] from = s == null ? ZERO : s;
        int begin = s == null ? 0 : so;
        int apart = s == null ? 0 : ss;
        if (vectors == 4) {
            Bfloat4.row(fullBlocks(), rows(), a, ao, data, start(0), from, begin, apart, L, d, dOffset, ds, dv);
        } else {
            Bfloat3.row(fullBlocks(), rows(), a, ao, data, start(0), from, begin, apart, L, d, dOffset, ds, dv);
        }
        for (int block = 0; block < fullBlocks(); block++) {
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
        int tiles = (m + Bfloat4.ROWS - 1) / Bfloat4.ROWS;
        for (int t = 0; t < tiles; t++) {
            int row = Lanes.tileStart(t, tiles, m);
            int n = Lanes.tileStart(t + 1, tiles, m) - row;
            int at = ao + row * lda;
            int in = s == null ? 0 : so + row * lds;
            int out = dOffset + row * ldd;
            if (vectors == 4) {
                Bfloat4.rows(n, rows(), a, at, lda, data, start(block), from, in, apart, sv, d, out, ldd, dv);
            } else {
                Bfloat3.rows(n, rows(), a, at, lda, data, start(block), from, in, apart, sv, d, out, ldd, dv);
            }
        }
        rest(block, m, a, ao, lda, d, dOffset, ldd, dv);
    }

    /** d += the product with the last row, if it has no partner. */
    private void rest(int block, int m, float[] a, int ao, int lda, float[] d, int dOffset, int ldd, int dv) {
        int k = rows() - 1;
        for (int i = 0; i < m && k % 2 == 0; i++) {
            int from = start(block) + k / 2 * blockColumns();
            Remainders.bfloat(vectors, a[ao + i * lda + k], data, from, d, dOffset + i * ldd, dv);
        }
    }
}
