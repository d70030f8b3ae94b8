package io.keratin.core.losses;

/** A loss of one row, with its derivatives. */
interface Formula extends RowValue {

    /** Sets d, at the same place, to {@code scale} times the derivatives of the value with respect to p. */
    void gradient(float[] t, float[] p, int from, int n, double scale, float[] d);

    /** A function of one label and its prediction. */
    @FunctionalInterface
    interface Pair {
        double of(float t, float p);
    }

    /** The mean of {@code f} over the row; {@code derivative} is with respect to the prediction. */
    static Formula mean(Pair f, Pair derivative) {
        return new Formula() {
            @Override
            public double value(float[] t, float[] p, int from, int n) {
                return sum(f, t, p, from, n) / n;
            }

            @Override
            public void gradient(float[] t, float[] p, int from, int n, double scale, float[] d) {
                each(derivative, t, p, from, n, scale / n, d);
            }
        };
    }

    /** The sum of {@code f} over the row; {@code derivative} is with respect to the prediction. */
    static Formula sum(Pair f, Pair derivative) {
        return new Formula() {
            @Override
            public double value(float[] t, float[] p, int from, int n) {
                return sum(f, t, p, from, n);
            }

            @Override
            public void gradient(float[] t, float[] p, int from, int n, double scale, float[] d) {
                each(derivative, t, p, from, n, scale, d);
            }
        };
    }

    /** The sum of {@code f} over the row. */
    static double sum(Pair f, float[] t, float[] p, int from, int n) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += f.of(t[i], p[i]);
        }
        return sum;
    }

    /** d = scale · f(t, p), element by element. */
    static void each(Pair f, float[] t, float[] p, int from, int n, double scale, float[] d) {
        for (int i = from; i < from + n; i++) {
            d[i] = (float) (scale * f.of(t[i], p[i]));
        }
    }
}
