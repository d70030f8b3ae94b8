package io.keratin.benchmarks.roofline;

import java.util.function.DoubleSupplier;

/** The shortest time that something takes: what the machine can do when nobody disturbs it. */
final class Stopwatch {

    /** A shorter time counts as progress if it is shorter by so much. */
    private static final double PROGRESS = 0.97;

    /** Where results go, so that none can be left out. */
    static volatile double sink;

    private Stopwatch() {}

    /** Seconds of one call, the least of all calls until none was faster for so long. */
    static double best(double patienceSeconds, DoubleSupplier work) {
        long best = Long.MAX_VALUE;
        long patience = (long) (patienceSeconds * 1e9);
        long before = System.nanoTime();
        for (long progress = before; before - progress < patience; ) {
            sink = work.getAsDouble();
            long after = System.nanoTime();
            if (after - before < PROGRESS * best) {
                progress = after;
            }
            best = Math.min(best, after - before);
            before = after;
        }
        return best / 1e9;
    }
}
