package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.Gru;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.RnnCell;
import io.keratin.core.layers.RnnOptions;

/** The cell of {@link Gru} that is being written down. */
public final class GruCellBuilder extends CellBuilder<GruCellBuilder> {

    private final int units;
    private Activation recurrentActivation;
    private boolean resetAfter;

    GruCellBuilder(Gru defaults) {
        super(defaults.activation(), defaults.useBias());
        units = defaults.units();
        recurrentActivation = defaults.recurrentActivation();
        resetAfter = defaults.resetAfter();
    }

    /** The gates' activation. */
    public GruCellBuilder recurrentActivation(String name) {
        return recurrentActivation(Options.activation(name));
    }

    /** The gates' activation, also one of your own. */
    public GruCellBuilder recurrentActivation(Activation value) {
        recurrentActivation = value;
        return this;
    }

    /** Whether the reset gate acts after the matrix product; true unless said otherwise. */
    public GruCellBuilder resetAfter(boolean value) {
        resetAfter = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new RnnCell(new Gru(
                units, activation(), recurrentActivation, useBias(), resetAfter, RnnOptions.DEFAULTS, training()));
    }
}
