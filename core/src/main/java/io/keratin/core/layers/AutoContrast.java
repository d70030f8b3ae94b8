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
            Change change =
                    new Stretching(call, Frames.of(className(), call.input().shape(), false), range);
            return Augmentation.step(call, change, call.output());
        };
    }
}
