package io.keratin.benchmarks;

import io.keratin.core.Model;
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

/** A whole LSTM layer through {@link Model#predict}: 100 steps of 32 features, 128 units. */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = Setup.ADD_MODULES)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class LstmBenchmark {

    private static final int STEPS = 100;
    private static final int FEATURES = 32;
    private static final int UNITS = 128;

    /** Which kernels. */
    @Param({"portable", "vector"})
    public String kernels = "";

    /** Sequences that are computed together. */
    @Param({"1", "32"})
    public int batch;

    private Model model = Setup.model(new Lstm(1), 1, 1, Setup.kernels("portable"));
    private Tensor x = Tensor.zeros(DType.FLOAT32, Shape.of(0, 1, 1));
    private Tensor y = Tensor.zeros(DType.FLOAT32, Shape.of(0, 1));

    /** Builds the model. */
    @org.openjdk.jmh.annotations.Setup
    public void setUp() {
        model = Setup.model(new Lstm(UNITS), STEPS, FEATURES, Setup.kernels(kernels));
        x = Tensor.of(Setup.values(batch * STEPS * FEATURES), batch, STEPS, FEATURES);
        y = Tensor.zeros(DType.FLOAT32, Shape.of(batch, UNITS));
    }

    /** One batch. */
    @Benchmark
    public Tensor predict() {
        model.predict(x, y);
        return y;
    }
}
