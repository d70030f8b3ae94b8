package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.LeakyRelu;

/** A {@link LeakyRelu} layer that is being written down. */
public final class LeakyReluBuilder extends LayerBuilder<LeakyReluBuilder> {

    private LeakyRelu layer;

    LeakyReluBuilder(LeakyRelu defaults) {
        layer = defaults;
    }

    /** Slope below 0. */
    public LeakyReluBuilder negativeSlope(double value) {
        layer = new LeakyRelu((float) value);
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return layer;
    }
}
