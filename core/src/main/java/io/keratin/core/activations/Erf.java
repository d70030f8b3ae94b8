package io.keratin.core.activations;

/** The complementary error function, which Java's {@link Math} lacks; used by {@code gelu}. */
public final class Erf {

    private static final double TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

    private Erf() {}

    /** erfc(x) = 1 - erf(x), relative error below 1e-13: power series near 0, continued fraction outside. */
    public static double erfc(double x) {
        if (Double.isNaN(x)) {
            return x;
        } else if (x < 0) {
            return 2 - erfc(-x);
        } else if (x > 27) {
            return 0;
        }
        return x < 2.5 ? 1 - erfSeries(x) : erfcFraction(x);
    }

    /** erf(x) = 2/sqrt(pi) exp(-x²) sum of 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)): all terms positive, nothing cancels. */
    private static double erfSeries(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > 1e-17 * sum; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return TWO_OVER_SQRT_PI * Math.exp(-x * x) * sum;
    }

    /** erfc(x) = exp(-x²)/sqrt(pi) · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), evaluated from the tail. */
    private static double erfcFraction(double x) {
        double f = x;
        for (int k = 60; k > 0; k--) {
            f = x + 0.5 * k / f;
        }
        return Math.exp(-x * x) / (Math.sqrt(Math.PI) * f);
    }
}
