package io.keratin.core.metrics;

/** Correlations of a row of labels with a row of predictions. */
final class Correlation {

    private Correlation() {}

    /** The mean product of both, less their means, over their deviations. */
    static double pearson(float[] t, float[] p, int from, int n) {
        double meanT = mean(t, from, n);
        double meanP = mean(p, from, n);
        return covariance(t, meanT, p, meanP, from, n)
                / Math.sqrt(covariance(t, meanT, t, meanT, from, n) * covariance(p, meanP, p, meanP, from, n));
    }

    /** Twice the covariance over both variances and the square of what the means differ; Lin 1989. */
    static double concordance(float[] t, float[] p, int from, int n) {
        double meanT = mean(t, from, n);
        double meanP = mean(p, from, n);
        double norm = covariance(t, meanT, t, meanT, from, n)
                + covariance(p, meanP, p, meanP, from, n)
                + (meanT - meanP) * (meanT - meanP);
        return 2 * covariance(t, meanP, p, meanP, from, n) / (norm + 1e-7);
    }

    private static double mean(float[] x, int from, int n) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += x[i];
        }
        return sum / n;
    }

    private static double covariance(float[] x, double meanX, float[] y, double meanY, int from, int n) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += (x[i] - meanX) * (y[i] - meanY);
        }
        return sum / n;
    }
}
