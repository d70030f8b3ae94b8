package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.ConvLstm;
import io.keratin.core.layers.LayerSpec;

/** A {@link ConvLstm} layer that is being written down. */
public final class ConvLstmBuilder extends RecurrentBuilder<ConvLstmBuilder> {

    private final int filters;
    private final WindowOptions options;
    private Activation recurrentActivation;

    ConvLstmBuilder(ConvLstm defaults) {
        super(defaults.activation(), defaults.useBias());
        filters = defaults.filters();
        options = new WindowOptions(defaults.windows(), defaults.channelsFirst());
        recurrentActivation = defaults.recurrentActivation();
    }

    /** Places of the input from one window to the next; 1 unless said otherwise. */
    public ConvLstmBuilder strides(int... value) {
        options.strides(value);
        return this;
    }

    /** What the input is padded with: {@code valid} or {@code same}; valid unless said otherwise. */
    public ConvLstmBuilder padding(String value) {
        options.padding(value);
        return this;
    }

    /** {@code channels_last} or {@code channels_first}. */
    public ConvLstmBuilder dataFormat(String value) {
        options.dataFormat(value);
        return this;
    }

    /** Distance between the places of a window over the input; 1 unless said otherwise. */
    public ConvLstmBuilder dilationRate(int... value) {
        options.dilationRate(value);
        return this;
    }

    /** The gates' activation. */
    public ConvLstmBuilder recurrentActivation(String name) {
        return recurrentActivation(Options.activation(name));
    }

    /** The gates' activation, also one of your own. */
    public ConvLstmBuilder recurrentActivation(Activation value) {
        recurrentActivation = value;
        return this;
    }

    /** Whether the forget gate's bias begins at 1; true unless said otherwise. */
    public ConvLstmBuilder unitForgetBias(boolean value) {
        return training("unit_forget_bias", value);
    }

    @Override
    LayerSpec spec(Names names) {
        return new ConvLstm(
                filters,
                options.windows(),
                options.channelsFirst(),
                activation(),
                recurrentActivation,
                useBias(),
                rnn(),
                training());
    }
}
