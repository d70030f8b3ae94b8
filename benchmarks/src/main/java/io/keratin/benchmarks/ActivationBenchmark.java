package io.keratin.benchmarks;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Dialect;
import io.keratin.core.kernels.Kernels;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Activations over an array in the L1 cache, time per element; includes copying the array, 0.03 ns. */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = Setup.ADD_MODULES)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ActivationBenchmark {

    private static final int LENGTH = 4096;

    /** Which kernels. */
    @Param({"portable", "vector"})
    public String kernels = "";

    /** Keras's name. */
    @Param({"sigmoid", "tanh", "relu"})
    public String name = "";

    private final float[] from = Setup.values(LENGTH);
    private final float[] x = new float[LENGTH];
    private Kernels chosen = Setup.kernels("portable");
    private Activation activation = Activations.LINEAR;

    /** Finds kernels and activation. */
    @org.openjdk.jmh.annotations.Setup
    public void setUp() {
        chosen = Setup.kernels(kernels);
        activation = Objects.requireNonNull(Activations.get(name, Dialect.KERAS_3));
    }

    /** All values of an array. */
    @Benchmark
    @OperationsPerInvocation(LENGTH)
    public float[] activate() {
        System.arraycopy(from, 0, x, 0, LENGTH);
        chosen.activate(activation, x, 0, 1, LENGTH, LENGTH);
        return x;
    }
}
