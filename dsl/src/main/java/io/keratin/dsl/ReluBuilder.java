package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Relu;
import org.jspecify.annotations.Nullable;

/** A {@link Relu} layer that is being written down. */
public final class ReluBuilder extends LayerBuilder<ReluBuilder> {

    private @Nullable Float maxValue;
    private float negativeSlope;
    private float threshold;

    ReluBuilder(Relu defaults) {
        maxValue = defaults.maxValue();
        negativeSlope = defaults.negativeSlope();
        threshold = defaults.threshold();
    }

    /** Upper limit; none unless said otherwise. */
    public ReluBuilder maxValue(double value) {
        maxValue = (float) Options.notNegative("ReLU: max_value", value);
        return this;
    }

    /** Slope below the threshold. */
    public ReluBuilder negativeSlope(double value) {
        negativeSlope = (float) Options.notNegative("ReLU: negative_slope", value);
        return this;
    }

    /** Where the function starts to rise. */
    public ReluBuilder threshold(double value) {
        threshold = (float) Options.notNegative("ReLU: threshold", value);
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new Relu(maxValue, negativeSlope, threshold);
    }
}
