package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;

/**
 * Marks the steps to skip: a step all of whose features equal the mask value is masked, and set to 0.
 *
 * @param maskValue the value that stands for padding
 */
public record Masking(float maskValue) implements WeightlessLayer {

    /** A Masking with Keras's default: zeros are padding. */
    public Masking() {
        this(0);
    }

    static Masking fromConfig(Config config, LayerRegistry registry) {
        return new Masking((float) config.real("mask_value", new Masking().maskValue));
    }

    @Override
    public String className() {
        return "Masking";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Value.Fields config() {
        return Value.fields("mask_value", maskValue);
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return input.rank() > 2 ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Tensor in = call.input();
            float[] x = in.floats();
            float[] y = call.output().floats();
            Mask mask = new Mask(in.shape().without(-1));
            call.outputMask(0, mask);
            int features = in.shape().last();
            boolean[] real = mask.values();
            Step forward = () -> {
                for (int row = 0; row < real.length; row++) {
                    boolean any = false;
                    for (int i = row * features; i < (row + 1) * features; i++) {
                        any |= x[i] != maskValue;
                    }
                    real[row] = any;
                    for (int i = row * features; i < (row + 1) * features; i++) {
                        y[i] = any ? x[i] : 0;
                    }
                }
            };
            float[] dx = call.gradient(in);
            float[] dy = call.gradient(call.output());
            return dx == null || dy == null
                    ? forward
                    : Step.of(forward, () -> {
                        for (int i = 0; i < real.length * features; i++) {
                            dx[i] += real[i / features] ? dy[i] : 0;
                        }
                    });
        };
    }
}
