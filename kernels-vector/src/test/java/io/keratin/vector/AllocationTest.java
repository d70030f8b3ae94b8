package io.keratin.vector;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.keratin.core.activations.Activations;
import io.keratin.core.kernels.CellStep;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.kernels.PortableKernels;
import io.keratin.core.kernels.ScaledLines;
import io.keratin.core.kernels.ScaledRows;
import io.keratin.core.kernels.WeightPrecision;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * No kernel allocates once it is compiled. On the vector kernels this is the guard against boxing: a method that has grown
 * beyond what C2 inlines still gives the right numbers, ten times slower, and only its garbage betrays it.
 */
class AllocationTest {

    /** Boxing costs hundreds to thousands of bytes a call. */
    private static final double MAX_BYTES_PER_CALL = 16;

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final int WINDOW = 500;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TestFactory
    Stream<DynamicTest> no_kernel_allocates_when_warm() {
        return Stream.of(PortableKernels.INSTANCE, new VectorKernels()).flatMap(kernels -> IntStream.of(1, 3, 6, 17)
                .boxed()
                .flatMap(m -> checks(kernels, WeightPrecision.FLOAT32, 40, m)));
    }

    /** Of the portable kernels, reduced weights are the same as any. */
    @TestFactory
    Stream<DynamicTest> no_kernel_allocates_on_weights_of_reduced_precision() {
        Kernels kernels = new VectorKernels();
        return Stream.of(WeightPrecision.BFLOAT16, WeightPrecision.INT8).flatMap(precision -> IntStream.of(1, 2, 6)
                .boxed()
                .flatMap(m -> IntStream.of(40, 43).boxed().flatMap(units -> checks(kernels, precision, units, m))));
    }

    private Stream<DynamicTest> checks(Kernels kernels, WeightPrecision precision, int units, int m) {
        return calls(kernels, precision, units, m).entrySet().stream().map(call -> {
            String name = String.format(
                    "%s %s %s of %d rows and %d units", kernels.name(), precision, call.getKey(), m, units);
            return DynamicTest.dynamicTest(
                    name, () -> assertThat(bytesPerCall(call.getValue())).isLessThan(MAX_BYTES_PER_CALL));
        });
    }

    private static Map<String, Runnable> calls(Kernels k, WeightPrecision precision, int units, int m) {
        Random random = new Random(1);
        PackedMatrix dense = k.pack(new float[units * units], units, units, precision, 0);
        PackedMatrix two = k.pack(new float[units * 3 * units], units, units, precision, 0, 1);
        PackedMatrix three = k.pack(new float[units * 3 * units], units, units, precision, 0, 1, 2);
        PackedMatrix four = k.pack(new float[units * 4 * units], units, units, precision, 0, 1, 3, 2);
        float[] zx = new float[m * four.columns()];
        float[] h = new float[m * units];
        float[] c = new float[m * units];
        for (int i = 0; i < h.length; i++) {
            h[i] = random.nextFloat();
        }
        Map<String, Runnable> calls = new LinkedHashMap<>();
        float[] d = new float[m * units];
        float[] work = new float[Kernels.WORK];
        calls.put("gemm", () -> k.gemm(m, h, 0, units, dense, null, 0, 0, d, 0, units, work));
        CellStep lstm = new CellStep(m, zx, four.columns(), h, units, 0, c, units, 0, work(m, four));
        lstm.at(0, h, d);
        calls.put("lstmStep", () -> k.lstmStep(four, Activations.SIGMOID, Activations.TANH, lstm));
        CellStep gru = new CellStep(m, zx, three.columns(), h, units, 0, c, units, 0, work(m, three));
        gru.at(0, h, d);
        calls.put("gruStep", () -> k.gruStep(three, null, Activations.SIGMOID, Activations.TANH, gru));
        CellStep before = new CellStep(m, zx, three.columns(), h, units, 0, c, units, 0, work(m, two));
        before.at(0, h, d);
        calls.put(
                "gruResetBeforeStep",
                () -> k.gruResetBeforeStep(two, dense, Activations.SIGMOID, Activations.TANH, before));
        for (int apart : new int[] {units, 0}) {
            ScaledRows rows = new ScaledRows(new float[3][units], units, new float[units], 0, 6);
            rows.x = new float[(m + 2) * units];
            rows.stride = units;
            rows.count = 3;
            Arrays.setAll(rows.starts, i -> i * apart);
            Arrays.setAll(rows.rows, i -> i);
            calls.put("addScaled of rows " + apart + " apart", () -> k.addScaled(rows, m, d, 0));
        }
        for (int right : new int[] {1, 2, 3}) {
            int columns = right * m + 1;
            ScaledLines lines =
                    new ScaledLines(new float[9][units], units, new float[units], 0, 6, columns, 1, right, 1, 2);
            lines.x = new float[2 * columns * units];
            Arrays.fill(lines.starts, -1);
            lines.starts[1] = columns * units;
            float[] sums = new float[2 * m * units];
            calls.put("addScaledLines, right " + right, () -> k.addScaledLines(lines, 2, 0, m, sums, 0));
        }
        float[] ones = new float[units];
        Arrays.fill(ones, 1);
        calls.put("scale", () -> k.scale(d, 0, d.length, ones, ones, 0, 6));
        calls.put("relu", () -> k.activate(Activations.RELU, d, 0, m, units, units));
        calls.put("copyPieces", () -> k.copyPieces(h, 0, 1, 2, m, 3, 9, zx, 0));
        return calls;
    }

    private static float[][] work(int m, PackedMatrix r) {
        return Arrays.stream(Kernels.stepWork(m, r)).mapToObj(float[]::new).toArray(float[][]::new);
    }

    /** The least of many windows: before the compiler is done, boxing is normal, and a profiler may allocate any time. */
    private double bytesPerCall(Runnable call) {
        long start = System.nanoTime();
        double least = Double.MAX_VALUE;
        while (least >= MAX_BYTES_PER_CALL && System.nanoTime() - start < PATIENCE_NANOS) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < WINDOW; i++) {
                call.run();
            }
            least = Math.min(least, (threads.getCurrentThreadAllocatedBytes() - before) / (double) WINDOW);
        }
        return least;
    }
}
