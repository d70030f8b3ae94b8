package io.keratin.dsl;

import io.keratin.core.layers.TrainingOnly.Kind;

/** A Dropout or AlphaDropout layer that is being written down. */
public final class DropoutBuilder extends NoiseBuilder<DropoutBuilder> {

    DropoutBuilder(Kind kind) {
        super(kind);
    }

    /** The shape of what is drawn, 1 where values are dropped together, {@link Keras#NONE} where the input decides. */
    public DropoutBuilder noiseShape(int... dims) {
        return training("noise_shape", Options.dims(dims));
    }
}
