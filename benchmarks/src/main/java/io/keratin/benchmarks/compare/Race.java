package io.keratin.benchmarks.compare;

import io.keratin.benchmarks.roofline.Processors;
import java.util.ArrayList;
import java.util.List;

/**
 * Times several runners in turn, in rounds of a tenth of a second or more, so that whatever disturbs the machine disturbs
 * all of them. Every run is timed by itself.
 */
final class Race {

    private static final long LEAST_WARM_UP = 1_500_000_000L;
    private static final long LONGEST_WARM_UP = 15_000_000_000L;
    private static final long PATIENCE = 1_000_000_000L;
    private static final long ROUND = 120_000_000L;
    private static final int LEAST_ROUNDS = 5;
    private static final int LEAST_RUNS = 5;

    /** A shorter time counts as progress if it is shorter by so much. */
    private static final double PROGRESS = 0.97;

    private final long pauseMillis;
    private final long nanos;
    private final Processors processors;

    /**
     * A race of this length.
     *
     * @param seconds how long to measure, all runners together
     * @param pauseMillis how long to wait before each round: worker threads of others may spin on for a while
     * @param processors asked before each round what they are worth
     */
    Race(double seconds, long pauseMillis, Processors processors) {
        this.nanos = (long) (seconds * 1e9);
        this.pauseMillis = pauseMillis;
        this.processors = processors;
    }

    /**
     * What was measured.
     *
     * @param times of each runner
     * @param processors what the threads were worth, the median of all rounds
     */
    record Result(List<Times> times, double processors) {}

    /** Warms up, then measures. */
    Result run(List<Runner> runners) {
        for (Runner r : runners) {
            pause();
            warmUp(r);
        }
        List<Times> all = runners.stream().map(r -> new Times()).toList();
        List<Double> worth = new ArrayList<>();
        long end = System.nanoTime() + nanos;
        for (int round = 0; round < LEAST_ROUNDS || System.nanoTime() < end; round++) {
            for (int i = 0; i < runners.size(); i++) {
                pause();
                worth.add(processors.worth());
                round(runners.get(i), all.get(i), LEAST_RUNS);
            }
        }
        return new Result(all, worth.stream().sorted().toList().get(worth.size() / 2));
    }

    /** Until no round was faster than those before for a second: what is compiled late must not be measured. */
    private static void warmUp(Runner runner) {
        long start = System.nanoTime();
        long progress = start;
        double best = Double.MAX_VALUE;
        for (long now = start;
                now - start < LEAST_WARM_UP || (now - progress < PATIENCE && now - start < LONGEST_WARM_UP); ) {
            Times times = new Times();
            round(runner, times, 1);
            now = System.nanoTime();
            if (times.median() < PROGRESS * best) {
                progress = now;
            }
            best = Math.min(best, times.median());
        }
    }

    private static void round(Runner runner, Times times, int leastRuns) {
        long before = System.nanoTime();
        long end = before + ROUND;
        for (int i = 0; i < leastRuns || before < end; i++) {
            runner.run();
            long after = System.nanoTime();
            times.add(after - before);
            before = after;
        }
    }

    private void pause() {
        try {
            Thread.sleep(pauseMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
