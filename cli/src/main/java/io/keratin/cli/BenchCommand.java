package io.keratin.cli;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.KerasModel;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures how long a prediction takes. */
@Command(
        name = "bench",
        description = "Measure latency and throughput on random input, after a warm-up of half the time.")
final class BenchCommand implements Callable<Integer> {

    private static final int OPEN_TIME = 100;

    private final Console console;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            description = "Samples in one call (default: 1, or the model's fixed batch size).")
    private @Nullable Integer batchSize;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that share the samples of a call (default: ${DEFAULT-VALUE}).")
    private int threads = 1;

    @Option(
            names = "--time",
            paramLabel = "T",
            description = "Length of an open time axis (default: " + OPEN_TIME + ").")
    private @Nullable Integer time;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "5",
            description = "How long to measure (default: ${DEFAULT-VALUE}).")
    private double seconds = 5;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!isPositive(batchSize) || !isPositive(time) || threads < 1 || !(seconds > 0)) {
            throw new ParameterException(
                    spec.commandLine(), "--batch-size, --threads, --time and --seconds must be positive");
        }
        ModelSource source = model.source();
        Model m = source.load(console);
        List<Tensor> x = RandomInput.of(m, Failures.in(source.model(), () -> m.inputShapes().stream()
                .map(this::shape)
                .toList()));
        Latencies latencies = Failures.in(source.model(), () -> {
            console.progress(
                    "input " + x.stream().map(Tensor::toString).collect(Collectors.joining(", ")) + ", warming up");
            Runnable call = call(m, x);
            measure(call, seconds / 2);
            console.progress("measuring for " + seconds + " s");
            return measure(call, seconds);
        });
        tell(m, x.get(0).shape().dim(0), latencies);
        console.tellWarnings();
        return 0;
    }

    private static boolean isPositive(@Nullable Integer n) {
        return n == null || n > 0;
    }

    /** The model's input shape with a number for every open axis. */
    private Shape shape(Shape in) {
        int fixed = in.dim(0);
        if (fixed != Shape.NONE && batchSize != null && batchSize != fixed) {
            throw new KeratinException(
                    "the model has a fixed batch size of " + fixed + ", found --batch-size " + batchSize);
        }
        Shape shape = fixed != Shape.NONE ? in : in.with(0, batchSize == null ? 1 : batchSize);
        if (time != null && shape.isKnown() && (in.rank() < 2 || in.dim(1) != time)) {
            throw new KeratinException("the input " + in + " has no open time axis, found --time " + time);
        }
        for (int axis = 1; axis < in.rank(); axis++) {
            if (in.dim(axis) == Shape.NONE) {
                shape = shape.with(axis, time == null ? OPEN_TIME : time);
            }
        }
        return shape;
    }

    /** A prediction into arrays that are there already, where the model has one input and one output. */
    private Runnable call(Model m, List<Tensor> x) {
        Tensor first = x.get(0);
        int batch = first.shape().dim(0);
        if (x.size() > 1 || m.outputShapes().size() > 1) {
            return () -> m.predictAll(x, batch, threads);
        }
        Tensor y = Tensor.zeros(m.outputDTypes().get(0), m.outputShape(first.shape()));
        return () -> m.predict(first, y, batch, threads);
    }

    private static Latencies measure(Runnable call, double seconds) {
        Latencies latencies = new Latencies();
        long before = System.nanoTime();
        long end = before + (long) (seconds * 1e9);
        do {
            call.run();
            long now = System.nanoTime();
            latencies.add(now - before);
            before = now;
        } while (before < end);
        return latencies;
    }

    private void tell(Model m, int batch, Latencies latencies) {
        double perSecond = latencies.calls() * (double) batch / latencies.seconds();
        String kernels = m.kernels().name();
        if (json) {
            console.result(KerasModel.toJson(Value.fields(
                    "median_us",
                    latencies.micros(50),
                    "p99_us",
                    latencies.micros(99),
                    "samples_per_second",
                    Math.round(perSecond * 10) / 10.0,
                    "batch",
                    batch,
                    "threads",
                    threads,
                    "kernels",
                    kernels)));
            return;
        }
        console.result(
                "batch " + batch + ", threads " + threads + ", kernels " + kernels + ", calls " + latencies.calls());
        line("median", latencies.micros(50), "us");
        line("p90", latencies.micros(90), "us");
        line("p99", latencies.micros(99), "us");
        line("rate", perSecond, "samples/s");
    }

    private void line(String name, double number, String unit) {
        console.result(String.format(Locale.ROOT, "%-6s %12.1f %s", name, number, unit));
    }
}
