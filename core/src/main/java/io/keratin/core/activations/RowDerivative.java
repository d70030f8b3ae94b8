package io.keratin.core.activations;

/** The derivatives of activations that work on whole rows. */
enum RowDerivative implements Derivative {

    /** Of softmax: dz = y · (dy - Σ dy · y). */
    SOFTMAX(true) {
        @Override
        void row(float[] y, int yo, float[] d, int dOffset, int n) {
            double dot = 0;
            for (int i = 0; i < n; i++) {
                dot += d[dOffset + i] * y[yo + i];
            }
            for (int i = 0; i < n; i++) {
                d[dOffset + i] = y[yo + i] * (d[dOffset + i] - (float) dot);
            }
        }
    },

    /** Of log softmax: dz = dy - exp(y) · Σ dy. */
    LOG_SOFTMAX(true) {
        @Override
        void row(float[] y, int yo, float[] d, int dOffset, int n) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += d[dOffset + i];
            }
            for (int i = 0; i < n; i++) {
                d[dOffset + i] -= (float) (Math.exp(y[yo + i]) * sum);
            }
        }
    },

    /**
     * Of sparsemax as Keras computes it, y = max(0, z - τ): τ = (Σ of the K cumulative sums - 1) / K counts the j-th largest value
     * K - j + 1 times.
     */
    SPARSEMAX(false) {
        @Override
        void row(float[] z, int zo, float[] d, int dOffset, int n) {
            int support = Activations.support(z, zo, zo + n);
            float tau = Activations.threshold(z, zo, zo + n);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                d[dOffset + i] = z[zo + i] > tau ? d[dOffset + i] : 0;
                sum += d[dOffset + i];
            }
            for (int i = 0; i < n; i++) {
                int rank = rank(z, zo, zo + n, zo + i);
                d[dOffset + i] -= rank < support ? (float) (sum * (support - rank) / support) : 0;
            }
        }
    },

    /** Of the gated linear unit y = a · σ(b): da = dy · σ(b), db = dy · y · (1 - σ(b)). */
    GLU(false) {
        @Override
        void row(float[] z, int zo, float[] d, int dOffset, int n) {
            int half = n / 2;
            for (int i = 0; i < half; i++) {
                double gate = 1 / (1 + Math.exp(-z[zo + half + i]));
                double dy = d[dOffset + i];
                d[dOffset + i] = (float) (dy * gate);
                d[dOffset + half + i] = (float) (dy * z[zo + i] * gate * (1 - gate));
            }
        }
    };

    private final boolean ofResults;

    RowDerivative(boolean ofResults) {
        this.ofResults = ofResults;
    }

    @Override
    public boolean ofResults() {
        return ofResults;
    }

    @Override
    public void apply(float[] v, int vo, int ldv, float[] d, int dOffset, int ldd, int rows, int n) {
        for (int r = 0; r < rows; r++) {
            row(v, vo + r * ldv, d, dOffset + r * ldd, n);
        }
    }

    abstract void row(float[] v, int vo, float[] d, int dOffset, int n);

    /** How many values stand before this one when the largest comes first. */
    private static int rank(float[] z, int from, int to, int which) {
        int rank = 0;
        for (int i = from; i < to; i++) {
            rank += z[i] > z[which] || (z[i] == z[which] && i < which) ? 1 : 0;
        }
        return rank;
    }
}
