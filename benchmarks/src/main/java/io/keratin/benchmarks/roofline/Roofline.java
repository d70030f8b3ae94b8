package io.keratin.benchmarks.roofline;

import io.keratin.core.Model;
import io.keratin.core.tensor.Shape;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The time below which no implementation of a model can fall on this machine. A product with weights needs its operations
 * at the peak of the processor, or its weights at the bandwidth of the cache that holds them, whichever takes longer; the
 * steps of a recurrent layer cannot be merged into one product. Activations count with what these kernels need for them.
 */
public final class Roofline {

    private final Ceiling ceiling;

    /** Seconds for one value, by Keras's name. */
    private final Map<String, Double> activations = new TreeMap<>();

    /** Under this ceiling, with what activations cost with the kernels of this JVM. */
    public Roofline(Ceiling ceiling) {
        this.ceiling = ceiling;
    }

    /** Seconds for one input of this shape on processors worth so many threads, were the work perfectly divided. */
    public double seconds(Model model, Shape input, double threads) {
        Work work = Work.of(model.spec().spec(), input);
        double seconds = 0;
        for (Work.Products p : work.products()) {
            seconds += p.times() * Math.max(p.flops() / ceiling.flops(), p.bytes() / ceiling.bandwidth(p.bytes()));
        }
        for (Work.Activated a : work.activated()) {
            seconds += a.values() * activationSeconds(a.function());
        }
        return seconds / threads;
    }

    private double activationSeconds(String function) {
        return function.equals("linear") ? 0 : activations.computeIfAbsent(function, Probe::activationSeconds);
    }

    /** Seconds for the products of one input of this shape at the peak of one processor, whatever has to be read. */
    public double arithmeticSeconds(Model model, Shape input) {
        return Work.of(model.spec().spec(), input).products().stream()
                        .mapToDouble(p -> p.times() * p.flops())
                        .sum()
                / ceiling.flops();
    }

    /** What was measured. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(ceiling.toString());
        activations.forEach(
                (name, seconds) -> text.append(String.format(Locale.ROOT, ", %s %.2f ns", name, seconds * 1e9)));
        return text.toString();
    }
}
