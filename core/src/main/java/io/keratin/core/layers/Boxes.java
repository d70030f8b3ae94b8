package io.keratin.core.layers;

/** A box in each image, at a place that is drawn. */
final class Boxes {

    private final Frames frames;
    private final float[] left;
    private final float[] right;
    private final float[] top;
    private final float[] bottom;

    Boxes(Frames frames) {
        this.frames = frames;
        left = new float[frames.count()];
        right = new float[frames.count()];
        top = new float[frames.count()];
        bottom = new float[frames.count()];
    }

    /**
     * Draws the places.
     *
     * @param width of each box, as a part of the image's
     * @param height likewise
     */
    void draw(Drawing drawing, float[] width, float[] height) {
        draw(drawing, frames.width(), width, left, right);
        draw(drawing, frames.height(), height, top, bottom);
    }

    private static void draw(Drawing drawing, int whole, float[] parts, float[] from, float[] to) {
        for (int i = 0; i < parts.length; i++) {
            float length = parts[i] * whole;
            from[i] = drawing.uniform(0, 1) * (whole - length);
            to[i] = from[i] + length;
        }
    }

    /** Whether a pixel lies in its image's box. */
    boolean holds(int image, int h, int w) {
        return w >= left[image] && w < right[image] && h >= top[image] && h < bottom[image];
    }
}
