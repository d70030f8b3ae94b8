package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.SimpleRnn;

/** A {@link SimpleRnn} layer that is being written down. */
public final class SimpleRnnBuilder extends RecurrentBuilder<SimpleRnnBuilder> {

    private final int units;

    SimpleRnnBuilder(SimpleRnn defaults) {
        super(defaults.activation(), defaults.useBias());
        units = defaults.units();
    }

    @Override
    LayerSpec spec(Names names) {
        return new SimpleRnn(units, activation(), useBias(), rnn(), training());
    }
}
