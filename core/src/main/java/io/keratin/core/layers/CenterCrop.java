package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/**
 * The middle of images: (B, H, W, X) to (B, height, width, X), channels first likewise. Of images that are too small in any
 * direction, the largest part of that aspect ratio gets the size, on lines between pixels.
 *
 * @param height rows of the result
 * @param width columns of the result
 * @param channelsFirst whether the channels come before rows and columns
 */
public record CenterCrop(int height, int width, boolean channelsFirst) implements WeightlessLayer {

    /** Checks the size. */
    public CenterCrop {
        Checks.positive("CenterCrop", "height", height);
        Checks.positive("CenterCrop", "width", width);
    }

    /** A CenterCrop with Keras's default: channels come last. */
    public CenterCrop(int height, int width) {
        this(height, width, false);
    }

    static CenterCrop fromConfig(Config config, LayerRegistry registry) {
        CenterCrop defaults = new CenterCrop(config.positiveInt("height"), config.positiveInt("width"));
        return new CenterCrop(
                defaults.height, defaults.width, DataFormat.channelsFirst(config, defaults.channelsFirst));
    }

    @Override
    public String className() {
        return "CenterCrop";
    }

    @Override
    public Shape outputShape(Shape input) {
        return Images.sized("CenterCrop", input, height, width, channelsFirst);
    }

    @Override
    public Value.Fields config() {
        return Value.fields("height", height, "width", width, "data_format", DataFormat.name(channelsFirst));
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Images whole = Images.of(call.input().shape(), channelsFirst);
            Images to = whole.withSize(height, width);
            float[] x = call.input().floats();
            float[] y = call.output().floats();
            boolean fits = whole.height() >= height && whole.width() >= width;
            Images part = whole.middle(
                    (int) ((double) whole.width() * height / width), (int) ((double) whole.height() * width / height));
            return fits
                    ? whole.cut(call, x, to, 0, y)
                    : whole.cutAndResized(call, x, part, 0, to, Interpolation.BILINEAR, false, y);
        };
    }
}
