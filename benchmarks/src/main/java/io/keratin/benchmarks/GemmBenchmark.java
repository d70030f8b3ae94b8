package io.keratin.benchmarks;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
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

/** Products with packed weights: (rows, inner) · (inner, columns); GFLOP/s = 2e-3 · rows · inner · columns / µs. */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = Setup.ADD_MODULES)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GemmBenchmark {

    /** Which kernels. */
    @Param({"portable", "vector"})
    public String kernels = "";

    /** rows x columns x inner. */
    @Param({"1x512x128", "32x512x160", "256x512x160", "32x2048x768"})
    public String size = "";

    private Case product = new Case("portable", "1x1x1");

    /** Packs the weights. */
    @org.openjdk.jmh.annotations.Setup
    public void setUp() {
        product = new Case(kernels, size);
    }

    /** One product. */
    @Benchmark
    public float[] gemm() {
        return product.run();
    }

    private static final class Case {

        private final Kernels kernels;
        private final int rows;
        private final int inner;
        private final PackedMatrix weights;
        private final float[] a;
        private final float[] bias;
        private final float[] d;
        private final float[] work = new float[Kernels.WORK];

        Case(String name, String size) {
            String[] parts = size.split("x", 3);
            kernels = Setup.kernels(name);
            rows = Integer.parseInt(parts[0]);
            inner = Integer.parseInt(parts[2]);
            int columns = Integer.parseInt(parts[1]);
            weights = kernels.pack(Setup.values(inner * columns), inner, columns, 0);
            a = Setup.values(rows * inner);
            bias = Setup.values(columns);
            d = new float[rows * columns];
        }

        float[] run() {
            kernels.gemm(rows, a, 0, inner, weights, bias, 0, 0, d, 0, weights.columns(), work);
            return d;
        }
    }
}
