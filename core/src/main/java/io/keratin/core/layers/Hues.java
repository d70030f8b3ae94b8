package io.keratin.core.layers;

/**
 * Turns the hue of images by an angle, or multiplies their saturation, with the arithmetic of TensorFlow's kernels. Nothing goes back
 * through it, in Keras neither.
 */
final class Hues extends Change.OfEach {

    private final boolean saturation;
    private final ValueRange range;
    private final Blend.Rule rule;
    private final float[] factors;

    /**
     * Lays it out.
     *
     * @param saturation whether it is the saturation that changes
     * @param range of the images; of the saturation, as Keras limits it, where that changes
     */
    Hues(Call call, Frames frames, boolean saturation, ValueRange range, Blend.Rule rule) {
        super(frames, call);
        this.saturation = saturation;
        this.range = range;
        this.rule = rule;
        factors = new float[frames.count()];
    }

    @Override
    public void draw(Drawing drawing) {
        rule.draw(drawing, factors);
    }

    @Override
    void forward(int image, float[] x, float[] y) {
        Frames f = frames();
        for (int h = 0; h < f.height(); h++) {
            for (int w = 0; w < f.width(); w++) {
                pixel(factors[image], x, y, f.at(image, h, w), f.deep());
            }
        }
    }

    private void pixel(float factor, float[] x, float[] y, int at, int apart) {
        float red = unit(x[at]);
        float green = unit(x[at + apart]);
        float blue = unit(x[at + 2 * apart]);
        float value = Math.max(red, Math.max(green, blue));
        float spread = value - Math.min(red, Math.min(green, blue));
        float hue = hue(red, green, blue, value, spread);
        float part = value > 0 ? spread / value : 0;
        if (saturation) {
            part = range.clip(part * factor);
        } else {
            hue += factor;
            hue = hue > 1 ? hue - 1 : hue;
            hue = hue < 0 ? hue + 1 : hue;
        }
        float turned = hue * 6;
        y[at] = whole((1 - part + part * clip(Math.abs(turned - 3) - 1)) * value);
        y[at + apart] = whole((1 - part + part * clip(2 - Math.abs(turned - 2))) * value);
        y[at + 2 * apart] = whole((1 - part + part * clip(2 - Math.abs(turned - 4))) * value);
    }

    private static float hue(float red, float green, float blue, float value, float spread) {
        if (!(spread > 0)) {
            return 0;
        }
        float sixth = 1 / (6 * spread);
        float hue = red == value
                ? sixth * (green - blue)
                : green == value ? sixth * (blue - red) + 2f / 6 : sixth * (red - green) + 4f / 6;
        return hue < 0 ? hue + 1 : hue;
    }

    private float unit(float x) {
        return saturation ? x : (x - range.low()) / (range.high() - range.low());
    }

    private float whole(float x) {
        return saturation ? x : clip(x) * (range.high() - range.low()) + range.low();
    }

    private static float clip(float x) {
        return Math.min(Math.max(x, 0), 1);
    }

    @Override
    void backward(int image, float[] x, float[] dy, float[] dx) {}
}
