package io.keratin.benchmarks.growth;

import java.util.List;
import java.util.function.IntFunction;

/**
 * One size that grows while the others stay.
 *
 * @param name its name in file names and on the command line
 * @param label what the chart calls it
 * @param others the sizes that stay
 * @param values the sizes that are measured
 * @param size all sizes for one of the values
 */
record Axis(String name, String label, String others, List<Integer> values, IntFunction<Size> size) {

    /** All that are measured. */
    static List<Axis> all() {
        Size m = Size.MIDDLE;
        return List.of(
                new Axis(
                        "units",
                        "units H",
                        "X 32, T 100, B 1, one layer",
                        List.of(8, 16, 32, 64, 128, 256, 512, 1024, 2048),
                        m::withUnits),
                new Axis(
                        "steps",
                        "time steps T",
                        "X 32, H 128, B 1, one layer",
                        List.of(1, 3, 10, 30, 100, 300, 1000, 3000, 10_000),
                        m::withSteps),
                new Axis(
                        "batch",
                        "batch size B",
                        "X 32, H 128, T 100, one layer",
                        List.of(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024),
                        m::withBatch),
                new Axis(
                        "layers",
                        "LSTM layers",
                        "X 32, H 128, T 100, B 1",
                        List.of(1, 2, 3, 4, 5, 6, 7, 8),
                        m::withLayers));
    }
}
