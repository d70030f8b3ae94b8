package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.activations.FastMath;
import io.keratin.core.activations.ParametricActivation;
import io.keratin.core.activations.RowFunction;
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

    private float most() {
        return maxValue == null ? Float.POSITIVE_INFINITY : maxValue;
    }

    @Override
    public float apply(float x) {
        return ParametricActivation.relu(x, most(), negativeSlope, threshold);
    }

    @Override
    public float slope(float x) {
        return ParametricActivation.reluSlope(x, most(), negativeSlope, threshold);
    }

    /** {@inheritDoc} Without a threshold in loops that C2 vectorises. */
    @Override
    public Layer bind(Binding binding) {
        if (threshold != 0 || most() < 0) {
            return ElementwiseLayer.super.bind(binding);
        }
        if (negativeSlope == 0) {
            Layer alone = call -> {
                float[] x = call.input().floats();
                float[] y = call.output().floats();
                int n = call.input().size();
                return back(call, () -> FastMath.relu(x, y, n, most()));
            };
            boolean plain = most() == Float.POSITIVE_INFINITY;
            return new RowwiseLayer(alone, plain ? Activations.RELU : new Limits(0, most()), -1);
        }
        Layer alone = call -> {
            float[] x = call.input().floats();
            float[] y = call.output().floats();
            int n = call.input().size();
            return back(call, () -> FastMath.leakyRelu(x, y, n, most(), negativeSlope));
        };
        RowFunction inPlace = (x, offset, rows, n, stride) -> {
            for (int r = 0; r < rows; r++) {
                FastMath.leakyRelu(x, offset + r * stride, offset + r * stride + n, most(), negativeSlope);
            }
        };
        return new RowwiseLayer(alone, inPlace, -1);
    }

    @Override
    public Value.Fields config() {
        return Value.fields("max_value", maxValue, "negative_slope", negativeSlope, "threshold", threshold);
    }
}
