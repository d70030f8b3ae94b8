package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;

/**
 * Images with another size: (B, H, W, X) to (B, height, width, X), channels first likewise. Whole numbers stay whole: what is
 * interpolated is rounded, halves to even.
 *
 * @param height rows of the result
 * @param width columns of the result
 * @param interpolation how
 * @param fit what happens where the result has another aspect ratio
 * @param fillValue what stands beside an image that is padded
 * @param antialias whether images that get smaller are smoothed
 * @param channelsFirst whether the channels come before rows and columns
 */
public record Resizing(
        int height,
        int width,
        Interpolation interpolation,
        Fit fit,
        float fillValue,
        boolean antialias,
        boolean channelsFirst)
        implements WeightlessLayer {

    /** What happens where the result has another aspect ratio than the image. */
    public enum Fit {
        /** The image is distorted. */
        STRETCH,
        /** {@code crop_to_aspect_ratio}: its middle is taken. */
        CROP,
        /** {@code pad_to_aspect_ratio}: the same is added to both of its sides. */
        PAD
    }

    /** Checks the size. */
    public Resizing {
        Checks.positive("Resizing", "height", height);
        Checks.positive("Resizing", "width", width);
    }

    /** A Resizing with Keras's defaults. */
    public Resizing(int height, int width) {
        this(height, width, Interpolation.BILINEAR, Fit.STRETCH, 0, false, false);
    }

    static Resizing fromConfig(Config config, LayerRegistry registry) {
        Resizing defaults = new Resizing(config.positiveInt("height"), config.positiveInt("width"));
        boolean crop = config.flag("crop_to_aspect_ratio", false);
        boolean pad = config.flag("pad_to_aspect_ratio", false);
        if (crop && pad) {
            throw config.error(
                    "pad_to_aspect_ratio", "cannot be combined with crop_to_aspect_ratio; Keras refuses it too");
        }
        String fillMode = config.text("fill_mode", "constant");
        if (!fillMode.equals("constant")) {
            throw config.error("fill_mode", "expected constant, the only one that Keras has, found '" + fillMode + "'");
        }
        return new Resizing(
                defaults.height,
                defaults.width,
                Interpolation.read(config, defaults.interpolation),
                crop ? Fit.CROP : pad ? Fit.PAD : defaults.fit,
                (float) config.real("fill_value", defaults.fillValue),
                config.flag("antialias", defaults.antialias),
                DataFormat.channelsFirst(config, defaults.channelsFirst));
    }

    @Override
    public String className() {
        return "Resizing";
    }

    @Override
    public Shape outputShape(Shape input) {
        return Images.sized("Resizing", input, height, width, channelsFirst);
    }

    @Override
    public DType outputDType(DType input) {
        return input;
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "height",
                height,
                "width",
                width,
                "interpolation",
                interpolation.kerasName(),
                "crop_to_aspect_ratio",
                fit == Fit.CROP,
                "pad_to_aspect_ratio",
                fit == Fit.PAD,
                "fill_mode",
                "constant",
                "fill_value",
                fillValue,
                "antialias",
                antialias,
                "data_format",
                DataFormat.name(channelsFirst));
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Tensor in = call.input();
            Tensor out = call.output();
            if (in.dtype() == DType.FLOAT32) {
                return resized(call, in.floats(), out.floats());
            }
            float[] x = call.scratch(in.size());
            float[] y = call.scratch(out.size());
            Step step = resized(call, x, y);
            return () -> {
                for (int i = 0; i < in.size(); i++) {
                    x[i] = in.ints()[i];
                }
                step.forward();
                for (int i = 0; i < out.size(); i++) {
                    out.ints()[i] = (int) Math.rint(y[i]);
                }
            };
        };
    }

    private Step resized(Call call, float[] x, float[] y) {
        Images whole = Images.of(call.input().shape(), channelsFirst);
        Images to = whole.withSize(height, width);
        return whole.cutAndResized(call, x, fitted(whole), fillValue, to, interpolation, antialias, y);
    }

    /** The images as they are before they get their new size; TensorFlow divides in float32. */
    private Images fitted(Images whole) {
        int h = (int) ((float) (whole.width() * height) / width);
        int w = (int) ((float) (whole.height() * width) / height);
        return switch (fit) {
            case STRETCH -> whole;
            case CROP -> whole.middle(h, w);
            // The same is added to both sides, so that of an odd difference one is left out.
            case PAD ->
                whole.withSize(
                        whole.height() + Math.max(0, h - whole.height()) / 2 * 2,
                        whole.width() + Math.max(0, w - whole.width()) / 2 * 2);
        };
    }
}
