package io.keratin.benchmarks;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.kernels.WeightPrecision;
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

/**
 * The product of an LSTM step of one sequence: (1, units) · (units, 4 · units). It reads every weight once, so the cache that
 * holds them decides: GB/s = 16e-3 · units² / µs, a half or a quarter of it with
 * bfloat16 or int8.
 */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = Setup.ADD_MODULES)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GemvBenchmark {

    /** Which kernels. */
    @Param({"portable", "vector"})
    public String kernels = "";

    /** Size of the state. */
    @Param({"32", "64", "128", "256", "512", "1024"})
    public int units;

    /** How the weights are kept. */
    @Param({"FLOAT32", "BFLOAT16", "INT8"})
    public WeightPrecision precision = WeightPrecision.FLOAT32;

    private final float[] work = new float[Kernels.WORK];
    private Kernels chosen = Setup.kernels("portable");
    private PackedMatrix weights = chosen.pack(new float[4], 1, 1, 0, 1, 2, 3);
    private float[] h = {};
    private float[] z = {};

    /** Packs the weights. */
    @org.openjdk.jmh.annotations.Setup
    public void setUp() {
        chosen = Setup.kernels(kernels);
        weights = chosen.pack(Setup.values(units * 4 * units), units, units, precision, 0, 1, 3, 2);
        h = Setup.values(units);
        z = new float[weights.columns()];
    }

    /** One product. */
    @Benchmark
    public float[] gemv() {
        chosen.gemm(1, h, 0, units, weights, null, 0, 0, z, 0, z.length, work);
        return z;
    }
}
