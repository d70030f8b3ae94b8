package io.keratin.benchmarks.growth;

import java.util.ArrayList;
import java.util.List;

/**
 * A logarithmic axis of a chart.
 *
 * @param least value at {@code from}
 * @param most value at {@code to}
 * @param from position in pixels
 * @param to position in pixels
 */
record Scale(double least, double most, double from, double to) {

    /** An axis from the power of ten below all values to the one above. */
    static Scale decades(List<Double> values, double from, double to) {
        double least = values.stream().mapToDouble(v -> v).min().orElse(1);
        double most = values.stream().mapToDouble(v -> v).max().orElse(10);
        double top = Math.pow(10, Math.ceil(Math.log10(most)));
        return new Scale(Math.min(Math.pow(10, Math.floor(Math.log10(least))), top / 10), top, from, to);
    }

    double at(double value) {
        return from + (to - from) * Math.log(value / least) / Math.log(most / least);
    }

    boolean holds(double value) {
        return value >= least && value <= most;
    }

    /** The powers of ten on it. */
    List<Double> powersOfTen() {
        List<Double> ticks = new ArrayList<>();
        for (int e = (int) Math.ceil(Math.log10(least) - 1e-9); e <= Math.log10(most) + 1e-9; e++) {
            ticks.add(Math.pow(10, e));
        }
        return ticks;
    }
}
