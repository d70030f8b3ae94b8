package io.keratin.benchmarks.growth;

import io.keratin.benchmarks.roofline.Roofline;
import io.keratin.core.Model;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.RnnOptions;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Builds models of any size and finds out what they cost. */
final class Meter {

    private static final int LEAST_CALLS = 5;
    private static final int COLLECTIONS = 4;

    private final Kernels kernels;
    private final Roofline roofline;

    Meter(Kernels kernels, Roofline roofline) {
        this.kernels = kernels;
        this.roofline = roofline;
    }

    /** Builds, warms up and times a model; {@code seconds} is the time for that. */
    Cost measure(Size size, double seconds) {
        Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(size.batch(), size.steps(), size.features()));
        Arrays.fill(x.floats(), 0.5f);
        Tensor y = Tensor.zeros(DType.FLOAT32, Shape.of(size.batch(), size.units()));
        long before = usedBytes();
        Model model = model(size);
        model.predict(x, y, size.batch(), 1);
        long after = usedBytes();
        median(model, x, y, seconds / 2);
        return new Cost(
                median(model, x, y, seconds / 2),
                after - before,
                roofline.arithmeticSeconds(model, x.shape()),
                roofline.seconds(model, x.shape(), 1));
    }

    private Model model(Size size) {
        NamedLayer input = new NamedLayer(
                "input", new InputLayer(Shape.of(Shape.NONE, size.steps(), size.features()), DType.FLOAT32));
        List<NamedLayer> layers = new ArrayList<>();
        for (int i = 1; i <= size.layers(); i++) {
            RnnOptions options = RnnOptions.DEFAULTS.withReturnSequences(i < size.layers());
            layers.add(new NamedLayer("lstm_" + i, new Lstm(size.units()).withRnn(options)));
        }
        NamedLayer spec = new NamedLayer("growth", new Sequential(input, layers));
        List<WeightSpec> weights = Model.weights(spec);
        List<float[]> values = weights.stream()
                .map(w -> values(Math.toIntExact(w.count()), size.units()))
                .toList();
        return Model.of(spec, new Parameters(weights, values), kernels);
    }

    /** Random weights, small enough that states stay within (-1, 1); Keras's own initial ones would take minutes here. */
    private static float[] values(int n, int units) {
        Random random = new Random(1);
        float scale = (float) (1 / Math.sqrt(units));
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (random.nextFloat() * 2 - 1) * scale;
        }
        return x;
    }

    private static double median(Model model, Tensor x, Tensor y, double seconds) {
        long[] times = new long[1 << 20];
        int n = 0;
        long before = System.nanoTime();
        long end = before + (long) (seconds * 1e9);
        while ((n < LEAST_CALLS || before < end) && n < times.length) {
            model.predict(x, y, x.shape().dim(0), 1);
            long now = System.nanoTime();
            times[n++] = now - before;
            before = now;
        }
        Arrays.sort(times, 0, n);
        return times[n / 2] / 1e9;
    }

    /** Bytes in use after collections: of the serial collector, only every fourth one leaves nothing behind. */
    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
