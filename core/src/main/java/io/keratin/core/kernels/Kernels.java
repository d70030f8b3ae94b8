package io.keratin.core.kernels;

import io.keratin.core.activations.Activation;
import org.jspecify.annotations.Nullable;

/**
 * The arithmetic that layers are made of. Implementations are stateless and safe for any number of threads; nothing here
 * allocates or checks, except {@link #pack}.
 *
 * <p>Order of accumulation is part of the contract: every element of a product is summed from its start value over
 * k = 0, 1, 2, … by one chain of additions, whatever m is. So a row's result has the same bits in any batch.
 */
public interface Kernels {

    /** A short name for reports: {@code portable}, {@code vector-512}. */
    String name();

    /** Which of several implementations is taken: the highest. */
    int rank();

    /**
     * Packs a row-major weight matrix.
     *
     * @param w (rows, allGates · units)
     * @param gateOrder which gates of {@code w} to take, in which order
     */
    PackedMatrix pack(float[] w, int rows, int units, int... gateOrder);

    /**
     * d (m, columns) = s (m, columns) + a (m, k) · b. Row i of {@code a} starts at {@code ao + i * lda}, so it may be any
     * slice of a larger array; {@code lds} 0 adds the same row (a bias) everywhere; {@code s} null is 0; {@code s} may be
     * {@code d}. {@code a}, {@code b} not modified; {@code d} modified.
     */
    void gemm(
            int m,
            float[] a,
            int ao,
            int lda,
            PackedMatrix b,
            float @Nullable [] s,
            int so,
            int lds,
            float[] d,
            int dOffset,
            int ldd);

    /** x (rows, n) = f(x), row r at {@code offset + r * stride}. {@code x} modified. */
    default void activate(Activation f, float[] x, int offset, int rows, int n, int stride) {
        f.apply(x, offset, rows, n, stride);
    }

    /**
     * One LSTM step for m rows: z = zx + h · R; c = f ∘ c + i ∘ φ(g); h = o ∘ φ(c), with i, f, o = σ of their parts of z.
     *
     * @param zx (m, columns) input projection with bias, packed order with gates i, f, o, g; not modified
     * @param r (H, 4H) with gates i, f, o, g
     * @param sigma gate activation, elementwise
     * @param phi cell activation, elementwise
     * @param h (m, H) contiguous; modified
     * @param c (m, H) contiguous; modified
     * @param z (m, columns) scratch; modified
     */
    default void lstmStep(
            int m,
            float[] zx,
            int zxOffset,
            int ldzx,
            PackedMatrix r,
            Activation sigma,
            Activation phi,
            float[] h,
            float[] c,
            float[] z) {
        int units = r.units();
        int panel = r.panelUnits();
        int columns = r.columns();
        gemm(m, h, 0, units, r, zx, zxOffset, ldzx, z, 0, columns);
        for (int p = 0; p < r.panels(); p++) {
            int first = p * 4 * panel;
            activate(sigma, z, first, m, 3 * panel, columns);
            activate(phi, z, first + 3 * panel, m, panel, columns);
            int n = Math.min(panel, units - p * panel);
            for (int row = 0; row < m; row++) {
                int i = row * columns + first;
                int at = row * units + p * panel;
                for (int u = 0; u < n; u++) {
                    c[at + u] = z[i + panel + u] * c[at + u] + z[i + u] * z[i + 3 * panel + u];
                    h[at + u] = c[at + u];
                }
            }
        }
        activate(phi, h, 0, m, units, units);
        for (int p = 0; p < r.panels(); p++) {
            int o = (p * 4 + 2) * panel;
            int n = Math.min(panel, units - p * panel);
            for (int row = 0; row < m; row++) {
                for (int u = 0; u < n; u++) {
                    h[row * units + p * panel + u] *= z[row * columns + o + u];
                }
            }
        }
    }

