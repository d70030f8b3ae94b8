package io.keratin.dsl;

import java.util.List;

/** A layer that changes images, most of them in training alone, that is being written down. */
public final class ImageBuilder extends OptionBuilder<ImageBuilder> {

    ImageBuilder(String className) {
        super(className);
    }

    /** {@code channels_last} or {@code channels_first}. */
    public ImageBuilder dataFormat(String value) {
        return set("data_format", Options.channelsFirst(value) ? "channels_first" : "channels_last");
    }

    /** The least and the largest value of an image. */
    public ImageBuilder valueRange(double low, double high) {
        return range("value_range", low, high);
    }

    /** RandomGaussianBlur: height and width of the kernel. */
    public ImageBuilder kernelSize(int height, int width) {
        return set("kernel_size", Options.list(height, width));
    }

    /** ContrastLimitedAdaptiveHistogramEqualization: tiles one above the other and side by side. */
    public ImageBuilder tileGridSize(int height, int width) {
        return set("tile_grid_size", Options.list(height, width));
    }

    /** RandomFlip: {@code horizontal}, {@code vertical} or {@code horizontal_and_vertical}. */
    public ImageBuilder mode(String value) {
        return set("mode", value);
    }

    /** What stands beyond the edges: {@code constant}, {@code reflect}, {@code wrap} or {@code nearest}. */
    public ImageBuilder fillMode(String value) {
        return set("fill_mode", value);
    }

    /** What stands beyond the edges, or in what is erased. */
    public ImageBuilder fillValue(double value) {
        return set("fill_value", value);
    }

    /** {@code bilinear} or {@code nearest}. */
    public ImageBuilder interpolation(String value) {
        return set("interpolation", value);
    }

    /** Seed of the random numbers in training. */
    public ImageBuilder seed(int value) {
        return set("seed", value);
    }

    /** The form of boxes beside the images, in training. */
    public ImageBuilder boundingBoxFormat(String value) {
        return set("bounding_box_format", value);
    }

    /** RandAugment: how many changes. */
    public ImageBuilder numOps(int value) {
        return set("num_ops", value);
    }

    /** AugMix: how many chains. */
    public ImageBuilder numChains(int value) {
        return set("num_chains", value);
    }

    /** AugMix: how many changes in a chain. */
    public ImageBuilder chainDepth(int value) {
        return set("chain_depth", value);
    }

    /** AugMix: whether all changes are used. */
    public ImageBuilder allOps(boolean value) {
        return set("all_ops", value);
    }

    /** AugMix, MixUp: of the beta distribution. */
    public ImageBuilder alpha(double value) {
        return set("alpha", value);
    }

    /** Equalization: of the histogram. */
    public ImageBuilder bins(int value) {
        return set("bins", value);
    }

    /** ContrastLimitedAdaptiveHistogramEqualization: how many times its share a value may count. */
    public ImageBuilder clipLimit(double value) {
        return set("clip_limit", value);
    }

    /** How much is changed: one number, of which Keras makes a range. */
    public ImageBuilder factor(double value) {
        return set("factor", value);
    }

    /** How much is changed: from, to. */
    public ImageBuilder factor(double low, double high) {
        return range("factor", low, high);
    }

    /** How much is changed along the height: one number, of which Keras makes a range. */
    public ImageBuilder heightFactor(double value) {
        return set("height_factor", value);
    }

    /** How much is changed along the height: from, to. */
    public ImageBuilder heightFactor(double low, double high) {
        return range("height_factor", low, high);
    }

    /** How much is changed along the width: one number, of which Keras makes a range. */
    public ImageBuilder widthFactor(double value) {
        return set("width_factor", value);
    }

    /** How much is changed along the width: from, to. */
    public ImageBuilder widthFactor(double low, double high) {
        return range("width_factor", low, high);
    }

    /** RandomShear: how much along x: one number, of which Keras makes a range. */
    public ImageBuilder xFactor(double value) {
        return set("x_factor", value);
    }

    /** RandomShear: how much along x: from, to. */
    public ImageBuilder xFactor(double low, double high) {
        return range("x_factor", low, high);
    }

    /** RandomShear: how much along y: one number, of which Keras makes a range. */
    public ImageBuilder yFactor(double value) {
        return set("y_factor", value);
    }

    /** RandomShear: how much along y: from, to. */
    public ImageBuilder yFactor(double low, double high) {
        return range("y_factor", low, high);
    }

    /** How large the change is: one number, of which Keras makes a range. */
    public ImageBuilder scale(double value) {
        return set("scale", value);
    }

    /** How large the change is: from, to. */
    public ImageBuilder scale(double low, double high) {
        return range("scale", low, high);
    }

    /** RandomGaussianBlur: the width of the blur: one number, of which Keras makes a range. */
    public ImageBuilder sigma(double value) {
        return set("sigma", value);
    }

    /** RandomGaussianBlur: the width of the blur: from, to. */
    public ImageBuilder sigma(double low, double high) {
        return range("sigma", low, high);
    }

    /** RandomColorJitter: of brightness: one number, of which Keras makes a range. */
    public ImageBuilder brightnessFactor(double value) {
        return set("brightness_factor", value);
    }

    /** RandomColorJitter: of brightness: from, to. */
    public ImageBuilder brightnessFactor(double low, double high) {
        return range("brightness_factor", low, high);
    }

    /** RandomColorJitter: of contrast: one number, of which Keras makes a range. */
    public ImageBuilder contrastFactor(double value) {
        return set("contrast_factor", value);
    }

    /** RandomColorJitter: of contrast: from, to. */
    public ImageBuilder contrastFactor(double low, double high) {
        return range("contrast_factor", low, high);
    }

    /** RandomColorJitter: of saturation: one number, of which Keras makes a range. */
    public ImageBuilder saturationFactor(double value) {
        return set("saturation_factor", value);
    }

    /** RandomColorJitter: of saturation: from, to. */
    public ImageBuilder saturationFactor(double low, double high) {
        return range("saturation_factor", low, high);
    }

    /** RandomColorJitter: of hue: one number, of which Keras makes a range. */
    public ImageBuilder hueFactor(double value) {
        return set("hue_factor", value);
    }

    /** RandomColorJitter: of hue: from, to. */
    public ImageBuilder hueFactor(double low, double high) {
        return range("hue_factor", low, high);
    }

    /** Solarization: what is added: one number, of which Keras makes a range. */
    public ImageBuilder additionFactor(double value) {
        return set("addition_factor", value);
    }

    /** Solarization: what is added: from, to. */
    public ImageBuilder additionFactor(double low, double high) {
        return range("addition_factor", low, high);
    }

    /** Solarization: from where values are inverted: one number, of which Keras makes a range. */
    public ImageBuilder thresholdFactor(double value) {
        return set("threshold_factor", value);
    }

    /** Solarization: from where values are inverted: from, to. */
    public ImageBuilder thresholdFactor(double low, double high) {
        return range("threshold_factor", low, high);
    }

    private ImageBuilder range(String key, double low, double high) {
        return set(key, List.of(number(low), number(high)));
    }
}
