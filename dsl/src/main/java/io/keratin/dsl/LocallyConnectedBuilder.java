package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.LocallyConnected;

/** A {@link LocallyConnected} layer that is being written down. */
public final class LocallyConnectedBuilder extends KernelBuilder<LocallyConnectedBuilder> {

    private final int filters;
    private final WindowOptions options;
    private int implementation;

    LocallyConnectedBuilder(LocallyConnected defaults) {
        super(defaults.activation(), defaults.useBias());
        filters = defaults.filters();
        options = new WindowOptions(defaults.windows(), defaults.channelsFirst());
        implementation = defaults.implementation();
    }

    /** Places from one window to the next; 1 unless said otherwise. */
    public LocallyConnectedBuilder strides(int... value) {
        options.strides(value);
        return this;
    }

    /** {@code valid} or, where the implementation is not 1, {@code same}; valid unless said otherwise. */
    public LocallyConnectedBuilder padding(String value) {
        options.padding(value);
        return this;
    }

    /** {@code channels_last} or {@code channels_first}. */
    public LocallyConnectedBuilder dataFormat(String value) {
        options.dataFormat(value);
        return this;
    }

    /** How the kernel is laid out: 1, 2 or 3; 1 unless said otherwise. */
    public LocallyConnectedBuilder implementation(int value) {
        implementation = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new LocallyConnected(
                filters,
                options.windows(),
                options.channelsFirst(),
                implementation,
                activation(),
                useBias(),
                training());
    }
}
