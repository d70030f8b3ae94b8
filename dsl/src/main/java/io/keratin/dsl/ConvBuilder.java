package io.keratin.dsl;

import io.keratin.core.layers.Conv;
import io.keratin.core.layers.LayerSpec;

/** A {@link Conv} layer that is being written down. */
public final class ConvBuilder extends ConvolutionBuilder<ConvBuilder> {

    private final int filters;
    private int groups;

    ConvBuilder(Conv defaults) {
        super(defaults.windows(), defaults.channelsFirst(), defaults.activation(), defaults.useBias());
        filters = defaults.filters();
        groups = defaults.groups();
    }

    /** How many parts of the channels are convolved apart; 1 unless said otherwise. */
    public ConvBuilder groups(int value) {
        groups = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new Conv(
                filters, options().windows(), options().channelsFirst(), groups, activation(), useBias(), training());
    }
}
