package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.UpSampling;

/** An {@link UpSampling} of images that is being written down. */
public final class UpSampling2dBuilder extends LayerBuilder<UpSampling2dBuilder> {

    private UpSampling layer;

    UpSampling2dBuilder(UpSampling defaults) {
        layer = defaults;
    }

    /** {@code channels_last} or {@code channels_first}. */
    public UpSampling2dBuilder dataFormat(String value) {
        layer = new UpSampling(layer.size(), Options.channelsFirst(value), layer.interpolation());
        return this;
    }

    /** {@code nearest}, {@code bilinear}, {@code bicubic}, {@code lanczos3} or {@code lanczos5}; nearest unless said otherwise. */
    public UpSampling2dBuilder interpolation(String value) {
        layer = new UpSampling(layer.size(), layer.channelsFirst(), Options.interpolation(value));
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return layer;
    }
}
