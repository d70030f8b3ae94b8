package io.keratin.dsl;

import io.keratin.core.layers.DepthwiseConv;
import io.keratin.core.layers.LayerSpec;

/** A {@link DepthwiseConv} layer that is being written down. */
public final class DepthwiseConvBuilder extends DepthwiseBuilder<DepthwiseConvBuilder> {

    DepthwiseConvBuilder(DepthwiseConv defaults) {
        super(defaults.windows(), defaults.channelsFirst(), defaults.activation(), defaults.useBias());
    }

    @Override
    LayerSpec spec(Names names) {
        return new DepthwiseConv(
                depthMultiplier(), options().windows(), options().channelsFirst(), activation(), useBias(), training());
    }
}
