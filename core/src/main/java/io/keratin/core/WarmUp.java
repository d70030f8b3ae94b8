package io.keratin.core;

/** Repeats a call until the JIT compiler has no more to gain in it. */
final class WarmUp {

    /** Calls are timed together, so that a pause of the machine does not count as the end. */
    private static final long WINDOW_NANOS = 50_000_000;

    /** The vector kernels are compiled in the background, during which nothing seems to change. */
    private static final long PATIENCE_NANOS = 500_000_000;

    private static final long LIMIT_NANOS = 5_000_000_000L;

    /** A window that takes more than this part of the best one before is no progress. */
    private static final double PROGRESS = 0.95;

    private WarmUp() {}

    static void run(Runnable call) {
        long start = System.nanoTime();
        long now = start;
        long lastProgress = start;
        double best = Double.MAX_VALUE;
        while (now - start < LIMIT_NANOS && now - lastProgress < PATIENCE_NANOS) {
            long window = now;
            int calls = 0;
            do {
                call.run();
                calls++;
                now = System.nanoTime();
            } while (now - window < WINDOW_NANOS);
            double perCall = (now - window) / (double) calls;
            if (perCall < PROGRESS * best) {
                best = perCall;
                lastProgress = now;
            }
        }
    }
}
