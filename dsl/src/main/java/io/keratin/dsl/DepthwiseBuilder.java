package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.Windows;

/**
 * Options of the layers that convolve each channel alone. What may differ along each axis is given as one number for all or as one for
 * each.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class DepthwiseBuilder<B extends DepthwiseBuilder<B>> extends BiasBuilder<B>
        permits DepthwiseConvBuilder, SeparableConvBuilder {

    private int depthMultiplier = 1;
    private final WindowOptions options;

    DepthwiseBuilder(Windows windows, boolean channelsFirst, Activation activation, boolean useBias) {
        super(activation, useBias);
        options = new WindowOptions(windows, channelsFirst);
    }

    /** Places from one window to the next; 1 unless said otherwise. */
    public B strides(int... value) {
        options.strides(value);
        return self();
    }

    /** {@code valid} or {@code same}; valid unless said otherwise. */
    public B padding(String value) {
        options.padding(value);
        return self();
    }

    /** {@code channels_last} or {@code channels_first}. */
    public B dataFormat(String value) {
        options.dataFormat(value);
        return self();
    }

    /** Distance between the places of a window; 1 unless said otherwise. */
    public B dilationRate(int... value) {
        options.dilationRate(value);
        return self();
    }

    /** How many filters each channel has; 1 unless said otherwise. */
    public B depthMultiplier(int value) {
        depthMultiplier = value;
        return self();
    }

    /** How the kernel of single channels begins. */
    public B depthwiseInitializer(String name) {
        return depthwiseInitializer(Initializer.of(name));
    }

    /** How the kernel of single channels begins. */
    public B depthwiseInitializer(Initializer value) {
        return training("depthwise_initializer", value.serialized());
    }

    /** What training adds to the loss for the kernel of single channels. */
    public B depthwiseRegularizer(String name) {
        return depthwiseRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the kernel of single channels. */
    public B depthwiseRegularizer(Regularizer value) {
        return training("depthwise_regularizer", value.serialized());
    }

    /** What training does to the kernel of single channels after each update. */
    public B depthwiseConstraint(String name) {
        return depthwiseConstraint(Constraint.of(name));
    }

    /** What training does to the kernel of single channels after each update. */
    public B depthwiseConstraint(Constraint value) {
        return training("depthwise_constraint", value.serialized());
    }

    final int depthMultiplier() {
        return depthMultiplier;
    }

    final WindowOptions options() {
        return options;
    }
}
