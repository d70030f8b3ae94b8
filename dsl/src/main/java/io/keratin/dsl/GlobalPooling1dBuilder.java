package io.keratin.dsl;

import io.keratin.core.layers.GlobalAveragePooling1d;
import io.keratin.core.layers.GlobalMaxPooling1d;
import io.keratin.core.layers.LayerSpec;

/** A {@link GlobalMaxPooling1d} or {@link GlobalAveragePooling1d} layer that is being written down. */
public final class GlobalPooling1dBuilder extends LayerBuilder<GlobalPooling1dBuilder> {

    private final Maker maker;
    private boolean channelsFirst;
    private boolean keepdims;

    GlobalPooling1dBuilder(GlobalMaxPooling1d defaults) {
        this(GlobalMaxPooling1d::new, defaults.channelsFirst(), defaults.keepdims());
    }

    GlobalPooling1dBuilder(GlobalAveragePooling1d defaults) {
        this(GlobalAveragePooling1d::new, defaults.channelsFirst(), defaults.keepdims());
    }

    private GlobalPooling1dBuilder(Maker maker, boolean channelsFirst, boolean keepdims) {
        this.maker = maker;
        this.channelsFirst = channelsFirst;
        this.keepdims = keepdims;
    }

    /** {@code channels_last} or {@code channels_first}. */
    public GlobalPooling1dBuilder dataFormat(String value) {
        channelsFirst = Options.channelsFirst(value);
        return this;
    }

    /** Whether the time axis is kept, with length 1; false unless said otherwise. */
    public GlobalPooling1dBuilder keepdims(boolean value) {
        keepdims = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return maker.make(channelsFirst, keepdims);
    }

    @FunctionalInterface
    private interface Maker {
        LayerSpec make(boolean channelsFirst, boolean keepdims);
    }
}
