package io.keratin.dsl;

import io.keratin.core.layers.ConvTranspose;
import io.keratin.core.layers.LayerSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link ConvTranspose} layer that is being written down. */
public final class ConvTransposeBuilder extends ConvolutionBuilder<ConvTransposeBuilder> {

    private final int filters;
    private @Nullable List<Integer> outputPadding;

    ConvTransposeBuilder(ConvTranspose defaults) {
        super(defaults.windows(), defaults.channelsFirst(), defaults.activation(), defaults.useBias());
        filters = defaults.filters();
        outputPadding = defaults.outputPadding();
    }

    /** Places added at the end of each axis, less than strides; chosen by Keras's rule unless said otherwise. */
    public ConvTransposeBuilder outputPadding(int... value) {
        outputPadding = Options.each("output_padding", options().windows().axes(), value);
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new ConvTranspose(
                filters,
                options().windows(),
                outputPadding,
                options().channelsFirst(),
                activation(),
                useBias(),
                training());
    }
}
