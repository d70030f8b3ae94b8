package io.keratin.dsl;

import io.keratin.core.layers.Elu;
import io.keratin.core.layers.LayerSpec;

/** An {@link Elu} layer that is being written down. */
public final class EluBuilder extends LayerBuilder<EluBuilder> {

    private Elu layer;

    EluBuilder(Elu defaults) {
        layer = defaults;
    }

    /** The limit for large negative x is -alpha. */
    public EluBuilder alpha(double value) {
        layer = new Elu((float) value);
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return layer;
    }
}
