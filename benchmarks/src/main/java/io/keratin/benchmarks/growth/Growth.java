package io.keratin.benchmarks.growth;

import io.keratin.benchmarks.growth.Chart.Curve;
import io.keratin.benchmarks.growth.Chart.Mark;
import io.keratin.benchmarks.roofline.Machine;
import io.keratin.benchmarks.roofline.Probe;
import io.keratin.benchmarks.roofline.Roofline;
import io.keratin.core.kernels.KernelSelection;
import io.keratin.core.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Measures how time and memory of an LSTM grow along one axis at a time and draws the curves.
 *
 * <pre>
 * java -XX:+UseSerialGC --add-modules jdk.incubator.vector -cp benchmarks/target/benchmarks.jar \
 *     io.keratin.benchmarks.growth.Growth docs/growth 2 [units|steps|batch|layers ...]
 * </pre>
 */
public final class Growth {

    private static final String MEASURED = "stroke=\"#1565c0\" stroke-width=\"2\"";
    private static final String IDEAL = "stroke=\"#2e7d32\" stroke-width=\"1.5\" stroke-dasharray=\"7 4\"";
    private static final String BOUND = "stroke=\"#c62828\" stroke-width=\"1.5\" stroke-dasharray=\"3 3\"";

    private final Path folder;
    private final double seconds;
    private final Kernels kernels = KernelSelection.current();
    private final Roofline roofline = new Roofline(Probe.ceiling());
    private final Meter meter = new Meter(kernels, roofline);

    private Growth(Path folder, double seconds) {
        this.folder = folder;
        this.seconds = seconds;
    }

    /** Folder for the pictures, seconds for each point, axes (all). */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args.length > 0 ? args[0] : "docs/growth"));
        Growth growth = new Growth(folder, args.length > 1 ? Double.parseDouble(args[1]) : 2);
        List<String> wanted = List.of(args).subList(Math.min(2, args.length), args.length);
        growth.meter.measure(Size.MIDDLE, 4 * growth.seconds); // loads and compiles everything
        for (Axis axis : Axis.all()) {
            if (wanted.isEmpty() || wanted.contains(axis.name())) {
                growth.run(axis);
            }
        }
    }

    private void run(Axis axis) throws IOException {
        List<Cost> costs = new ArrayList<>();
        for (int value : axis.values()) {
            Cost cost = meter.measure(axis.size().apply(value), seconds);
            System.out.println(axis.label() + " " + value + ": " + Units.time(cost.seconds()) + ", bound "
                    + Units.time(cost.bound()) + ", " + Units.bytes(cost.bytes()));
            costs.add(cost);
        }
        List<String> note = List.of(
                Machine.description(), kernels.name() + " kernels, one thread; the machine at best: " + roofline);
        String x = axis.label() + "  (" + axis.others() + ")";
        List<Curve> times = List.of(
                new Curve("measured (median)", MEASURED, true, each(costs, Cost::seconds)),
                new Curve("roofline bound", BOUND, false, each(costs, Cost::bound)),
                new Curve("FLOPs / peak", IDEAL, false, each(costs, Cost::arithmetic)));
        List<Curve> memory = List.of(new Curve("model and plan", MEASURED, true, each(costs, Cost::bytes)));
        write(
                axis.name() + "-time.svg",
                new Chart("Time of a prediction", x, note, axis.values(), times, marks(axis), Units::time));
        write(
                axis.name() + "-memory.svg",
                new Chart("Memory held", x, note, axis.values(), memory, marks(axis), Units::bytes));
    }

    /** Where the recurrent weights, read in every step, leave a cache. */
    private static List<Mark> marks(Axis axis) {
        List<Mark> marks = new ArrayList<>();
        for (int level = 1; axis.name().equals("units") && level <= 3; level++) {
            long bytes = Machine.cacheBytes(level);
            marks.add(new Mark("fits L" + level, Math.sqrt(bytes / (double) Size.recurrentBytes(1))));
        }
        return marks;
    }

    private static List<Double> each(List<Cost> costs, ToDoubleFunction<Cost> number) {
        return costs.stream().map(number::applyAsDouble).toList();
    }

    private void write(String name, Chart chart) throws IOException {
        Files.writeString(folder.resolve(name), chart.svg());
    }
}
