package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Lstm;

/** An {@link Lstm} layer that is being written down. */
public final class LstmBuilder extends RecurrentBuilder<LstmBuilder> {

    private final int units;
    private Activation recurrentActivation;

    LstmBuilder(Lstm defaults) {
        super(defaults.activation(), defaults.useBias());
        units = defaults.units();
        recurrentActivation = defaults.recurrentActivation();
    }

    /** The gates' activation. */
    public LstmBuilder recurrentActivation(String name) {
        return recurrentActivation(Options.activation(name));
    }

    /** The gates' activation, also one of your own. */
    public LstmBuilder recurrentActivation(Activation value) {
        recurrentActivation = value;
        return this;
    }

    /** Whether the forget gate's bias begins at 1; true unless said otherwise. */
    public LstmBuilder unitForgetBias(boolean value) {
        return training("unit_forget_bias", value);
    }

    @Override
    LayerSpec spec(Names names) {
        return new Lstm(units, activation(), recurrentActivation, useBias(), rnn(), training());
    }
}
