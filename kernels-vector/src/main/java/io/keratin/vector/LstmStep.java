package io.keratin.vector;

import io.keratin.core.activations.Activation;
import io.keratin.core.kernels.CellStep;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * One LSTM step. From {@link #TILED_FROM} rows on, it goes panel by panel and tile by tile: the tile's z stays in the L1
 * cache while the gates run over it. Fewer rows are bound by reading the weights: all panels first, then one pass of gates.
 *
 * <p>z is kept gate by gate ([gate][row][unit]), so that what shares an activation is one contiguous range.
 */
final class LstmStep {

    /** From how many rows on tiles pay. */
    static final int TILED_FROM = 4;

    private static final VectorSpecies<Float> F = Lanes.F;
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
        for (int p = 0; p < r.panels(); p++) {
            r.product(p, s.rows, s.h, 0, s.ld, s.zx, s.zxOffset + p * 4 * L, s.ldzx, z, p * L, ldz, s.rows * ldz);
        }
        gates(s.rows, r.units(), sigma, phi, z, ldz, s, s.firstUnit);
    }

    private static void tiled(Panels r, Activation sigma, Activation phi, CellStep s) {
        float[] z = s.work[0];
        int tiles = Panels.tiles(s.rows);
        for (int p = 0; p < r.panels(); p++) {
            int n = Math.min(L, r.units() - p * L);
            for (int t = 0; t < tiles; t++) {
                int row = Panels.tileStart(t, tiles, s.rows);
                int rows = Panels.tileStart(t + 1, tiles, s.rows) - row;
                int in = s.zxOffset + row * s.ldzx + p * 4 * L;
                r.product(p, rows, s.h, row * s.ld, s.ld, s.zx, in, s.ldzx, z, 0, L, rows * L);
                gates(rows, n, sigma, phi, z, L, s, row * s.ld + s.firstUnit + p * L);
            }
        }
    }

    /** z of (rows, n) units to c and next, whose rows begin at {@code at}. {@code z}, {@code c}, {@code next} modified. */
    private static void gates(
            int rows, int n, Activation sigma, Activation phi, float[] z, int ldz, CellStep s, int at) {
        int plane = rows * ldz;
        Gates.activate(sigma, z, 0, 1, 3 * plane, 3 * plane);
        Gates.activate(phi, z, 3 * plane, 1, plane, plane);
        cell(rows, n, z, ldz, plane, s.c, at, s.ld);
        Gates.activate(phi, z, 3 * plane, 1, plane, plane);
        output(rows, n, z, ldz, plane, s.next, at, s.ld);
    }

    /** c = f ∘ c + i ∘ g, also left in the place of g. */
    private static void cell(int rows, int n, float[] z, int ldz, int plane, float[] c, int co, int ldc) {
        for (int row = 0; row < rows; row++) {
            int i = row * ldz;
            int at = co + row * ldc;
            int u = 0;
            for (; u + L <= n; u += L) {
                FloatVector f = FloatVector.fromArray(F, z, plane + i + u);
                FloatVector g = FloatVector.fromArray(F, z, 3 * plane + i + u);
                FloatVector next = f.mul(FloatVector.fromArray(F, c, at + u))
                        .add(FloatVector.fromArray(F, z, i + u).mul(g));
                next.intoArray(c, at + u);
                next.intoArray(z, 3 * plane + i + u);
            }
            for (; u < n; u++) {
                c[at + u] = z[plane + i + u] * c[at + u] + z[i + u] * z[3 * plane + i + u];
                z[3 * plane + i + u] = c[at + u];
            }
        }
    }

    /** h = o ∘ φ(c). */
    private static void output(int rows, int n, float[] z, int ldz, int plane, float[] h, int ho, int ldh) {
        for (int row = 0; row < rows; row++) {
            int i = row * ldz;
            int at = ho + row * ldh;
            int u = 0;
            for (; u + L <= n; u += L) {
                FloatVector.fromArray(F, z, 2 * plane + i + u)
                        .mul(FloatVector.fromArray(F, z, 3 * plane + i + u))
                        .intoArray(h, at + u);
            }
            for (; u < n; u++) {
                h[at + u] = z[2 * plane + i + u] * z[3 * plane + i + u];
            }
        }
    }
}
