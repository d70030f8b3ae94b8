package io.keratin.core.kernels;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The kernels in plain Java: the definition of the contract, and what runs where the vector module is absent.
 *
 * <p>A weight row is an array of its own and a panel spans all units, so that the innermost loops run over whole arrays
 * from index 0: the one shape that C2 turns into vector code (loops with offsets into two arrays stay scalar).
 */
public final class PortableKernels implements Kernels {

    /** The kernels; they have no state. */
    public static final PortableKernels INSTANCE = new PortableKernels();

    private PortableKernels() {}

    @Override
    public String name() {
        return "portable";
    }

    @Override
    public int rank() {
        return 0;
    }

    @Override
    public PackedMatrix pack(float[] w, int rows, int units, int... gateOrder) {
        int stride = rows == 0 ? 0 : w.length / rows;
        float[][] packed = new float[rows][gateOrder.length * units];
        for (int k = 0; k < rows; k++) {
            for (int g = 0; g < gateOrder.length; g++) {
                System.arraycopy(w, k * stride + gateOrder[g] * units, packed[k], g * units, units);
            }
        }
        return new Rows(packed, units, gateOrder.length);
    }

    @Override
    public void gemm(
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
            int ldd) {
        float[][] rows = ((Rows) b).rows;
        int n = b.columns();
        float[] sum = new float[n];
        for (int i = 0; i < m; i++) {
            if (s == null) {
                Arrays.fill(sum, 0);
            } else {
                System.arraycopy(s, so + i * lds, sum, 0, n);
            }
            for (int k = 0; k < rows.length; k++) {
                axpy(a[ao + i * lda + k], rows[k], sum);
            }
            System.arraycopy(sum, 0, d, dOffset + i * ldd, n);
        }
    }

    /** y += a x. {@code x} not modified; {@code y} modified. */
    private static void axpy(float a, float[] x, float[] y) {
        for (int j = 0; j < y.length; j++) {
            y[j] += a * x[j];
        }
    }

    private static final class Rows extends PackedMatrix {

        private final float[][] rows;

        Rows(float[][] rows, int units, int gates) {
            super(rows.length, units, gates, units);
            this.rows = rows;
        }
    }
}
