package io.keratin.core.kernels;

import io.keratin.core.activations.Activation;
import org.jspecify.annotations.Nullable;

/**
 * The recurrent steps in plain Java: one product for all rows, then the gates for all rows at once.
 *
 * <p>A gate's columns are gathered from the product's rows into an (m, H) array of their own, of the same order as h and
 * c, because C2 vectorises only loops over arrays that start at 0 (see {@link PortableKernels}), and because one long loop
 * is faster than many short ones.
 */
final class PortableSteps {

    private PortableSteps() {}

    /** See {@link Kernels#lstmStep}. */
    static void lstm(Kernels kernels, PackedMatrix r, Activation sigma, Activation phi, CellStep s) {
        int m = s.rows;
        int units = r.units();
        int columns = r.columns();
        int n = m * units;
        float[] z = s.work[1];
        float[] x = s.work[2];
        float[] y = s.work[3];
        kernels.gemm(m, s.h, 0, s.ldh, r, s.zx, s.zxOffset, s.ldzx, z, 0, columns, s.work[0]);
        sigma.apply(z, 0, m, 3 * units, columns);
        phi.apply(z, 3 * units, m, units, columns);
        gather(z, 0, columns, m, units, x);
        gather(z, 3 * units, columns, m, units, y);
        multiply(x, y, n);
        gather(z, units, columns, m, units, y);
        multiplyAdd(s.c, y, x, n);
        System.arraycopy(s.c, 0, x, 0, n);
        phi.apply(x, 0, 1, n, n);
        gather(z, 2 * units, columns, m, units, y);
        multiply(x, y, n);
        for (int row = 0; row < m; row++) {
            System.arraycopy(x, row * units, s.next, row * s.ldh + s.hUnit, units);
        }
    }

    /** See {@link Kernels#gruStep}. */
    static void gru(
            Kernels kernels, PackedMatrix r, float @Nullable [] bias, Activation sigma, Activation phi, CellStep s) {
        int m = s.rows;
        int units = r.units();
        int columns = r.columns();
        int n = m * units;
        float[] zr = s.work[1];
        float[] x = s.work[2];
        float[] y = s.work[3];
        float[] g = s.work[4];
        kernels.gemm(m, s.h, 0, s.ldh, r, bias, 0, 0, zr, 0, columns, s.work[0]);
        gather(s.zx, s.zxOffset + units, s.ldzx, m, units, g);
        gather(zr, units, columns, m, units, y);
        add(g, y, n);
        sigma.apply(g, 0, 1, n, n);
        gather(zr, 2 * units, columns, m, units, y);
        gather(s.zx, s.zxOffset + 2 * units, s.ldzx, m, units, x);
        multiplyAdd(g, y, x, n);
        phi.apply(g, 0, 1, n, n);
        gather(s.zx, s.zxOffset, s.ldzx, m, units, x);
        gather(zr, 0, columns, m, units, y);
        add(x, y, n);
        sigma.apply(x, 0, 1, n, n);
        blend(s.next, s.h, x, g, n);
    }

    /** See {@link Kernels#gruResetBeforeStep}. */
    static void gruResetBefore(
            Kernels kernels, PackedMatrix gates, PackedMatrix candidate, Activation sigma, Activation phi, CellStep s) {
        int m = s.rows;
        int units = gates.units();
        int columns = gates.columns();
        int n = m * units;
        float[] zr = s.work[1];
        float[] x = s.work[2];
        float[] g = s.work[3];
        kernels.gemm(m, s.h, 0, s.ldh, gates, s.zx, s.zxOffset, s.ldzx, zr, 0, columns, s.work[0]);
        sigma.apply(zr, 0, m, columns, columns);
        gather(zr, units, columns, m, units, x);
        multiply(x, s.h, n);
        kernels.gemm(m, x, 0, units, candidate, s.zx, s.zxOffset + columns, s.ldzx, g, 0, units, s.work[0]);
        phi.apply(g, 0, 1, n, n);
        gather(zr, 0, columns, m, units, x);
        blend(s.next, s.h, x, g, n);
    }

    /** to (m, n) = the rows of n values at {@code offset + row * stride}. */
    private static void gather(float[] from, int offset, int stride, int m, int n, float[] to) {
        for (int row = 0; row < m; row++) {
            System.arraycopy(from, offset + row * stride, to, row * n, n);
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

    /** next = z * h + (1 - z) * g. */
    private static void blend(float[] next, float[] h, float[] z, float[] g, int n) {
        for (int i = 0; i < n; i++) {
            next[i] = z[i] * h[i] + (1 - z[i]) * g[i];
        }
    }
}
