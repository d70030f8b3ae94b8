package io.keratin.benchmarks.compare;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the user of {@link Compare} asked for. */
final class CompareOptions {

    static final String HELP = """
            Times models beside other libraries; what Keras predicted is checked first.

              --models DIR     folder with NAME.keras, NAME.onnx, NAME.input.npy, NAME.expected.npy
                               (default benchmarks/target/peers)
              --only A,B       these models alone
              --batch 1,32     batch sizes (default 1,32,256)
              --threads 1,2    threads (default 1,2)
              --seconds S      how long to measure a cell, all contenders together (default 3)
              --pause MS       pause before each round (default 20)
              --batch-size N   samples that Keratin computes together (default 32, as Model.predict)
              --one-jvm        all models in one JVM; else each has a fresh one, as in a program of its own
              --no-peer        Keratin alone
              --cold           time from the start of a JVM to its first answer instead (default model W2)
              --starts N       JVMs that --cold starts for each contender (default 5)
              --out FILE       write the table into a file, too

            -Dkeratin.kernels=portable before the class or jar chooses the portable kernels.
            """;

    Path models = Path.of("benchmarks/target/peers");
    List<String> only = List.of();
    List<Integer> batches = List.of(1, 32, 256);
    List<Integer> threads = List.of(1, 2);
    double seconds = 3;
    long pauseMillis = 20;
    int batchSize = 32;
    boolean peers = true;
    boolean oneJvm;

    /** For the children: print the cells as {@link Cell#encode} does instead of a table. */
    boolean cellsOnly;

    boolean cold;
    int starts = 5;
    boolean help;

    @Nullable
    Path out;

    /** Reads the command line. */
    static CompareOptions parse(String... args) {
        CompareOptions options = new CompareOptions();
        for (Iterator<String> i = List.of(args).iterator(); i.hasNext(); ) {
            options.read(i.next(), i);
        }
        return options;
    }

    private void read(String option, Iterator<String> rest) {
        switch (option) {
            case "--models" -> models = Path.of(value(option, rest));
            case "--only" -> only = List.of(value(option, rest).split(",", -1));
            case "--batch" -> batches = numbers(value(option, rest));
            case "--threads" -> threads = numbers(value(option, rest));
            case "--seconds" -> seconds = Double.parseDouble(value(option, rest));
            case "--pause" -> pauseMillis = Long.parseLong(value(option, rest));
            case "--batch-size" -> batchSize = Integer.parseInt(value(option, rest));
            case "--no-peer" -> peers = false;
            case "--one-jvm" -> oneJvm = true;
            case "--cells-only" -> cellsOnly = true;
            case "--cold" -> cold = true;
            case "--starts" -> starts = Integer.parseInt(value(option, rest));
            case "--out" -> out = Path.of(value(option, rest));
            case "--help" -> help = true;
            default -> throw new IllegalArgumentException(option + ": no such option; --help lists them");
        }
    }

    private static String value(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value; --help lists the options");
        }
        return rest.next();
    }

    private static List<Integer> numbers(String text) {
        return Stream.of(text.split(",", -1)).map(Integer::valueOf).toList();
    }
}
