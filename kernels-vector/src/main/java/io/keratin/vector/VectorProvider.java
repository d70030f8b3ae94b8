package io.keratin.vector;

import io.keratin.core.kernels.KernelProvider;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PortableKernels;

/** Gives the vector kernels where this JVM turns the Vector API into machine instructions, else the portable ones. */
public final class VectorProvider implements KernelProvider {

    /** A fused multiply-add without hardware goes through BigDecimal and takes microseconds; with hardware, nanoseconds. */
    private static final long MAX_FMA_NANOS = 5000;

    /** For the service loader. */
    public VectorProvider() {}

    @Override
    public Kernels kernels() {
        return compiles() && Lanes.L >= 4 && hasFma() ? new VectorKernels() : PortableKernels.INSTANCE;
    }

    /** Only HotSpot's C2 knows the Vector API; anywhere else every operation is a call that allocates, 100 times slower. */
    private static boolean compiles() {
        String vm = System.getProperty("java.vm.name", "");
        String mode = System.getProperty("java.vm.info", "");
        return (vm.contains("OpenJDK") || vm.contains("HotSpot"))
                && !vm.contains("Client")
                && !System.getProperty("java.vm.version", "").contains("jvmci")
                && mode.contains("mixed mode")
                && !mode.contains("emulated-client");
    }

    private static boolean hasFma() {
        long best = Long.MAX_VALUE;
        float x = 1;
        for (int i = 0; i < 100 && best > MAX_FMA_NANOS; i++) {
            long start = System.nanoTime();
            x = Math.fma(x, 0.999f, 0.001f);
            best = Math.min(best, System.nanoTime() - start);
        }
        return x > 0 && best <= MAX_FMA_NANOS;
    }
}
