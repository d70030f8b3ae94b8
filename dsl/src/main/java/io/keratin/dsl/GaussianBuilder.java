package io.keratin.dsl;

import io.keratin.core.layers.TrainingOnly.Kind;

/** A GaussianDropout or GaussianNoise layer that is being written down. */
public final class GaussianBuilder extends NoiseBuilder<GaussianBuilder> {

    private GaussianBuilder(Kind kind) {
        super(kind);
    }

    static GaussianBuilder dropout(double rate) {
        return new GaussianBuilder(Kind.GAUSSIAN_DROPOUT).rate(rate);
    }

    static GaussianBuilder noise(double stddev) {
        return new GaussianBuilder(Kind.GAUSSIAN_NOISE)
                .training("stddev", Options.notNegative(Kind.GAUSSIAN_NOISE.className() + ": stddev", stddev));
    }
}
