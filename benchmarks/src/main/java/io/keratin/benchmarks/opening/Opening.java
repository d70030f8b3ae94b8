package io.keratin.benchmarks.opening;

import io.keratin.benchmarks.roofline.ChildJvm;
import io.keratin.benchmarks.roofline.Machine;
import io.keratin.keras.KerasModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures how long a model takes to open: the first time in a fresh JVM, where classes are loaded and nothing is compiled, and again.
 *
 * <pre>
 * java --add-modules jdk.incubator.vector -cp benchmarks/target/benchmarks.jar \
 *     io.keratin.benchmarks.opening.Opening benchmarks/target/opening 9 [FILE.keras ...]
 * </pre>
 *
 * <p>Without files of the caller's own it writes three, which takes a heap of 1 GB once, and keeps them: 280 MB. The JVMs get the
 * options of this one: {@code -Xmx150m} shows whether so much suffices, once the files are there.
 */
public final class Opening {

    private static final int JVMS = 9;

    private Opening() {}

    /** Folder for the models that it makes, number of JVMs for each model, files of the caller's own (none). */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "benchmarks/target/opening");
        int jvms = args.length > 1 ? Integer.parseInt(args[1]) : JVMS;
        List<Path> files = new ArrayList<>();
        for (String own : List.of(args).subList(Math.min(2, args.length), args.length)) {
            files.add(Path.of(own));
        }
        System.out.println("| Model | first opening | least | later | least | peak heap |");
        System.out.println("|---|---|---|---|---|---|");
        for (Path file : files.isEmpty() ? made(folder) : files) {
            System.out.println(row(file, jvms));
        }
        System.out.printf(
                "%nMilliseconds; medians and least of %d JVMs, files in memory; peak heap of the first opening with"
                        + " garbage, median; %s%n",
                jvms, Machine.description());
    }

    private static List<Path> made(Path folder) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = new ArrayList<>();
        for (LargeModel large : LargeModel.values()) {
            Path file = folder.resolve(large.fileName());
            if (!Files.exists(file)) {
                KerasModel.save(large.build(), file);
            }
            files.add(file);
        }
        return files;
    }

    private static String row(Path file, int jvms) throws IOException {
        List<Double> first = new ArrayList<>();
        List<Double> later = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        for (int i = -1; i < jvms; i++) {
            boolean warmUp = i < 0; // brings the file into memory
            ChildJvm.run(OpeningChild.class, List.of(file.toString()), line -> {
                String[] numbers = line.split(" ", -1);
                if (!warmUp) {
                    first.add(Double.parseDouble(numbers[0]) * 1e3);
                    later.add(Double.parseDouble(numbers[1]) * 1e3);
                    heap.add(Double.parseDouble(numbers[2]) / 1e6);
                }
            });
        }
        return String.format(
                Locale.ROOT,
                "| %s, %.0f MB | %.0f | %.0f | %.0f | %.0f | %.0f MB |",
                file.getFileName(),
                Files.size(file) / 1e6,
                middle(first),
                least(first),
                middle(later),
                least(later),
                middle(heap));
    }

    private static double middle(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static double least(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
}
