package io.keratin.core.kernels;

import io.keratin.core.activations.Activation;
import org.jspecify.annotations.Nullable;

/**
 * The recurrent steps for activations that need whole rows (softmax and its kin): every gate of every row in one piece, as Keras
 * splits them. Rare, so written for the reader. Panels span all units here, as those of {@link PortableKernels} do.
 */
final class RowwiseSteps {

    private RowwiseSteps() {}

    /** See {@link Kernels#lstmStep}. */
    static void lstm(Kernels kernels, PackedMatrix r, Activation sigma, Activation phi, CellStep s) {
        int m = s.rows;
        int units = r.units();
        int columns = r.columns();
        float[] z = s.work[1];
        float[] c = s.c;
        float[] h = s.work[2];
        kernels.gemm(m, s.h, 0, s.ldh, r, s.zx, s.zxOffset, s.ldzx, z, 0, columns, s.work[0]);
        gates(sigma, z, m, 3, units, columns);
        phi.apply(z, 3 * units, m, units, columns);
        for (int row = 0; row < m; row++) {
            for (int u = 0; u < units; u++) {
                int i = row * columns + u;
                int at = row * units + u;
                c[at] = z[i + units] * c[at] + z[i] * z[i + 3 * units];
                h[at] = c[at];
            }
        }
        phi.apply(h, 0, m, units, units);
        for (int row = 0; row < m; row++) {
            for (int u = 0; u < units; u++) {
                float o = z[row * columns + 2 * units + u];
                s.next[row * s.ldh + s.hUnit + u] = h[row * units + u] * o;
            }
        }
    }

    /** See {@link Kernels#gruStep}. */
    static void gru(
            Kernels kernels, PackedMatrix r, float @Nullable [] bias, Activation sigma, Activation phi, CellStep s) {
        int m = s.rows;
        int units = r.units();
        int columns = r.columns();
        float[] z = s.work[1];
        kernels.gemm(m, s.h, 0, s.ldh, r, bias, 0, 0, z, 0, columns, s.work[0]);
        for (int row = 0; row < m; row++) {
            for (int u = 0; u < 2 * units; u++) {
                z[row * columns + u] += s.zx[s.zxOffset + row * s.ldzx + u];
            }
        }
        gates(sigma, z, m, 2, units, columns);
        for (int row = 0; row < m; row++) {
            for (int u = 0; u < units; u++) {
                int g = row * columns + 2 * units + u;
                z[g] = s.zx[s.zxOffset + row * s.ldzx + 2 * units + u] + z[g - units] * z[g];
            }
        }
        phi.apply(z, 2 * units, m, units, columns);
        for (int row = 0; row < m; row++) {
            for (int u = 0; u < units; u++) {
                int at = row * units + u;
                float keep = z[row * columns + u];
                s.next[at] = keep * s.h[at] + (1 - keep) * z[row * columns + 2 * units + u];
            }
        }
    }

    /** f over each of the first {@code gates} gates of n values in each of m rows. */
    static void gates(Activation f, float[] z, int m, int gates, int n, int columns) {
        for (int g = 0; g < gates; g++) {
            f.apply(z, g * n, m, n, columns);
        }
    }
}
