package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.RmsNormalization;

/** An {@link RmsNormalization} layer that is being written down. */
public final class RmsNormalizationBuilder extends LayerBuilder<RmsNormalizationBuilder> {

    private RmsNormalization layer;

    RmsNormalizationBuilder(RmsNormalization defaults) {
        layer = defaults;
    }

    /** The axes to normalise over; the last one unless said otherwise. */
    public RmsNormalizationBuilder axis(int... axes) {
        layer = new RmsNormalization(Options.list(axes), layer.epsilon());
        return this;
    }

    /** What is added to the mean square. */
    public RmsNormalizationBuilder epsilon(double value) {
        layer = new RmsNormalization(layer.axes(), Options.notNegative("RMSNormalization: epsilon", value));
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return layer;
    }
}
