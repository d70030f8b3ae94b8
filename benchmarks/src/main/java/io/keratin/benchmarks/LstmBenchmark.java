package io.keratin.benchmarks;

import io.keratin.core.Model;
import io.keratin.core.kernels.WeightPrecision;
import io.keratin.core.layers.Lstm;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A whole LSTM layer through {@link Model#predict}. */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = Setup.ADD_MODULES)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LstmBenchmark {

    /** Which kernels. */
    @Param({"portable", "vector"})
    public String kernels = "";

    /** Sequences that are computed together. */
    @Param({"1", "32"})
    public int batch;

    /** steps x features x units. */
    @Param({"100x32x128", "50x256x512"})
    public String size = "";

    /** How the weights are kept. */
    @Param({"FLOAT32", "BFLOAT16", "INT8"})
    public WeightPrecision precision = WeightPrecision.FLOAT32;

    private Model model = Setup.model(new Lstm(1), 1, 1, Setup.kernels("portable"));
    private Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(0, 1, 1));
    private Tensor y = Tensor.zeros(DType.FLOAT32, Shape.of(0, 1));

    /** Builds the model. */
    @org.openjdk.jmh.annotations.Setup
    public void setUp() {
        String[] parts = size.split("x", 3);
        int steps = Integer.parseInt(parts[0]);
        int features = Integer.parseInt(parts[1]);
        int units = Integer.parseInt(parts[2]);
        model = Setup.model(new Lstm(units), steps, features, Setup.kernels(kernels))
                .withWeightPrecision(precision);
        x = Tensor.of(Setup.values(batch * steps * features), batch, steps, features);
        y = Tensor.zeros(DType.FLOAT32, Shape.of(batch, units));
    }

    /** One batch. */
    @Benchmark
    public Tensor predict() {
        model.predict(x, y);
        return y;
    }
}
