package io.keratin.vector;

import io.keratin.core.activations.Activation;
import io.keratin.core.kernels.CellStep;

/**
 * One LSTM step. From {@link #TILED_FROM} rows on, it goes panel by panel and tile by tile: the tile's z stays in the L1
 * cache while the gates run over it. Fewer rows are bound by reading the weights: all panels first, then one pass of gates.
 *
 * <p>z is kept gate by gate ([gate][row][unit]), so that what shares an activation is one contiguous range.
 */
final class LstmStep {

    /** From how many rows on tiles pay. */
    static final int TILED_FROM = 4;

    private static final int L = Lanes.L;

    private LstmStep() {}

    /** See {@link io.keratin.core.kernels.Kernels#lstmStep}. */
    static void run(Panels r, Activation sigma, Activation phi, CellStep s) {
        if (s.rows < TILED_FROM) {
            whole(r, sigma, phi, s);
        } else {
            tiled(r, sigma, phi, s);
        }
    }

    private static void whole(Panels r, Activation sigma, Activation phi, CellStep s) {
        float[] z = s.work[1];
        int ldz = r.panels() * L;
        if (s.rows == 1) {
            r.row(s.h, 0, s.zx, s.zxOffset, 4 * L, z, 0, L, ldz);
        } else {
            for (int p = 0; p < r.panels(); p++) {
                r.product(p, s.rows, s.h, 0, s.ldh, s.zx, s.zxOffset + p * 4 * L, s.ldzx, z, p * L, ldz, s.rows * ldz);
            }
        }
        LstmGates.run(s.rows, r.units(), sigma, phi, z, ldz, s, s.cUnit, s.hUnit);
    }

    private static void tiled(Panels r, Activation sigma, Activation phi, CellStep s) {
        float[] z = s.work[0];
        int tiles = Lanes.tiles(s.rows, 4);
        for (int p = 0; p < r.panels(); p++) {
            int n = Math.min(L, r.units() - p * L);
            for (int t = 0; t < tiles; t++) {
                int row = Lanes.tileStart(t, tiles, s.rows);
                int rows = Lanes.tileStart(t + 1, tiles, s.rows) - row;
                int in = s.zxOffset + row * s.ldzx + p * 4 * L;
                r.product(p, rows, s.h, row * s.ldh, s.ldh, s.zx, in, s.ldzx, z, 0, L, rows * L);
                LstmGates.run(
                        rows, n, sigma, phi, z, L, s, row * s.ldc + s.cUnit + p * L, row * s.ldh + s.hUnit + p * L);
            }
        }
    }
}
