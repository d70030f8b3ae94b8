/**
 * The arithmetic under the layers: matrix products on packed weights, recurrent steps, activations over ranges.
 *
 * <p>{@link io.keratin.core.kernels.Kernels} is the contract, {@link io.keratin.core.kernels.PortableKernels} its
 * definition; a faster implementation is found as a service. Letters: m rows, k inner length, L units of a panel, G gates.
 */
package io.keratin.core.kernels;
