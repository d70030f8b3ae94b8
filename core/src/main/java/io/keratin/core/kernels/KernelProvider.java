package io.keratin.core.kernels;

/** The service by which {@link KernelSelection} finds kernels that lie outside of core. */
@FunctionalInterface
public interface KernelProvider {

    /** The kernels for this machine. */
    Kernels kernels();
}
