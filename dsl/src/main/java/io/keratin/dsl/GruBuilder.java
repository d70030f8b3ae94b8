package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.LayerSpec;

/** A {@link Gru} layer that is being written down. */
public final class GruBuilder extends RecurrentBuilder<GruBuilder> {

    private final int units;
    private Activation recurrentActivation;
    private boolean resetAfter;

    GruBuilder(Gru defaults) {
        super(defaults.activation(), defaults.useBias());
        units = defaults.units();
        recurrentActivation = defaults.recurrentActivation();
        resetAfter = defaults.resetAfter();
    }

    /** The gates' activation. */
    public GruBuilder recurrentActivation(String name) {
        return recurrentActivation(Options.activation(name));
    }

    /** The gates' activation, also one of your own. */
    public GruBuilder recurrentActivation(Activation value) {
        recurrentActivation = value;
        return this;
    }

    /** Whether the reset gate acts after the matrix product; true unless said otherwise. */
    public GruBuilder resetAfter(boolean value) {
        resetAfter = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new Gru(units, activation(), recurrentActivation, useBias(), resetAfter, rnn(), training());
    }
}
