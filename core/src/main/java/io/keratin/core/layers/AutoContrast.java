package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;

/**
 * Stretches every channel of every image to the whole range of values: (B, H, W, C) to the same. Keras takes the least and the
 * largest value along axes 1 and 2 whatever the data format says; where they are equal the values stay.
 *
 * @param low the least possible value
 * @param high the largest
 * @param channelsFirst kept for the configuration; changes nothing
 */
public record AutoContrast(float low, float high, boolean channelsFirst) implements WeightlessLayer {

    static AutoContrast fromConfig(Config config, LayerRegistry registry) {
        ValueRange range = ValueRange.read(config);
        config.value("bounding_box_format");
        return new AutoContrast(range.low(), range.high(), DataFormat.channelsFirst(config, false));
    }

    @Override
    public String className() {
        return "AutoContrast";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 4) {
            throw new ShapeException("AutoContrast takes images (B, H, W, C), found " + input);
        }
        return input;
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "data_format", DataFormat.name(channelsFirst), "value_range", new ValueRange(low, high).config());
    }

    @Override
    public Layer bind(Binding binding) {
        ValueRange range = new ValueRange(low, high);
        return call -> {
            float[] x = call.input().floats();
            float[] y = call.output().floats();
            Shape shape = call.input().shape();
            int columns = shape.last();
            int rows = shape.product(1, 3);
            int images = shape.dim(0);
            return () -> {
                for (int i = 0; i < images; i++) {
                    for (int c = 0; c < columns; c++) {
                        stretch(x, y, i * rows * columns + c, columns, rows, range);
                    }
                }
            };
        };
    }

    /** Stretches the n values that stand {@code step} apart from {@code at} on. */
    private static void stretch(float[] x, float[] y, int at, int step, int n, ValueRange range) {
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (int i = at; i < at + n * step; i += step) {
            float value = range.toBytes(x[i]);
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        float scale = 255f / (most - least);
        float offset = -least * scale;
        for (int i = at; i < at + n * step; i += step) {
            float value = Math.min(255, Math.max(0, range.toBytes(x[i]) * scale + offset));
            y[i] = Float.isNaN(value) ? x[i] : range.fromBytes(value);
        }
    }
}
