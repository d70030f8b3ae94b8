package io.keratin.core.activations;

/**
 * exp(x - max) / sum of exp(x - max) of each row, for rows of every length in loops as long as they can be: the exponentials of
 * many short rows are computed in one. Maximum and sum are taken by four chains, for one chain would wait for each value.
 */
final class SoftmaxActivation implements Activation {

    /** Values that pass through all loops before the next ones are taken; half of an L1 cache. */
    private static final int TOGETHER = 4096;

    @Override
    public String kerasName() {
        return "softmax";
    }

    @Override
    public boolean elementwise() {
        return false;
    }

    @Override
    public Derivative derivative() {
        return RowDerivative.SOFTMAX;
    }

    @Override
    public void apply(float[] x, int offset, int rows, int n, int stride) {
        int together = stride == n ? Math.max(1, TOGETHER / Math.max(1, n)) : 1;
        for (int row = 0; row < rows; row += together) {
            int end = Math.min(rows, row + together);
            for (int r = row; r < end; r++) {
                int from = offset + r * stride;
                subtract(x, from, from + n, max(x, from, from + n));
            }
            FastMath.expOfNegative(x, offset + row * stride, offset + (end - 1) * stride + n);
            for (int r = row; r < end; r++) {
                int from = offset + r * stride;
                multiply(x, from, from + n, (float) (1 / sum(x, from, from + n)));
            }
        }
    }

    private static float max(float[] x, int from, int to) {
        float a = Float.NEGATIVE_INFINITY;
        float b = a;
        float c = a;
        float d = a;
        int i = from;
        for (; i < to - 3; i += 4) {
            a = Math.max(a, x[i]);
            b = Math.max(b, x[i + 1]);
            c = Math.max(c, x[i + 2]);
            d = Math.max(d, x[i + 3]);
        }
        for (; i < to; i++) {
            a = Math.max(a, x[i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    private static double sum(float[] x, int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i < to - 3; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < to; i++) {
            a += x[i];
        }
        return (a + b) + (c + d);
    }

    private static void subtract(float[] x, int from, int to, float y) {
        for (int i = from; i < to; i++) {
            x[i] -= y;
        }
    }

    private static void multiply(float[] x, int from, int to, float y) {
        for (int i = from; i < to; i++) {
            x[i] *= y;
        }
    }
}
