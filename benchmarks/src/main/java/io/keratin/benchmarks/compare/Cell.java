package io.keratin.benchmarks.compare;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was measured with one batch size and number of threads.
 *
 * @param batch samples in a call, or 0 for single steps of a stream
 * @param threads threads that could compute
 * @param processors what the threads were worth, see {@link io.keratin.benchmarks.roofline.Processors}
 * @param times of Keratin first, then of each peer; empty lists for peers that cannot run the model
 */
record Cell(int batch, int threads, double processors, List<List<Double>> times) {

    /** Quantiles that are kept of the times: the median and the 99th percentile. */
    static final List<Double> QUANTILES = List.of(0.5, 0.99);

    /** Nanoseconds of a call that half of the calls did not exceed. */
    double median(int contender) {
        return times.get(contender).get(0);
    }

    /** Nanoseconds of a call that 99 of 100 calls did not exceed. */
    double p99(int contender) {
        return times.get(contender).get(1);
    }

    boolean has(int contender) {
        return !times.get(contender).isEmpty();
    }

    /** As a line of text. */
    String encode() {
        return batch + "/" + threads + "/" + processors + "/"
                + times.stream()
                        .map(t -> t.stream().map(Object::toString).collect(Collectors.joining(",")))
                        .collect(Collectors.joining("/"));
    }

    /** From a line of text. */
    static Cell decode(String line) {
        List<String> parts = List.of(line.split("/", -1));
        List<List<Double>> times = parts.subList(3, parts.size()).stream()
                .map(t -> t.isEmpty()
                        ? List.<Double>of()
                        : Stream.of(t.split(",", -1)).map(Double::valueOf).toList())
                .toList();
        return new Cell(
                Integer.parseInt(parts.get(0)),
                Integer.parseInt(parts.get(1)),
                Double.parseDouble(parts.get(2)),
                times);
    }
}
