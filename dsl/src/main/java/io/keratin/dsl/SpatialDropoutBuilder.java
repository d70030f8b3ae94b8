package io.keratin.dsl;

import io.keratin.core.layers.TrainingOnly.Kind;

/** A SpatialDropout layer that is being written down. */
public final class SpatialDropoutBuilder extends NoiseBuilder<SpatialDropoutBuilder> {

    private final boolean images;

    SpatialDropoutBuilder(Kind kind) {
        super(kind);
        images = kind.options().contains("data_format");
    }

    /**
     * {@code channels_last} or {@code channels_first}.
     *
     * @throws IllegalArgumentException for SpatialDropout1D, whose channels are always last
     */
    public SpatialDropoutBuilder dataFormat(String value) {
        if (!images) {
            throw new IllegalArgumentException("SpatialDropout1D has no data_format: its channels are always last");
        }
        return training("data_format", Options.channelsFirst(value) ? "channels_first" : "channels_last");
    }
}
