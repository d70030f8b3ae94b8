package io.keratin.dsl;

import io.keratin.core.activations.Activation;

/**
 * Options of the layers that multiply by a kernel: Dense, Conv1D and the recurrent ones.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class KernelBuilder<B extends KernelBuilder<B>> extends LayerBuilder<B>
        permits CellBuilder, Conv1dBuilder, DenseBuilder {

    private Activation activation;
    private boolean useBias;

    KernelBuilder(Activation activation, boolean useBias) {
        this.activation = activation;
        this.useBias = useBias;
    }

    /** The activation of this Keras name. */
    public B activation(String name) {
        return activation(Options.activation(name));
    }

    /** An activation, also one of your own. */
    public B activation(Activation value) {
        activation = value;
        return self();
    }

    /** Whether there is a bias; true unless said otherwise. */
    public B useBias(boolean value) {
        useBias = value;
        return self();
    }

    /** How the kernel begins. */
    public B kernelInitializer(String name) {
        return kernelInitializer(Initializer.of(name));
    }

    /** How the kernel begins. */
    public B kernelInitializer(Initializer value) {
        return training("kernel_initializer", value.serialized());
    }

    /** How the bias begins. */
    public B biasInitializer(String name) {
        return biasInitializer(Initializer.of(name));
    }

    /** How the bias begins. */
    public B biasInitializer(Initializer value) {
        return training("bias_initializer", value.serialized());
    }

    /** What training adds to the loss for the kernel. */
    public B kernelRegularizer(String name) {
        return kernelRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the kernel. */
    public B kernelRegularizer(Regularizer value) {
        return training("kernel_regularizer", value.serialized());
    }

    /** What training adds to the loss for the bias. */
    public B biasRegularizer(String name) {
        return biasRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the bias. */
    public B biasRegularizer(Regularizer value) {
        return training("bias_regularizer", value.serialized());
    }

    /** What training adds to the loss for the output. */
    public B activityRegularizer(String name) {
        return activityRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the output. */
    public B activityRegularizer(Regularizer value) {
        return training("activity_regularizer", value.serialized());
    }

    /** What training does to the kernel after each update. */
    public B kernelConstraint(String name) {
        return kernelConstraint(Constraint.of(name));
    }

    /** What training does to the kernel after each update. */
    public B kernelConstraint(Constraint value) {
        return training("kernel_constraint", value.serialized());
    }

    /** What training does to the bias after each update. */
    public B biasConstraint(String name) {
        return biasConstraint(Constraint.of(name));
    }

    /** What training does to the bias after each update. */
    public B biasConstraint(Constraint value) {
        return training("bias_constraint", value.serialized());
    }

    final Activation activation() {
        return activation;
    }

    final boolean useBias() {
        return useBias;
    }
}
