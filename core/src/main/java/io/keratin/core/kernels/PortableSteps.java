package io.keratin.core.kernels;

import io.keratin.core.activations.Activation;
import org.jspecify.annotations.Nullable;

/**
 * The recurrent steps in plain Java: one product for all rows, then the gates row by row.
 *
 * <p>The parts of a row are copied to the start of work arrays x, y and w, in pieces of at most {@link Kernels#WORK}
 * values, because C2 vectorises only loops over arrays that start at 0 (see {@link PortableKernels}).
 */
final class PortableSteps {

    private PortableSteps() {}

    /** See {@link Kernels#lstmStep}. */
    static void lstm(
            Kernels kernels,
            int m,
            float[] zx,
            int zxOffset,
            int ldzx,
            PackedMatrix r,
            Activation sigma,
            Activation phi,
            float[] h,
            float[] c,
            float[][] work) {
        int units = r.units();
        int columns = r.columns();
        float[] z = work[1];
        float[] x = work[0];
        float[] y = work[2];
        float[] w = work[3];
        kernels.gemm(m, h, 0, units, r, zx, zxOffset, ldzx, z, 0, columns, x);
        sigma.apply(z, 0, m, 3 * units, columns);
        phi.apply(z, 3 * units, m, units, columns);
        for (int row = 0; row < m; row++) {
            for (int u = 0; u < units; u += Kernels.WORK) {
                int n = Math.min(Kernels.WORK, units - u);
                int i = row * columns + u;
                int at = row * units + u;
                System.arraycopy(z, i, x, 0, n);
                System.arraycopy(z, i + 3 * units, y, 0, n);
                multiply(x, y, n);
                System.arraycopy(z, i + units, y, 0, n);
                System.arraycopy(c, at, w, 0, n);
                multiplyAdd(w, y, x, n);
                System.arraycopy(w, 0, c, at, n);
                phi.apply(w, 0, 1, n, n);
                System.arraycopy(z, i + 2 * units, y, 0, n);
                multiply(w, y, n);
                System.arraycopy(w, 0, h, at, n);
            }
        }
    }

    /** See {@link Kernels#gruStep}. */
    static void gru(
            Kernels kernels,
            int m,
            float[] zx,
            int zxOffset,
            int ldzx,
            PackedMatrix r,
            float @Nullable [] bias,
            Activation sigma,
            Activation phi,
            float[] h,
            float[][] work) {
        int units = r.units();
        int columns = r.columns();
        float[] zr = work[1];
        float[] x = work[0];
        float[] y = work[2];
        float[] w = work[3];
        kernels.gemm(m, h, 0, units, r, bias, 0, 0, zr, 0, columns, x);
        for (int row = 0; row < m; row++) {
            for (int u = 0; u < units; u += Kernels.WORK) {
                int n = Math.min(Kernels.WORK, units - u);
                int i = row * columns + u;
                int in = zxOffset + row * ldzx + u;
                System.arraycopy(zx, in + units, x, 0, n);
                System.arraycopy(zr, i + units, y, 0, n);
                add(x, y, n);
                sigma.apply(x, 0, 1, n, n);
                System.arraycopy(zr, i + 2 * units, y, 0, n);
                System.arraycopy(zx, in + 2 * units, w, 0, n);
                multiplyAdd(x, y, w, n);
                phi.apply(x, 0, 1, n, n);
                System.arraycopy(zx, in, y, 0, n);
                System.arraycopy(zr, i, w, 0, n);
                add(y, w, n);
                sigma.apply(y, 0, 1, n, n);
                System.arraycopy(h, row * units + u, w, 0, n);
                blend(w, y, x, n);
                System.arraycopy(w, 0, h, row * units + u, n);
            }
        }
    }

    /** See {@link Kernels#gruResetBeforeStep}. */
    static void gruResetBefore(
            Kernels kernels,
            int m,
            float[] zx,
            int zxOffset,
            int ldzx,
            PackedMatrix gates,
            PackedMatrix candidate,
            Activation sigma,
            Activation phi,
            float[] h,
            float[][] work) {
        int units = gates.units();
        int columns = gates.columns();
        float[] zr = work[1];
        float[] x = work[0];
        float[] rh = work[2];
        float[] g = work[3];
        for (int row = 0; row < m; row++) {
            System.arraycopy(zx, zxOffset + row * ldzx, zr, row * columns, columns);
            System.arraycopy(zx, zxOffset + row * ldzx + columns, g, row * units, units);
        }
        kernels.gemm(m, h, 0, units, gates, zr, 0, columns, zr, 0, columns, x);
        RowwiseSteps.gates(sigma, zr, m, 2, units, columns);
        for (int row = 0; row < m; row++) {
            for (int u = 0; u < units; u++) {
                rh[row * units + u] = zr[row * columns + units + u] * h[row * units + u];
            }
        }
        kernels.gemm(m, rh, 0, units, candidate, g, 0, units, g, 0, units, x);
        phi.apply(g, 0, m, units, units);
        for (int row = 0; row < m; row++) {
            for (int u = 0; u < units; u++) {
                float z = zr[row * columns + u];
                h[row * units + u] = z * h[row * units + u] + (1 - z) * g[row * units + u];
            }
        }
    }

    /** x += y. */
    private static void add(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            x[i] += y[i];
        }
    }

    /** x *= y. */
    private static void multiply(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            x[i] *= y[i];
        }
    }

    /** x = x * y + w. */
    private static void multiplyAdd(float[] x, float[] y, float[] w, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = x[i] * y[i] + w[i];
        }
    }

    /** x = z * x + (1 - z) * y. */
    private static void blend(float[] x, float[] z, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            x[i] = z[i] * x[i] + (1 - z[i]) * y[i];
        }
    }
}
