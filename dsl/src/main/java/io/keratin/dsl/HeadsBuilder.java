package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;

/**
 * Options that the attention layers with several heads share.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class HeadsBuilder<B extends HeadsBuilder<B>> extends KernelBuilder<B>
        permits GroupQueryAttentionBuilder, MultiHeadAttentionBuilder {

    private double dropout;
    private boolean useGate;
    private int slidingWindow;

    HeadsBuilder(boolean useBias) {
        super(Activations.LINEAR, useBias);
    }

    /** Refused: attention has no activation. */
    @Override
    public B activation(Activation value) {
        throw new IllegalArgumentException("attention has no activation, got " + value.kerasName());
    }

    /** Share of the weights that training drops; 0 unless said otherwise. */
    public B dropout(double value) {
        dropout = Options.rate("dropout", value);
        return self();
    }

    /** Whether what the heads give is multiplied by a sigmoid of the query; false unless said otherwise. */
    public B useGate(boolean value) {
        useGate = value;
        return self();
    }

    /** How far a key may be from the query, exclusive; any distance unless said otherwise. */
    public B slidingWindow(int value) {
        slidingWindow = value;
        return self();
    }

    /** The seed of training's dropout. */
    public B seed(long value) {
        return training("seed", value);
    }

    final double dropout() {
        return dropout;
    }

    final boolean useGate() {
        return useGate;
    }

    final int slidingWindow() {
        return slidingWindow;
    }
}
