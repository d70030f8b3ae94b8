package io.keratin.benchmarks.roofline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What one thread of this machine can do at best.
 *
 * @param flops floating-point operations a second, multiply-adds counting as two
 * @param levels caches and main memory, the smallest first
 */
public record Ceiling(double flops, List<Level> levels) {

    private static final int ROUNDS = 20_000;
    private static final int LINE = 16;
    private static final int SMALL = 64 << 10;
    private static final double PATIENCE_SECONDS = 0.5;

    /**
     * A cache, or main memory.
     *
     * @param name L1, L2, L3, DRAM
     * @param capacity bytes that fit
     * @param bandwidth bytes a second that can be read
     */
    public record Level(String name, long capacity, double bandwidth) {}

    /** The numbers that {@link #measure} gave, in its order. */
    static Ceiling of(List<Double> numbers) {
        return new Ceiling(
                numbers.get(0),
                List.of(
                        new Level("L1", Machine.cacheBytes(1), numbers.get(1)),
                        new Level("L2", Machine.cacheBytes(2), numbers.get(2)),
                        new Level("L3", Machine.cacheBytes(3), numbers.get(3)),
                        new Level("DRAM", Long.MAX_VALUE, numbers.get(4))));
    }

    /** Operations a second, then bytes a second of L1, L2, L3 and main memory; in some ten seconds. */
    static List<Double> measure() {
        double peak =
                ROUNDS * VectorLoops.FLOPS / Stopwatch.best(PATIENCE_SECONDS, () -> VectorLoops.multiplyAdd(ROUNDS));
        return List.of(
                peak, bandwidthOf(24 << 10), bandwidthOf(256 << 10), bandwidthOf(4 << 20), bandwidthOf(256 << 20));
    }

    /** Tries several starts within a line of the cache: L1 is fastest where no vector lies in two lines. */
    private static double bandwidthOf(int bytes) {
        int n = bytes / Float.BYTES;
        float[] x = new float[n + LINE];
        Arrays.fill(x, 1);
        int repeat = Math.max(1, (256 << 10) / bytes);
        double best = Double.MAX_VALUE;
        for (int start = 0; start < LINE; start += bytes < SMALL ? 2 : LINE) {
            int from = start;
            best = Math.min(best, Stopwatch.best(PATIENCE_SECONDS, () -> {
                float sum = 0;
                for (int i = 0; i < repeat; i++) {
                    sum += VectorLoops.sum(x, from, from + n);
                }
                return sum;
            }));
        }
        return (double) bytes * repeat / best;
    }

    /** Bytes a second at which an array of this size can be read again and again. */
    public double bandwidth(long bytes) {
        for (Level level : levels) {
            if (bytes <= level.capacity()) {
                return level.bandwidth();
            }
        }
        return levels.get(levels.size() - 1).bandwidth();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.0f GFLOP/s, read ", flops / 1e9)
                + levels.stream()
                        .map(l -> String.format(Locale.ROOT, "%s %.0f", l.name(), l.bandwidth() / 1e9))
                        .collect(Collectors.joining(", "))
                + " GB/s";
    }
}
