package io.keratin.dsl;

import io.keratin.core.layers.Conv1d;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Padding;

/** A {@link Conv1d} layer that is being written down. */
public final class Conv1dBuilder extends KernelBuilder<Conv1dBuilder> {

    private final Conv1d defaults;
    private int strides;
    private Padding padding;
    private boolean channelsFirst;
    private int dilationRate;
    private int groups;

    Conv1dBuilder(Conv1d defaults) {
        super(defaults.activation(), defaults.useBias());
        this.defaults = defaults;
        strides = defaults.strides();
        padding = defaults.padding();
        channelsFirst = defaults.channelsFirst();
        dilationRate = defaults.dilationRate();
        groups = defaults.groups();
    }

    /** Steps from one window to the next; 1 unless said otherwise. */
    public Conv1dBuilder strides(int value) {
        strides = value;
        return this;
    }

    /** {@code valid}, {@code same} or {@code causal}; valid unless said otherwise. */
    public Conv1dBuilder padding(String value) {
        padding = Options.padding(value);
        return this;
    }

    /** {@code channels_last} or {@code channels_first}. */
    public Conv1dBuilder dataFormat(String value) {
        channelsFirst = Options.channelsFirst(value);
        return this;
    }

    /** Distance between the steps of a window; 1 unless said otherwise. */
    public Conv1dBuilder dilationRate(int value) {
        dilationRate = value;
        return this;
    }

    /** How many parts of the channels are convolved apart; 1 unless said otherwise. */
    public Conv1dBuilder groups(int value) {
        groups = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new Conv1d(
                defaults.filters(),
                defaults.kernelSize(),
                strides,
                padding,
                channelsFirst,
                dilationRate,
                groups,
                activation(),
                useBias(),
                training());
    }
}