    /**
     * One GRU step, reset gate after the product: zr = b + h · R; z, r = σ(zx + zr); g = φ(zx + r ∘ zr); h = z ∘ h + (1 - z) ∘ g.
     *
     * @param zx (m, columns) input projection with input bias, gates z, r, g; modified
     * @param r (H, 3H) with gates z, r, g
     * @param bias (columns) recurrent bias in packed order, or null
     * @param h (m, H) contiguous; modified
     * @param zr (m, columns) scratch; modified
     */
    default void gruStep(
            int m,
            float[] zx,
            int zxOffset,
            int ldzx,
            PackedMatrix r,
            float @Nullable [] bias,
            Activation sigma,
            Activation phi,
            float[] h,
            float[] zr) {
        int units = r.units();
        int panel = r.panelUnits();
        int columns = r.columns();
        gemm(m, h, 0, units, r, bias, 0, 0, zr, 0, columns);
        for (int p = 0; p < r.panels(); p++) {
            int first = p * 3 * panel;
            for (int row = 0; row < m; row++) {
                int x = zxOffset + row * ldzx + first;
                int y = row * columns + first;
                for (int u = 0; u < 2 * panel; u++) {
                    zx[x + u] += zr[y + u];
                }
            }
            activate(sigma, zx, zxOffset + first, m, 2 * panel, ldzx);
            for (int row = 0; row < m; row++) {
                int x = zxOffset + row * ldzx + first + panel;
                int y = row * columns + first + 2 * panel;
                for (int u = 0; u < panel; u++) {
                    zx[x + panel + u] += zx[x + u] * zr[y + u];
                }
            }
            activate(phi, zx, zxOffset + first + 2 * panel, m, panel, ldzx);
            int n = Math.min(panel, units - p * panel);
            for (int row = 0; row < m; row++) {
                int x = zxOffset + row * ldzx + first;
                int at = row * units + p * panel;
                for (int u = 0; u < n; u++) {
                    float z = zx[x + u];
                    h[at + u] = z * h[at + u] + (1 - z) * zx[x + 2 * panel + u];
                }
            }
        }
    }

    /**
     * One GRU step, reset gate before the product: z, r = σ(zx + h · Rzr); g = φ(zx + (r ∘ h) · Rg); h = z ∘ h + (1 - z) ∘ g.
     *
     * @param zx (m, 3-gate columns) input projection with bias, gates z, r, g; modified
     * @param gates (H, 2H) with gates z, r
     * @param candidate (H, H)
     * @param h (m, H) contiguous; modified
     * @param zr (m, 2-gate columns) scratch; modified
     * @param rh (m, H) scratch; modified
     * @param g (m, H) scratch; modified
     */
    default void gruResetBeforeStep(
            int m,
            float[] zx,
            int zxOffset,
            int ldzx,
            PackedMatrix gates,
            PackedMatrix candidate,
            Activation sigma,
            Activation phi,
            float[] h,
            float[] zr,
            float[] rh,
            float[] g) {
        int units = gates.units();
        int panel = gates.panelUnits();
        int columns = gates.columns();
        gemm(m, h, 0, units, gates, null, 0, 0, zr, 0, columns);
        for (int p = 0; p < gates.panels(); p++) {
            int n = Math.min(panel, units - p * panel);
            for (int row = 0; row < m; row++) {
                int x = zxOffset + row * ldzx + p * 3 * panel;
                int y = row * columns + p * 2 * panel;
                for (int u = 0; u < 2 * panel; u++) {
                    zr[y + u] += zx[x + u];
                }
                System.arraycopy(zx, x + 2 * panel, g, row * units + p * panel, n);
            }
            activate(sigma, zr, p * 2 * panel, m, 2 * panel, columns);
            for (int row = 0; row < m; row++) {
                int y = row * columns + p * 2 * panel + panel;
                int at = row * units + p * panel;
                for (int u = 0; u < n; u++) {
                    rh[at + u] = zr[y + u] * h[at + u];
                }
            }
        }
        gemm(m, rh, 0, units, candidate, g, 0, units, g, 0, units);
        activate(phi, g, 0, m, units, units);
        for (int p = 0; p < gates.panels(); p++) {
            int n = Math.min(panel, units - p * panel);
            for (int row = 0; row < m; row++) {
                int y = row * columns + p * 2 * panel;
                int at = row * units + p * panel;
                for (int u = 0; u < n; u++) {
                    h[at + u] = zr[y + u] * h[at + u] + (1 - zr[y + u]) * g[at + u];
                }
            }
        }
    }
}
