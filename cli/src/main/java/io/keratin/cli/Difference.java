package io.keratin.cli;

import io.keratin.core.tensor.Shape;

/**
 * How far an output is from what was expected. Two values agree if |found - expected| ≤ atol + rtol · |expected|; a NaN agrees
 * with a NaN alone, an infinity with the same infinity alone. The relative difference is that to |expected|, where that is
 * not 0.
 *
 * @param absolute the largest absolute difference
 * @param absoluteAt where it is, as a flat index
 * @param relative the largest relative difference
 * @param relativeAt where it is, as a flat index
 * @param disagreeing how many values do not agree
 * @param worstAt the value that is farthest outside the tolerance, as a flat index
 */
record Difference(double absolute, int absoluteAt, double relative, int relativeAt, int disagreeing, int worstAt) {

    static Difference of(float[] found, double[] expected, double atol, double rtol) {
        double absolute = 0;
        double relative = 0;
        double worst = 0;
        int absoluteAt = 0;
        int relativeAt = 0;
        int worstAt = 0;
        int disagreeing = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = distance(found[i], expected[i]);
            double magnitude = Math.abs(expected[i]);
            if (difference > absolute) {
                absolute = difference;
                absoluteAt = i;
            }
            if (magnitude != 0 && difference != 0 && ratio(difference, magnitude) > relative) {
                relative = ratio(difference, magnitude);
                relativeAt = i;
            }
            double bound = atol + rtol * magnitude;
            if (difference != 0 && !(difference <= bound && difference < Double.POSITIVE_INFINITY)) {
                disagreeing++;
                double excess = bound > 0 ? ratio(difference, bound) : Double.POSITIVE_INFINITY;
                if (disagreeing == 1 || excess > worst) {
                    worst = excess;
                    worstAt = i;
                }
            }
        }
        return new Difference(absolute, absoluteAt, relative, relativeAt, disagreeing, worstAt);
    }

    boolean agrees() {
        return disagreeing == 0;
    }

    /** Infinite where exactly one is NaN, or infinities differ. */
    private static double distance(double found, double expected) {
        if (found == expected || (Double.isNaN(found) && Double.isNaN(expected))) {
            return 0;
        }
        double d = Math.abs(found - expected);
        return Double.isNaN(d) ? Double.POSITIVE_INFINITY : d;
    }

    private static double ratio(double difference, double magnitude) {
        double r = difference / magnitude;
        return Double.isNaN(r) ? Double.POSITIVE_INFINITY : r;
    }

    /** {@code largest absolute difference 1.19e-07 at (3, 0), largest relative difference 2.2e-06 at (1, 0)}. */
    String describe(Shape shape) {
        return "largest absolute difference " + number(absolute, shape, absoluteAt) + ", largest relative difference "
                + number(relative, shape, relativeAt);
    }

    private static String number(double x, Shape shape, int at) {
        return x == 0 ? "0" : String.format(java.util.Locale.ROOT, "%.3g at %s", x, Tensors.place(shape, at));
    }
}
