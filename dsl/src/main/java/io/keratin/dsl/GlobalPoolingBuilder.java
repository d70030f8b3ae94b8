package io.keratin.dsl;

import io.keratin.core.layers.GlobalPooling;
import io.keratin.core.layers.LayerSpec;

/** A {@link GlobalPooling} layer that is being written down. */
public final class GlobalPoolingBuilder extends LayerBuilder<GlobalPoolingBuilder> {

    private final GlobalPooling defaults;
    private boolean channelsFirst;
    private boolean keepdims;

    GlobalPoolingBuilder(GlobalPooling defaults) {
        this.defaults = defaults;
        channelsFirst = defaults.channelsFirst();
        keepdims = defaults.keepdims();
    }

    /** {@code channels_last} or {@code channels_first}. */
    public GlobalPoolingBuilder dataFormat(String value) {
        channelsFirst = Options.channelsFirst(value);
        return this;
    }

    /** Whether the axes of time or space are kept, with length 1; false unless said otherwise. */
    public GlobalPoolingBuilder keepdims(boolean value) {
        keepdims = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new GlobalPooling(defaults.kind(), defaults.axes(), channelsFirst, keepdims);
    }
}
