package io.keratin.vector;

import io.keratin.core.activations.Activation;
import io.keratin.core.kernels.CellStep;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/** One GRU step with the reset gate after the product; panels, tiles and the place of z as in {@link LstmStep}. */
final class GruStep {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private GruStep() {}

    /** See {@link io.keratin.core.kernels.Kernels#gruStep}. */
    static void run(Panels r, float @Nullable [] bias, Activation sigma, Activation phi, CellStep s) {
        if (s.rows < LstmStep.TILED_FROM) {
            whole(r, bias, sigma, phi, s);
        } else {
            tiled(r, bias, sigma, phi, s);
        }
    }

    private static void whole(Panels r, float @Nullable [] bias, Activation sigma, Activation phi, CellStep s) {
        float[] z = s.work[1];
        int ldz = r.panels() * L;
        if (s.rows == 1) {
            r.row(s.h, 0, bias, 0, 3 * L, z, 0, L, ldz);
        } else {
            for (int p = 0; p < r.panels(); p++) {
                r.product(p, s.rows, s.h, 0, s.ldh, bias, p * 3 * L, 0, z, p * L, ldz, s.rows * ldz);
            }
        }
        gates(s.rows, r.units(), sigma, phi, z, ldz, s, s.zxOffset, s.hUnit);
    }

    private static void tiled(Panels r, float @Nullable [] bias, Activation sigma, Activation phi, CellStep s) {
        float[] z = s.work[0];
        int tiles = Lanes.tiles(s.rows, 3);
        for (int p = 0; p < r.panels(); p++) {
            int n = Math.min(L, r.units() - p * L);
            for (int t = 0; t < tiles; t++) {
                int row = Lanes.tileStart(t, tiles, s.rows);
                int rows = Lanes.tileStart(t + 1, tiles, s.rows) - row;
                r.product(p, rows, s.h, row * s.ldh, s.ldh, bias, p * 3 * L, 0, z, 0, L, rows * L);
                int in = s.zxOffset + row * s.ldzx + p * 3 * L;
                gates(rows, n, sigma, phi, z, L, s, in, row * s.ldh + s.hUnit + p * L);
            }
        }
    }

    /**
     * z, r = σ(z, r + their parts of zx); g = φ(its part of zx + r ∘ g); next = z ∘ h + (1 - z) ∘ g, for (rows, n) units; the rows of zx begin at {@code in}, those of h and next at {@code at}. {@code z},
     * {@code next} modified.
     */
    private static void gates(
            int rows, int n, Activation sigma, Activation phi, float[] z, int ldz, CellStep s, int in, int at) {
        int plane = rows * ldz;
        float[] zx = s.zx;
        float[] h = s.h;
        float[] next = s.next;
        for (int row = 0; row < rows; row++) {
            int x = in + row * s.ldzx;
            for (int u = 0; u < ldz; u += L) {
                int i = row * ldz + u;
                FloatVector.fromArray(F, zx, x + 3 * u)
                        .add(FloatVector.fromArray(F, z, i))
                        .intoArray(z, i);
                FloatVector.fromArray(F, zx, x + 3 * u + L)
                        .add(FloatVector.fromArray(F, z, plane + i))
                        .intoArray(z, plane + i);
            }
        }
        Gates.activate(sigma, z, 0, 1, 2 * plane, 2 * plane);
        for (int row = 0; row < rows; row++) {
            int x = in + row * s.ldzx + 2 * L;
            for (int u = 0; u < ldz; u += L) {
                int i = row * ldz + u;
                FloatVector.fromArray(F, z, plane + i)
                        .mul(FloatVector.fromArray(F, z, 2 * plane + i))
                        .add(FloatVector.fromArray(F, zx, x + 3 * u))
                        .intoArray(z, 2 * plane + i);
            }
        }
        Gates.activate(phi, z, 2 * plane, 1, plane, plane);
        for (int row = 0; row < rows; row++) {
            int i = row * ldz;
            int to = at + row * s.ldh;
            int u = 0;
            for (; u + L <= n; u += L) {
                FloatVector gate = FloatVector.fromArray(F, z, i + u);
                FloatVector rest = FloatVector.broadcast(F, 1).sub(gate);
                gate.mul(FloatVector.fromArray(F, h, to + u))
                        .add(rest.mul(FloatVector.fromArray(F, z, 2 * plane + i + u)))
                        .intoArray(next, to + u);
            }
            for (; u < n; u++) {
                next[to + u] = z[i + u] * h[to + u] + (1 - z[i + u]) * z[2 * plane + i + u];
            }
        }
    }
}
