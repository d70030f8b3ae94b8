package io.keratin.core.layers;

import io.keratin.core.activations.ParametricActivation;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import org.jspecify.annotations.Nullable;

/**
 * min(x, maxValue) for x ≥ threshold, else negativeSlope · (x - threshold). {@code keras/src/activations}, {@code relu}.
 *
 * @param maxValue upper limit, or null for none
 * @param negativeSlope slope below the threshold
 * @param threshold where the function starts to rise
 */
public record Relu(@Nullable Float maxValue, float negativeSlope, float threshold) implements ElementwiseLayer {

    /** A ReLU with Keras's defaults. */
    public Relu() {
        this(null, 0, 0);
    }

    static Relu fromConfig(Config config, LayerRegistry registry) {
        Relu defaults = new Relu();
        Float max = config.has("max_value") ? Float.valueOf((float) config.real("max_value", 0)) : defaults.maxValue;
        return new Relu(max, (float) config.real("negative_slope", defaults.negativeSlope), (float)
                config.real("threshold", defaults.threshold));
    }

    @Override
    public String className() {
        return "ReLU";
    }

    @Override
    public float apply(float x) {
        return ParametricActivation.relu(
                x, maxValue == null ? Float.POSITIVE_INFINITY : maxValue, negativeSlope, threshold);
    }

    @Override
    public Value.Fields config() {
        return Value.fields("max_value", maxValue, "negative_slope", negativeSlope, "threshold", threshold);
    }
}
