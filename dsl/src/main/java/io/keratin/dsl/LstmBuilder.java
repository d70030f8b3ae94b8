package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.PeepholeLstm;
import io.keratin.core.layers.Rnn;
import io.keratin.core.layers.RnnCell;
import java.util.Set;

/** An {@link Lstm} layer that is being written down. */
public final class LstmBuilder extends RecurrentBuilder<LstmBuilder> {

    private final int units;
    private Activation recurrentActivation;
    private boolean peephole;

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

    /**
     * Whether the gates see the cell state too (Gers and Schmidhuber 2000), each unit its own: 3 · units weights more. Keras has this as a
     * cell alone, so the layer is an {@link Rnn} over that of a {@link PeepholeLstm}, without an activity regularizer.
     */
    public LstmBuilder peephole(boolean value) {
        peephole = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        Lstm lstm = new Lstm(units, activation(), recurrentActivation, useBias(), rnn(), training());
        if (!peephole) {
            return lstm;
        }
        if (training().regularizer("activity") != null) {
            throw new IllegalArgumentException(
                    "LSTM: with peephole there is no activity_regularizer; add the layer activityRegularization() behind it");
        }
        RnnCell cell = new RnnCell(new PeepholeLstm(lstm));
        return new Rnn(new NamedLayer(names.inside(Set.of()).next(cell.className()), cell), rnn());
    }
}
