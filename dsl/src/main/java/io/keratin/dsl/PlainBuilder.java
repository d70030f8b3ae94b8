package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;

/** A layer that has no options but those that every layer has. */
public final class PlainBuilder extends LayerBuilder<PlainBuilder> {

    private final LayerSpec spec;

    PlainBuilder(LayerSpec spec) {
        this.spec = spec;
    }

    @Override
    LayerSpec spec(Names names) {
        return spec;
    }
}
