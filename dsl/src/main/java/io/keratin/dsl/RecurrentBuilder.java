package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.RnnOptions;

/**
 * A recurrent layer with a cell of its own.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class RecurrentBuilder<B extends RecurrentBuilder<B>> extends CellBuilder<B>
        implements OverTime<B> permits ConvLstmBuilder, GruBuilder, LstmBuilder, SimpleRnnBuilder {

    private RnnOptions rnn = RnnOptions.DEFAULTS;

    RecurrentBuilder(Activation activation, boolean useBias) {
        super(activation, useBias);
    }

    @Override
    public final RnnOptions rnn() {
        return rnn;
    }

    @Override
    public final B rnn(RnnOptions options) {
        rnn = options;
        return self();
    }
}
