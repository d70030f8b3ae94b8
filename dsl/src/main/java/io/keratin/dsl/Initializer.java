package io.keratin.dsl;

import io.keratin.core.config.Value;

/**
 * How a weight is filled before training: {@code Initializer.of("random_normal").with("stddev", 0.02)}.
 *
 * @param className Keras's class name
 * @param config the options that differ from Keras's defaults
 */
public record Initializer(String className, Value.Fields config) {

    private static final KnownObjects KNOWN = new KnownObjects("initializer")
            .add("Zeros")
            .add("Ones")
            .add("Constant", "value")
            .add("Identity", "gain")
            .add("Orthogonal", "gain", "seed")
            .add("RandomNormal", "mean", "stddev", "seed")
            .add("RandomUniform", "minval", "maxval", "seed")
            .add("TruncatedNormal", "mean", "stddev", "seed")
            .add("VarianceScaling", "scale", "mode", "distribution", "seed")
            .add("GlorotNormal", "seed")
            .add("GlorotUniform", "seed")
            .add("HeNormal", "seed")
            .add("HeUniform", "seed")
            .add("LecunNormal", "seed")
            .add("LecunUniform", "seed")
            .alias("zero", "Zeros")
            .alias("one", "Ones")
            .alias("normal", "RandomNormal")
            .alias("uniform", "RandomUniform");

    /** Checks the name. */
    public Initializer {
        className = KNOWN.className(className);
    }

    /** The initializer of this name, such as {@code he_normal} or {@code HeNormal}, with Keras's defaults. */
    public static Initializer of(String name) {
        return new Initializer(name, Value.fields());
    }

    /** With an option, under Keras's name: a number, a flag or a text. */
    public Initializer with(String option, Object value) {
        return new Initializer(className, KNOWN.with(className, config, option, value));
    }

    Value.Fields serialized() {
        return KNOWN.serialized(className, config);
    }
}
