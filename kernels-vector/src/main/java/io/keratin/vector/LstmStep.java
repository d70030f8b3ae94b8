package io.keratin.vector;

import io.keratin.core.activations.Activation;
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
    static void run(
            int m,
            float[] zx,
            int zxOffset,
            int ldzx,
            Panels r,
            Activation sigma,
            Activation phi,
            float[] h,
            float[] c,
            float[][] work) {
        if (m < TILED_FROM) {
            whole(m, zx, zxOffset, ldzx, r, sigma, phi, h, c, work[1]);
        } else {
            tiled(m, zx, zxOffset, ldzx, r, sigma, phi, h, c, work[0], work[2]);
        }
    }

    private static void whole(
            int m,
            float[] zx,
            int zxOffset,
            int ldzx,
            Panels r,
            Activation sigma,
            Activation phi,
            float[] h,
            float[] c,
            float[] z) {
        int units = r.units();
        int ldz = r.panels() * L;
        for (int p = 0; p < r.panels(); p++) {
            r.product(p, m, h, 0, units, zx, zxOffset + p * 4 * L, ldzx, z, p * L, ldz, m * ldz);
        }
        gates(m, units, sigma, phi, z, ldz, c, 0, h, 0, units);
    }

    /** The new h goes to {@code next} first: the panels that follow still need the old one. */
    private static void tiled(
            int m,
            float[] zx,
            int zxOffset,
            int ldzx,
            Panels r,
            Activation sigma,
            Activation phi,
            float[] h,
            float[] c,
            float[] z,
            float[] next) {
        int units = r.units();
        int tiles = Panels.tiles(m);
        for (int p = 0; p < r.panels(); p++) {
            int n = Math.min(L, units - p * L);
            for (int t = 0; t < tiles; t++) {
                int row = Panels.tileStart(t, tiles, m);
                int rows = Panels.tileStart(t + 1, tiles, m) - row;
                int in = zxOffset + row * ldzx + p * 4 * L;
                r.product(p, rows, h, row * units, units, zx, in, ldzx, z, 0, L, rows * L);
                int at = row * units + p * L;
                gates(rows, n, sigma, phi, z, L, c, at, next, at, units);
            }
        }
        System.arraycopy(next, 0, h, 0, m * units);
    }

    /** z of (rows, n) units to c and h; {@code z}, {@code c}, {@code h} modified. */
    private static void gates(
            int rows,
            int n,
            Activation sigma,
            Activation phi,
            float[] z,
            int ldz,
            float[] c,
            int co,
            float[] h,
            int ho,
            int ld) {
        int plane = rows * ldz;
        Gates.activate(sigma, z, 0, 1, 3 * plane, 3 * plane);
        Gates.activate(phi, z, 3 * plane, 1, plane, plane);
        cell(rows, n, z, ldz, plane, c, co, ld);
        Gates.activate(phi, z, 3 * plane, 1, plane, plane);
        output(rows, n, z, ldz, plane, h, ho, ld);
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
