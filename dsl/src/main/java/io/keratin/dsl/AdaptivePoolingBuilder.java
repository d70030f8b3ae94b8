package io.keratin.dsl;

import io.keratin.core.layers.AdaptivePooling;
import io.keratin.core.layers.LayerSpec;

/** An {@link AdaptivePooling} layer that is being written down. */
public final class AdaptivePoolingBuilder extends LayerBuilder<AdaptivePoolingBuilder> {

    private final AdaptivePooling defaults;
    private boolean channelsFirst;

    AdaptivePoolingBuilder(AdaptivePooling defaults) {
        this.defaults = defaults;
        channelsFirst = defaults.channelsFirst();
    }

    /** {@code channels_last} or {@code channels_first}. */
    public AdaptivePoolingBuilder dataFormat(String value) {
        channelsFirst = Options.channelsFirst(value);
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new AdaptivePooling(defaults.kind(), defaults.outputSize(), channelsFirst);
    }
}
