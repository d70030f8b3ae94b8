package io.keratin.dsl;

import io.keratin.core.layers.AveragePooling1d;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.MaxPooling1d;
import io.keratin.core.layers.Padding;

/** A {@link MaxPooling1d} or {@link AveragePooling1d} layer that is being written down. */
public final class Pooling1dBuilder extends LayerBuilder<Pooling1dBuilder> {

    private final Maker maker;
    private final int poolSize;
    private int strides;
    private Padding padding;
    private boolean channelsFirst;

    Pooling1dBuilder(MaxPooling1d defaults) {
        this(MaxPooling1d::new, defaults.poolSize(), defaults.strides(), defaults.padding(), defaults.channelsFirst());
    }

    Pooling1dBuilder(AveragePooling1d defaults) {
        this(
                AveragePooling1d::new,
                defaults.poolSize(),
                defaults.strides(),
                defaults.padding(),
                defaults.channelsFirst());
    }

    private Pooling1dBuilder(Maker maker, int poolSize, int strides, Padding padding, boolean channelsFirst) {
        this.maker = maker;
        this.poolSize = poolSize;
        this.strides = strides;
        this.padding = padding;
        this.channelsFirst = channelsFirst;
    }

    /** Steps from one window to the next; the size of a window unless said otherwise. */
    public Pooling1dBuilder strides(int value) {
        strides = value;
        return this;
    }

    /** {@code valid} or {@code same}; valid unless said otherwise. */
    public Pooling1dBuilder padding(String value) {
        padding = Options.padding(value);
        return this;
    }

    /** {@code channels_last} or {@code channels_first}. */
    public Pooling1dBuilder dataFormat(String value) {
        channelsFirst = Options.channelsFirst(value);
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return maker.make(poolSize, strides, padding, channelsFirst);
    }

    @FunctionalInterface
    private interface Maker {
        LayerSpec make(int poolSize, int strides, Padding padding, boolean channelsFirst);
    }
}
