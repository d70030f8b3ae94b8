package io.keratin.dsl;

import io.keratin.core.activations.Activation;

/**
 * Options of the layers that multiply by one kernel: Dense, EinsumDense, most convolutions and recurrent layers.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class KernelBuilder<B extends KernelBuilder<B>> extends BiasBuilder<B>
        permits CellBuilder,
                ConvolutionBuilder,
                DenseBuilder,
                EinsumDenseBuilder,
                HeadsBuilder,
                LocallyConnectedBuilder {

    KernelBuilder(Activation activation, boolean useBias) {
        super(activation, useBias);
    }

    /** How the kernel begins. */
    public B kernelInitializer(String name) {
        return kernelInitializer(Initializer.of(name));
    }

    /** How the kernel begins. */
    public B kernelInitializer(Initializer value) {
        return training("kernel_initializer", value.serialized());
    }

    /** What training adds to the loss for the kernel. */
    public B kernelRegularizer(String name) {
        return kernelRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the kernel. */
    public B kernelRegularizer(Regularizer value) {
        return training("kernel_regularizer", value.serialized());
    }

    /** What training does to the kernel after each update. */
    public B kernelConstraint(String name) {
        return kernelConstraint(Constraint.of(name));
    }

    /** What training does to the kernel after each update. */
    public B kernelConstraint(Constraint value) {
        return training("kernel_constraint", value.serialized());
    }
}
