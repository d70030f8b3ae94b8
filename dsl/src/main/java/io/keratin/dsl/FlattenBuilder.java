package io.keratin.dsl;

import io.keratin.core.layers.Flatten;
import io.keratin.core.layers.LayerSpec;

/** A {@link Flatten} layer that is being written down. */
public final class FlattenBuilder extends LayerBuilder<FlattenBuilder> {

    private Flatten layer;

    FlattenBuilder(Flatten defaults) {
        layer = defaults;
    }

    /** {@code channels_last} or {@code channels_first}. */
    public FlattenBuilder dataFormat(String value) {
        layer = new Flatten(Options.channelsFirst(value));
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return layer;
    }
}
