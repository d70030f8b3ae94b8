package io.keratin.benchmarks.roofline;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Dialect;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.kernels.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Measures the machine in a JVM of its own. In the JVM that runs the models it would do harm: what the compiler learns about
 * the Vector API from these loops can cost the kernels half their speed (seen with JDK 17).
 */
public final class Probe {

    private static final String CEILING = "ceiling";
    private static final double PATIENCE_SECONDS = 2;
    private static final int CALLS = 16;
    private static final int ROWS = 4;
    private static final int ROW = 64;

    private Probe() {}

    /** What one thread can do at best. */
    public static Ceiling ceiling() {
        return Ceiling.of(run(CEILING));
    }

    /** Seconds for one value with the kernels of this JVM, values in the L1 cache. */
    static double activationSeconds(String kerasName) {
        return run(kerasName).get(0);
    }

    private static List<Double> run(String what) {
        List<Double> numbers = new ArrayList<>();
        ChildJvm.run(Probe.class, List.of(what), line -> numbers.add(Double.valueOf(line)));
        return numbers;
    }

    /** Measures what the one argument says and prints the numbers. */
    public static void main(String[] args) {
        List<Double> numbers =
                args[0].equals(CEILING) ? Ceiling.measure() : List.of(measure(KernelSelection.current(), args[0]));
        numbers.forEach(System.out::println);
    }

    private static double measure(Kernels kernels, String name) {
        Activation f = Objects.requireNonNull(Activations.get(name, Dialect.KERAS_3), name);
        float[] x = new float[ROWS * ROW];
        double seconds = Stopwatch.best(PATIENCE_SECONDS, () -> {
            for (int i = 0; i < CALLS; i++) {
                Arrays.fill(x, 0.5f);
                kernels.activate(f, x, 0, ROWS, ROW, ROW);
            }
            return x[0];
        });
        return seconds / (CALLS * x.length);
    }
}
