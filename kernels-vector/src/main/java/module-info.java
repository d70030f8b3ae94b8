/** The kernels of {@link io.keratin.core.kernels.Kernels} on the Vector API; found as a service, nothing to call here. */
@org.jspecify.annotations.NullMarked
module io.keratin.vector {
    requires static org.jspecify;
    requires io.keratin.core;
    requires jdk.incubator.vector;

    provides io.keratin.core.kernels.KernelProvider with
            io.keratin.vector.VectorProvider;
}
