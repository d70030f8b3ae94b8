package io.keratin.benchmarks;

import io.keratin.core.ModelStream;
import io.keratin.core.layers.Lstm;
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

/** One step of a stream through an LSTM layer of 32 units: what an audio effect or a sensor pays for a sample. */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = Setup.ADD_MODULES)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StepBenchmark {

    private static final int UNITS = 32;

    /** Which kernels. */
    @Param({"portable", "vector"})
    public String kernels = "";

    private final float[] x = {0.5f};
    private final float[] y = new float[UNITS];
    private ModelStream stream = Setup.model(new Lstm(UNITS), 1, 1, Setup.kernels("portable")).stream();

    /** Builds the model. */
    @org.openjdk.jmh.annotations.Setup
    public void setUp() {
        stream = Setup.model(new Lstm(UNITS), 1, 1, Setup.kernels(kernels)).stream();
    }

    /** One step. */
    @Benchmark
    public float[] step() {
        stream.step(x, y);
        return y;
    }
}
