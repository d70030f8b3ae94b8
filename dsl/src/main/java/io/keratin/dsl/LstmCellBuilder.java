package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Lstm;
import io.keratin.core.layers.PeepholeLstm;
import io.keratin.core.layers.RnnCell;
import io.keratin.core.layers.RnnOptions;

/** The cell of an {@link Lstm} that is being written down. */
public final class LstmCellBuilder extends CellBuilder<LstmCellBuilder> {

    private final int units;
    private Activation recurrentActivation;
    private boolean peephole;

    LstmCellBuilder(Lstm defaults) {
        super(defaults.activation(), defaults.useBias());
        units = defaults.units();
        recurrentActivation = defaults.recurrentActivation();
    }

    /** The gates' activation. */
    public LstmCellBuilder recurrentActivation(String name) {
        return recurrentActivation(Options.activation(name));
    }

    /** The gates' activation, also one of your own. */
    public LstmCellBuilder recurrentActivation(Activation value) {
        recurrentActivation = value;
        return this;
    }

    /** Whether the forget gate's bias begins at 1; true unless said otherwise. */
    public LstmCellBuilder unitForgetBias(boolean value) {
        return training("unit_forget_bias", value);
    }

    /** Whether the gates see the cell state too: the cell is then that of a {@link PeepholeLstm}. */
    public LstmCellBuilder peephole(boolean value) {
        peephole = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        Lstm lstm = new Lstm(units, activation(), recurrentActivation, useBias(), RnnOptions.DEFAULTS, training());
        return new RnnCell(peephole ? new PeepholeLstm(lstm) : lstm);
    }
}
