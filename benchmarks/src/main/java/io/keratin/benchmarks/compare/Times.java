package io.keratin.benchmarks.compare;

import java.util.Arrays;

/** How long calls took. */
final class Times {

    private long[] nanos = new long[1 << 12];
    private int count;

    void add(long n) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = n;
    }

    int count() {
        return count;
    }

    /** The smallest time, in nanoseconds, that this share of the calls did not exceed. */
    double quantile(double share) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[Math.max((int) Math.ceil(share * count) - 1, 0)];
    }

    double median() {
        return quantile(0.5);
    }
}
