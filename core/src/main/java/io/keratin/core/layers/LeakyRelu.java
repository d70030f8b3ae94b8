package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;

/**
 * x for x &gt; 0, else negativeSlope · x.
 *
 * @param negativeSlope slope below 0; Keras 2 calls it alpha
 */
public record LeakyRelu(float negativeSlope) implements ElementwiseLayer {

    /** A LeakyReLU with Keras's default. */
    public LeakyRelu() {
        this(0.3f);
    }

    static LeakyRelu fromConfig(Config config, LayerRegistry registry) {
        double alpha = config.real("alpha", new LeakyRelu().negativeSlope);
        return new LeakyRelu((float) config.real("negative_slope", alpha));
    }

    @Override
    public String className() {
        return "LeakyReLU";
    }

    @Override
    public float apply(float x) {
        return x > 0 ? x : negativeSlope * x;
    }

    @Override
    public float slope(float x) {
        return x > 0 ? 1 : negativeSlope;
    }

    @Override
    public Layer bind(Binding binding) {
        return new Relu(null, negativeSlope, 0).bind(binding);
    }

    @Override
    public Value.Fields config() {
        return Value.fields("negative_slope", negativeSlope);
    }
}
