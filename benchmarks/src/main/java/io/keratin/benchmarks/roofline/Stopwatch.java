package io.keratin.benchmarks.roofline;

import java.util.function.DoubleSupplier;

/** The shortest time that something takes: what the machine can do when nobody disturbs it. */
final class Stopwatch {

    private static final long WARM_UP = 400_000_000;
    private static final long MEASURE = 300_000_000;

    /** Where results go, so that none can be left out. */
    static volatile double sink;

    private Stopwatch() {}

    /** Seconds of one call, the least of many; the result keeps the compiler from leaving the work out. */
    static double best(DoubleSupplier work) {
        run(work, WARM_UP);
        return run(work, MEASURE) / 1e9;
    }

    private static long run(DoubleSupplier work, long nanos) {
        long best = Long.MAX_VALUE;
        long end = System.nanoTime() + nanos;
        for (long before = System.nanoTime(); before < end; ) {
            sink = work.getAsDouble();
            long after = System.nanoTime();
            best = Math.min(best, after - before);
            before = after;
        }
        return best;
    }
}
