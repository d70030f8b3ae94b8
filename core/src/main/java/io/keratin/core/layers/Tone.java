package io.keratin.core.layers;

/** Changes each value of an image by itself: y = f(x, p, q) with numbers p and q that are drawn for the image. */
final class Tone extends Change.OfEach {

    /** A value, or a slope, of x with an image's numbers. */
    @FunctionalInterface
    interface Curve {
        float at(float x, float p, float q);
    }

    /** Draws the numbers of all images. */
    @FunctionalInterface
    interface Rule {
        void draw(Drawing drawing, float[] p, float[] q);
    }

    private final Rule rule;
    private final Curve curve;
    private final Curve slope;
    private final float[] p;
    private final float[] q;

    Tone(Call call, Frames frames, Rule rule, Curve curve, Curve slope) {
        super(frames, call);
        this.rule = rule;
        this.curve = curve;
        this.slope = slope;
        p = new float[frames.count()];
        q = new float[frames.count()];
    }

    @Override
    public void draw(Drawing drawing) {
        rule.draw(drawing, p, q);
    }

    @Override
    void forward(int image, float[] x, float[] y) {
        int size = frames().size();
        for (int i = image * size; i < (image + 1) * size; i++) {
            y[i] = curve.at(x[i], p[image], q[image]);
        }
    }

    @Override
    void backward(int image, float[] x, float[] dy, float[] dx) {
        int size = frames().size();
        for (int i = image * size; i < (image + 1) * size; i++) {
            dx[i] += dy[i] * slope.at(x[i], p[image], q[image]);
        }
    }
}
