package io.keratin.benchmarks.roofline;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What one thread of this machine can do at best, measured in this JVM.
 *
 * @param flops floating-point operations a second, multiply-adds counting as two
 * @param levels caches and main memory, the smallest first
 */
public record Ceiling(double flops, List<Level> levels) {

    private static final int ROUNDS = 20_000;
    private static final int LINE = 16;

    /**
     * A cache, or main memory.
     *
     * @param name L1, L2, L3, DRAM
     * @param capacity bytes that fit
     * @param bandwidth bytes a second that can be read
     */
    public record Level(String name, long capacity, double bandwidth) {}

    /** Measures, in about five seconds; {@code jdk.incubator.vector} must have been added. */
    public static Ceiling measure() {
        double flops = ROUNDS * VectorLoops.FLOPS / Stopwatch.best(() -> VectorLoops.multiplyAdd(ROUNDS));
        return new Ceiling(
                flops,
                List.of(
                        level("L1", Machine.cacheBytes(1), 24 << 10),
                        level("L2", Machine.cacheBytes(2), 256 << 10),
                        level("L3", Machine.cacheBytes(3), 4 << 20),
                        level("DRAM", Long.MAX_VALUE, 256 << 20)));
    }

    /** An array starts anywhere in a line of the cache; the best start is the one at which no vector lies in two lines. */
    private static Level level(String name, long capacity, int bytes) {
        int n = bytes / Float.BYTES;
        float[] x = new float[n + LINE];
        Arrays.fill(x, 1);
        int repeat = Math.max(1, (256 << 10) / bytes);
        double best = Double.MAX_VALUE;
        for (int start = 0; start < LINE; start += bytes < 1 << 20 ? 4 : LINE) {
            int from = start;
            best = Math.min(best, Stopwatch.best(() -> {
                float sum = 0;
                for (int i = 0; i < repeat; i++) {
                    sum += VectorLoops.sum(x, from, from + n);
                }
                return sum;
            }));
        }
        return new Level(name, capacity, (double) bytes * repeat / best);
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
