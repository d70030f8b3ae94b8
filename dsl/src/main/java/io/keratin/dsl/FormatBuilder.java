package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import java.util.function.Function;

/** A layer that is being written down whose only option is where the channels stand. */
public final class FormatBuilder extends LayerBuilder<FormatBuilder> {

    private final Function<Boolean, LayerSpec> withChannelsFirst;
    private boolean channelsFirst;

    FormatBuilder(Function<Boolean, LayerSpec> withChannelsFirst) {
        this.withChannelsFirst = withChannelsFirst;
    }

    /** {@code channels_last} or {@code channels_first}. */
    public FormatBuilder dataFormat(String value) {
        channelsFirst = Options.channelsFirst(value);
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return withChannelsFirst.apply(channelsFirst);
    }
}
