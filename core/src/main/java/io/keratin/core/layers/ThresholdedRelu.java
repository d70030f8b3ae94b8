package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;

/**
 * x for x &gt; theta, else 0. A layer of Keras 1 and 2.
 *
 * @param theta where the function jumps to the identity; not negative
 */
public record ThresholdedRelu(float theta) implements ElementwiseLayer {

    /** Checks theta. */
    public ThresholdedRelu {
        if (!(theta >= 0)) {
            throw new IllegalArgumentException("ThresholdedReLU: theta must not be negative, got " + theta);
        }
    }

    /** A ThresholdedReLU with Keras's default. */
    public ThresholdedRelu() {
        this(1);
    }

    static ThresholdedRelu fromConfig(Config config, LayerRegistry registry) {
        return new ThresholdedRelu((float) config.real("theta", new ThresholdedRelu().theta));
    }

    @Override
    public String className() {
        return "ThresholdedReLU";
    }

    @Override
    public float apply(float x) {
        return x > theta ? x : x * 0; // as Keras multiplies: -0 for what is negative, NaN for infinities
    }

    @Override
    public float slope(float x) {
        return x > theta ? 1 : 0;
    }

    @Override
    public Value.Fields config() {
        return Value.fields("theta", theta);
    }
}
