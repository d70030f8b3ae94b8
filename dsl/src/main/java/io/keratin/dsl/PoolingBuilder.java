package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.PoolKind;
import io.keratin.core.layers.Pooling;

/** A {@link Pooling} layer that is being written down. */
public final class PoolingBuilder extends LayerBuilder<PoolingBuilder> {

    private final PoolKind kind;
    private final WindowOptions options;

    PoolingBuilder(Pooling defaults) {
        kind = defaults.kind();
        options = new WindowOptions(defaults.windows(), defaults.channelsFirst());
    }

    /** Places from one window to the next; the size of a window unless said otherwise. */
    public PoolingBuilder strides(int... value) {
        options.strides(value);
        return this;
    }

    /** {@code valid} or {@code same}; valid unless said otherwise. */
    public PoolingBuilder padding(String value) {
        options.padding(value);
        return this;
    }

    /** {@code channels_last} or {@code channels_first}. */
    public PoolingBuilder dataFormat(String value) {
        options.dataFormat(value);
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new Pooling(kind, options.windows(), options.channelsFirst());
    }
}
