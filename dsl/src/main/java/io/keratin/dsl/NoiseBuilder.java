package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.TrainingOnly;
import io.keratin.core.layers.TrainingOnly.Kind;

/**
 * A layer that draws random numbers in training and changes nothing in a prediction.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class NoiseBuilder<B extends NoiseBuilder<B>> extends LayerBuilder<B>
        permits DropoutBuilder, GaussianBuilder, SpatialDropoutBuilder {

    private final Kind kind;

    NoiseBuilder(Kind kind) {
        this.kind = kind;
    }

    /** The share of values that a layer of this kind drops. */
    final B rate(double value) {
        return training("rate", Options.rate(kind.className() + ": rate", value));
    }

    /** Seed of the random numbers in training. */
    public B seed(int value) {
        return training("seed", value);
    }

    @Override
    LayerSpec spec(Names names) {
        return new TrainingOnly(kind, training().options());
    }
}
