package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.Windows;

/**
 * Options of the layers that slide a kernel over time, images or volumes. What may differ along each axis is given as one number for
 * all or as one for each.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class ConvolutionBuilder<B extends ConvolutionBuilder<B>> extends KernelBuilder<B>
        permits ConvBuilder, ConvTransposeBuilder {

    private final WindowOptions options;

    ConvolutionBuilder(Windows windows, boolean channelsFirst, Activation activation, boolean useBias) {
        super(activation, useBias);
        options = new WindowOptions(windows, channelsFirst);
    }

    /** Places from one window to the next; 1 unless said otherwise. */
    public B strides(int... value) {
        options.strides(value);
        return self();
    }

    /** {@code valid} or {@code same}, along time also {@code causal}; valid unless said otherwise. */
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

    final WindowOptions options() {
        return options;
    }
}
