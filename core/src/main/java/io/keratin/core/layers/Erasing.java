package io.keratin.core.layers;

/** Fills a box in some of the images, with given values or with noise. */
final class Erasing extends Change.OfEach {

    private final Draws draws;
    private final Boxes boxes;
    private final float[] scale;
    private final float[] chance;
    private final float[] fill;
    private final ValueRange range;
    private final float[] erased;
    private final float[] width;
    private final float[] height;
    private int noise;

    /**
     * Lays it out.
     *
     * @param scale bounds of the parts of an image's sides that a box takes, squared
     * @param chance bounds of the chance that an image has a box
     * @param fill the values in it, in turns along the last axis; none for noise
     * @param range what the values are clipped to
     */
    Erasing(Call call, Draws draws, Frames frames, float[] scale, float[] chance, float[] fill, ValueRange range) {
        super(frames, call);
        this.draws = draws;
        this.scale = scale;
        this.chance = chance;
        this.fill = fill;
        this.range = range;
        boxes = new Boxes(frames);
        erased = new float[frames.count()];
        width = new float[frames.count()];
        height = new float[frames.count()];
    }

    @Override
    public void draw(Drawing drawing) {
        for (int i = 0; i < width.length; i++) {
            width[i] = (float) Math.sqrt(drawing.uniform(scale[0], scale[1]));
            height[i] = (float) Math.sqrt(drawing.uniform(scale[0], scale[1]));
        }
        boxes.draw(drawing, width, height);
        drawing.chances(erased, chance);
        noise = fill.length == 0 ? drawing.reserve(frames().values()) : 0;
    }

    @Override
    void forward(int image, float[] x, float[] y) {
        Frames f = frames();
        for (int h = 0; h < f.height(); h++) {
            for (int w = 0; w < f.width(); w++) {
                boolean filled = erased[image] == 1 && boxes.holds(image, h, w);
                for (int c = 0, i = f.at(image, h, w); c < f.channels(); c++, i += f.deep()) {
                    y[i] = filled ? range.clip(filling(i)) : x[i];
                }
            }
        }
    }

    private float filling(int i) {
        return fill.length == 0 ? draws.normal(noise + i) * range.high() : fill[i % fill.length];
    }

    @Override
    void backward(int image, float[] x, float[] dy, float[] dx) {
        Frames f = frames();
        for (int h = 0; h < f.height(); h++) {
            for (int w = 0; w < f.width(); w++) {
                boolean filled = erased[image] == 1 && boxes.holds(image, h, w);
                for (int c = 0, i = f.at(image, h, w); !filled && c < f.channels(); c++, i += f.deep()) {
                    dx[i] += dy[i];
                }
            }
        }
    }
}
