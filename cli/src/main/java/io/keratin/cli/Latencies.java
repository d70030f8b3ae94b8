package io.keratin.cli;

import java.util.Arrays;
import java.util.SplittableRandom;

/** How long calls took: exact percentiles up to a million calls, those of a fair sample of a million beyond that. */
final class Latencies {

    private static final int KEPT = 1 << 20;

    private final SplittableRandom random = new SplittableRandom(1);
    private long[] nanos = new long[1 << 10];
    private long calls;
    private long total;

    void add(long n) {
        total += n;
        if (calls < KEPT) {
            if (calls == nanos.length) {
                nanos = Arrays.copyOf(nanos, nanos.length * 2);
            }
            nanos[(int) calls] = n;
        } else {
            long place = random.nextLong(calls + 1);
            if (place < KEPT) {
                nanos[(int) place] = n;
            }
        }
        calls++;
    }

    long calls() {
        return calls;
    }

    /** All calls together, in seconds. */
    double seconds() {
        return total / 1e9;
    }

    /** The smallest time, in microseconds, that {@code percent} of the calls did not exceed. */
    double micros(double percent) {
        long[] sorted = Arrays.copyOf(nanos, (int) Math.min(calls, KEPT));
        Arrays.sort(sorted);
        int at = (int) Math.ceil(percent / 100 * sorted.length) - 1;
        return sorted[Math.max(at, 0)] / 1e3;
    }
}
