package io.keratin.core.activations;

import io.keratin.core.activations.Activations.FloatFunction;

/** The derivative of a function of each value: d = d · f'. */
class Slope implements Derivative {

    /** Of max(z, 0): 1 where the result is positive, as a product, for C2 vectorises no choice. */
    static final Slope RELU = new Slope(true, y -> y > 0 ? 1 : 0) {
        @Override
        void range(float[] y, int yo, float[] d, int dOffset, int n) {
            if (yo == 0 && dOffset == 0) { // what C2 vectorises
                for (int i = 0; i < n; i++) {
                    d[i] *= Math.min(y[i] * HUGE * HUGE, 1);
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                d[dOffset + i] *= Math.min(y[yo + i] * HUGE * HUGE, 1);
            }
        }
    };

    /** Twice as a factor it makes at least 1 of any number above 0. */
    private static final float HUGE = 1e30f;

    /** Of σ(z): y · (1 - y). */
    static final Slope SIGMOID = new Slope(true, y -> y * (1 - y)) {
        @Override
        void range(float[] y, int yo, float[] d, int dOffset, int n) {
            if (yo == 0 && dOffset == 0) { // what C2 vectorises
                for (int i = 0; i < n; i++) {
                    d[i] *= y[i] * (1 - y[i]);
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                d[dOffset + i] *= y[yo + i] * (1 - y[yo + i]);
            }
        }
    };

    /** Of tanh(z): 1 - y². */
    static final Slope TANH = new Slope(true, y -> 1 - y * y) {
        @Override
        void range(float[] y, int yo, float[] d, int dOffset, int n) {
            if (yo == 0 && dOffset == 0) { // what C2 vectorises
                for (int i = 0; i < n; i++) {
                    d[i] *= 1 - y[i] * y[i];
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                d[dOffset + i] *= 1 - y[yo + i] * y[yo + i];
            }
        }
    };

    private final boolean ofResults;
    private final FloatFunction f;

    private Slope(boolean ofResults, FloatFunction f) {
        this.ofResults = ofResults;
        this.f = f;
    }

    /** f' as a function of z. */
    static Slope slope(FloatFunction f) {
        return new Slope(false, f);
    }

    /** f' as a function of y = f(z). */
    static Slope slopeByResult(FloatFunction f) {
        return new Slope(true, f);
    }

    @Override
    public boolean ofResults() {
        return ofResults;
    }

    /** f' at one value of y or z. */
    final float at(float v) {
        return f.of(v);
    }

    @Override
    public void apply(float[] v, int vo, int ldv, float[] d, int dOffset, int ldd, int rows, int n) {
        if (ldv == n && ldd == n) {
            range(v, vo, d, dOffset, rows * n);
            return;
        }
        for (int r = 0; r < rows; r++) {
            range(v, vo + r * ldv, d, dOffset + r * ldd, n);
        }
    }

    void range(float[] v, int vo, float[] d, int dOffset, int n) {
        for (int i = 0; i < n; i++) {
            d[dOffset + i] *= f.of(v[vo + i]);
        }
    }
}
