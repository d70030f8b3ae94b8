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
     * z of (rows, n) units and h to next; the rows of zx begin at {@code in}, those of h and next at {@code at}. {@code z},
     * {@code next} modified.
     */
    private static void gates(
            int rows, int n, Activation sigma, Activation phi, float[] z, int ldz, CellStep s, int in, int at) {
        int plane = rows * ldz;
        addInput(rows, s.zx, in, s.ldzx, z, ldz, plane);
        Gates.activate(sigma, z, 0, 1, 2 * plane, 2 * plane);
        candidate(rows, s.zx, in, s.ldzx, z, ldz, plane);
        Gates.activate(phi, z, 2 * plane, 1, plane, plane);
        blend(rows, n, z, ldz, plane, s.h, at, s.next, s.ldh);
    }

    /** z, r += their parts of zx. */
    private static void addInput(int rows, float[] zx, int zxOffset, int ldzx, float[] z, int ldz, int plane) {
        for (int row = 0; row < rows; row++) {
            int in = zxOffset + row * ldzx;
            for (int u = 0; u < ldz; u += L) {
                int at = row * ldz + u;
                FloatVector.fromArray(F, zx, in + 3 * u)
                        .add(FloatVector.fromArray(F, z, at))
                        .intoArray(z, at);
                FloatVector.fromArray(F, zx, in + 3 * u + L)
                        .add(FloatVector.fromArray(F, z, plane + at))
                        .intoArray(z, plane + at);
            }
        }
    }

    /** g = its part of zx + r ∘ g. */
    private static void candidate(int rows, float[] zx, int zxOffset, int ldzx, float[] z, int ldz, int plane) {
        for (int row = 0; row < rows; row++) {
            int in = zxOffset + row * ldzx + 2 * L;
            for (int u = 0; u < ldz; u += L) {
                int at = row * ldz + u;
                FloatVector.fromArray(F, z, plane + at)
                        .mul(FloatVector.fromArray(F, z, 2 * plane + at))
                        .add(FloatVector.fromArray(F, zx, in + 3 * u))
                        .intoArray(z, 2 * plane + at);
            }
        }
    }

    /** next = z ∘ h + (1 - z) ∘ g. */
    private static void blend(
            int rows, int n, float[] z, int ldz, int plane, float[] h, int ho, float[] next, int ldh) {
        for (int row = 0; row < rows; row++) {
            int i = row * ldz;
            int at = ho + row * ldh;
            int u = 0;
            for (; u + L <= n; u += L) {
                FloatVector gate = FloatVector.fromArray(F, z, i + u);
                FloatVector rest = FloatVector.broadcast(F, 1).sub(gate);
                gate.mul(FloatVector.fromArray(F, h, at + u))
                        .add(rest.mul(FloatVector.fromArray(F, z, 2 * plane + i + u)))
                        .intoArray(next, at + u);
            }
            for (; u < n; u++) {
                next[at + u] = z[i + u] * h[at + u] + (1 - z[i + u]) * z[2 * plane + i + u];
            }
        }
    }
}
