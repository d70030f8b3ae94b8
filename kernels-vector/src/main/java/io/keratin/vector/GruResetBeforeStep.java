package io.keratin.vector;

import io.keratin.core.activations.Activation;
import io.keratin.core.kernels.CellStep;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** One GRU step with the reset gate before the product (Keras 1 and 2 without cuDNN): two products, everything in rows. */
final class GruResetBeforeStep {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private GruResetBeforeStep() {}

    /** See {@link Kernels#gruResetBeforeStep}. */
    static void run(
            Kernels kernels, PackedMatrix gates, PackedMatrix candidate, Activation sigma, Activation phi, CellStep s) {
        int m = s.rows;
        int units = gates.units();
        int columns = gates.columns();
        float[] zr = s.work[1];
        float[] rh = s.work[2];
        float[] g = s.work[3];
        for (int row = 0; row < m; row++) {
            for (int p = 0; p < gates.panels(); p++) {
                int in = s.zxOffset + row * s.ldzx + p * 3 * L;
                System.arraycopy(s.zx, in, zr, row * columns + p * 2 * L, 2 * L);
                System.arraycopy(s.zx, in + 2 * L, g, row * units + p * L, Math.min(L, units - p * L));
            }
        }
        kernels.gemm(m, s.h, 0, s.ldh, gates, zr, 0, columns, zr, 0, columns, s.work[0]);
        Gates.activate(sigma, zr, 0, m, columns, columns);
        for (int row = 0; row < m; row++) {
            int r = row * columns;
            int at = row * units;
            int u = 0;
            for (; u + L <= units; u += L) {
                FloatVector.fromArray(F, zr, r + 2 * u + L)
                        .mul(FloatVector.fromArray(F, s.h, at + u))
                        .intoArray(rh, at + u);
            }
            for (int from = r + u + L; u < units; u++) {
                rh[at + u] = zr[from + u] * s.h[at + u];
            }
        }
        kernels.gemm(m, rh, 0, units, candidate, g, 0, units, g, 0, units, s.work[0]);
        Gates.activate(phi, g, 0, m, units, units);
        for (int row = 0; row < m; row++) {
            int r = row * columns;
            int at = row * units;
            int u = 0;
            for (; u + L <= units; u += L) {
                FloatVector z = FloatVector.fromArray(F, zr, r + 2 * u);
                FloatVector rest = FloatVector.broadcast(F, 1).sub(z);
                z.mul(FloatVector.fromArray(F, s.h, at + u))
                        .add(rest.mul(FloatVector.fromArray(F, g, at + u)))
                        .intoArray(s.next, at + u);
            }
            for (int from = r + u; u < units; u++) {
                s.next[at + u] = zr[from + u] * s.h[at + u] + (1 - zr[from + u]) * g[at + u];
            }
        }
    }
}
