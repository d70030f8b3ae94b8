package io.keratin.benchmarks.opening;

import io.keratin.core.Model;
import io.keratin.keras.KerasModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;

/** A program that opens a model several times and says how long the first and the fastest later opening took, and the peak heap. */
public final class OpeningChild {

    private static final int LATER = 5;

    private OpeningChild() {}

    /** The file. */
    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        double first = seconds(file);
        long heap = peakHeap();
        double later = Double.POSITIVE_INFINITY;
        for (int i = 0; i < LATER; i++) {
            later = Math.min(later, seconds(file));
        }
        System.out.println(first + " " + later + " " + heap);
    }

    private static double seconds(Path file) throws IOException {
        long start = System.nanoTime();
        Model model = KerasModel.load(file);
        long end = System.nanoTime();
        if (model.parameters().specs().isEmpty()) {
            throw new IllegalStateException(file + " holds no weights");
        }
        return (end - start) / 1e9;
    }

    /** Bytes, garbage that was not collected yet among them. */
    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(OpeningChild::peak)
                .sum();
    }

    private static long peak(MemoryPoolMXBean pool) {
        return pool.getPeakUsage().getUsed();
    }
}
