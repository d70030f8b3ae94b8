package io.keratin.core.layers;

/** Takes the random numbers of a pass one after another, in the order in which Keras's layers draw theirs. */
final class Drawing {

    private final Draws draws;
    private int next;

    Drawing(Draws draws) {
        this.draws = draws;
    }

    /** Begins a pass. */
    void begin() {
        next = 0;
    }

    /** A number that is evenly distributed over [low, high). */
    float uniform(float low, float high) {
        return draws.uniform(next++) * (high - low) + low;
    }

    /** As {@link #uniform(float, float)}, one for each element. {@code to} modified. */
    void uniform(float[] to, float low, float high) {
        for (int i = 0; i < to.length; i++) {
            to[i] = uniform(low, high);
        }
    }

    /** As {@link #uniform(float[], float, float)} between two bounds. {@code to} modified. */
    void uniform(float[] to, float[] bounds) {
        uniform(to, bounds[0], bounds[1]);
    }

    /** 1 for the images that change, 0 for the others: each changes with a chance that is drawn itself between two bounds. {@code to} modified. */
    void chances(float[] to, float[] bounds) {
        uniform(to, bounds);
        for (int i = 0; i < to.length; i++) {
            to[i] = uniform(0, 1) < to[i] ? 1 : 0;
        }
    }

    /** As {@link #chances(float[], float[])}, with one chance for all. {@code to} modified. */
    void chances(float[] to, float chance) {
        for (int i = 0; i < to.length; i++) {
            to[i] = uniform(0, 1) < chance ? 1 : 0;
        }
    }

    /** 1 or -1 for each element, as often. {@code to} modified. */
    void signs(float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = uniform(0, 1) > 0.5f ? -1 : 1;
        }
    }

    /** A whole number from 0 to n - 1. */
    int below(int n) {
        return (int) ((double) draws.uniform(next++) * n);
    }

    /** Any order of the whole numbers below its length (Fisher and Yates). {@code order} modified. */
    void shuffle(int[] order) {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int i = order.length - 1; i > 0; i--) {
            int other = below(i + 1);
            int swapped = order[i];
            order[i] = order[other];
            order[other] = swapped;
        }
    }

    /** Leaves out n numbers for who asks the generator itself; the first of them. */
    int reserve(int n) {
        int first = next;
        next += n;
        return first;
    }

    /** A number of the beta distribution, both of whose parameters are alpha. */
    float beta(double alpha) {
        double a = logGamma(alpha);
        return (float) (1 / (1 + Math.exp(logGamma(alpha) - a)));
    }

    /** As {@link #beta}, one for each element. {@code to} modified. */
    void betas(float[] to, double alpha) {
        for (int i = 0; i < to.length; i++) {
            to[i] = beta(alpha);
        }
    }

    /** The logarithm of a number of the gamma distribution (Marsaglia and Tsang 2000); of small alpha, the number itself would be 0. */
    double logGamma(double alpha) {
        double boost = alpha < 1 ? Math.log(draws.uniform(next++) + 0x1p-25) / alpha : 0;
        double d = (alpha < 1 ? alpha + 1 : alpha) - 1.0 / 3;
        while (true) {
            double x = draws.normal(next++);
            double root = 1 + x / Math.sqrt(9 * d);
            double v = root * root * root;
            double u = draws.uniform(next++) + 0x1p-25;
            if (v > 0 && Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return Math.log(d * v) + boost;
            }
        }
    }
}
