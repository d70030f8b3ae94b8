package io.keratin.benchmarks.roofline;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.kernels.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What activations cost with some kernels, for values in the L1 cache. */
public final class ActivationCost {

    private static final int ROWS = 64;
    private static final int ROW = 64;

    private final Kernels kernels;
    private final Map<String, Double> known = new TreeMap<>();

    /** Measures the usual activations with these kernels at once, others when they are first asked for. */
    public ActivationCost(Kernels kernels) {
        this.kernels = kernels;
        List.of(Activations.SIGMOID, Activations.TANH, Activations.RELU).forEach(this::seconds);
    }

    /** Seconds for one value. */
    public double seconds(Activation f) {
        return f.kerasName().equals("linear") ? 0 : known.computeIfAbsent(f.kerasName(), name -> measure(f));
    }

    private double measure(Activation f) {
        float[] x = new float[ROWS * ROW];
        return Stopwatch.best(() -> {
                    Arrays.fill(x, 0.5f);
                    kernels.activate(f, x, 0, ROWS, ROW, ROW);
                    return x[0];
                })
                / x.length;
    }

    /** Nanoseconds for one value of everything measured so far. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        known.forEach((name, seconds) -> text.append(text.isEmpty() ? "" : ", ")
                .append(name)
                .append(String.format(Locale.ROOT, " %.2f", seconds * 1e9)));
        return text.append(" ns a value").toString();
    }
}
