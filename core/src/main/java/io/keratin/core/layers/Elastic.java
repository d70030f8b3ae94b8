package io.keratin.core.layers;

/**
 * Moves every pixel by a smooth random field, the same down as across, since Keras draws both with one seed. With the arithmetic of
 * {@code keras.ops.image.map_coordinates}, in which pixels beyond the edges are found by their whole numbers.
 */
final class Elastic extends Resampled {

    private final Draws draws;
    private final FillMode mode;
    private final float[] scale;
    private final float[] chance;
    private final float[] field;
    private final float[] lines;
    private final float[] bell;
    private float alpha;
    private float sigma;
    private int size;
    private int noise;

    /**
     * Lays it out.
     *
     * @param scale bounds of the strength, which is drawn for the batch
     * @param chance bounds of the chance that an image is changed
     */
    Elastic(
            Call call,
            Draws draws,
            Frames frames,
            boolean bilinear,
            FillMode mode,
            float fill,
            float[] scale,
            float[] chance) {
        super(call, frames, frames, bilinear, fill);
        this.draws = draws;
        this.mode = mode;
        this.scale = scale;
        this.chance = chance;
        int pixels = frames.count() * frames.height() * frames.width();
        field = call.kept(pixels);
        lines = call.scratch(pixels);
        bell = new float[size(Math.min(frames.height(), frames.width()) * (0.05f * scale[1]))];
    }

    private static int size(float sigma) {
        return 6 * (int) sigma | 1;
    }

    @Override
    public void draw(Drawing drawing) {
        Frames f = frames();
        drawing.chances(moved, chance);
        float strength = drawing.uniform(scale[0], scale[1]);
        alpha = Math.max(f.height(), f.width()) * (0.1f * strength);
        sigma = Math.min(f.height(), f.width()) * (0.05f * strength);
        size = Math.min(size(sigma), bell.length);
        Blend.bell(bell, size, sigma);
        noise = drawing.reserve(f.count() * f.height() * f.width());
    }

    @Override
    void forward(int image, float[] x, float[] y) {
        if (moved[image] == 1) {
            int n = frames().height() * frames().width();
            for (int i = image * n; i < (image + 1) * n; i++) {
                field[i] = draws.normal(noise + i) * sigma;
            }
            smooth(image * n, 1, frames().width(), field, lines);
            smooth(image * n, frames().width(), frames().height(), lines, field);
        }
        super.forward(image, x, y);
    }

    /** Along lines of so many values that stand {@code apart}. {@code to} modified. */
    private void smooth(int start, int apart, int length, float[] from, float[] to) {
        int n = frames().height() * frames().width();
        for (int i = 0; i < n; i++) {
            int place = i / apart % length;
            float sum = 0;
            for (int k = 0; k < size; k++) {
                int at = place + k - size / 2;
                sum += at < 0 || at >= length ? 0 : bell[k] * from[start + i + (at - place) * apart];
            }
            to[start + i] = sum;
        }
    }

    private float shift(int image, int h, int w) {
        return alpha * field[(image * frames().height() + h) * frames().width() + w];
    }

    @Override
    float column(int image, int h, int w) {
        return w + shift(image, h, w);
    }

    @Override
    float row(int image, int h, int w) {
        return h + shift(image, h, w);
    }

    @Override
    int nearest(float place) {
        return (int) Math.rint(place);
    }

    /** Where it reflects, Keras turns at pixel 0, whose neighbour to the left is 1. */
    @Override
    int inside(int i, int length) {
        int turn = Math.abs(i) % (2 * length);
        return switch (mode) {
            case CONSTANT -> i >= 0 && i < length ? i : -1;
            case NEAREST -> Math.min(Math.max(i, 0), length - 1);
            case WRAP -> Math.floorMod(i, length);
            case REFLECT -> turn < length ? turn : 2 * length - turn - 1;
        };
    }
}
