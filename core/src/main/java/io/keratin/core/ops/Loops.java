package io.keratin.core.ops;

/** The loops of the commonest functions of two numbers, each on its own so that the JIT compiler turns it into vectors. */
final class Loops {

    private Loops() {}

    static void add(float[] a, int ao, float[] b, int bo, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = a[ao + i] + b[bo + i];
        }
    }

    static void subtract(float[] a, int ao, float[] b, int bo, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = a[ao + i] - b[bo + i];
        }
    }

    static void multiply(float[] a, int ao, float[] b, int bo, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = a[ao + i] * b[bo + i];
        }
    }

    static void divide(float[] a, int ao, float[] b, int bo, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = a[ao + i] / b[bo + i];
        }
    }

    static void maximum(float[] a, int ao, float[] b, int bo, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = Math.max(a[ao + i], b[bo + i]);
        }
    }

    static void minimum(float[] a, int ao, float[] b, int bo, float[] y, int o, int n) {
        for (int i = 0; i < n; i++) {
            y[o + i] = Math.min(a[ao + i], b[bo + i]);
        }
    }
}
