package io.keratin.core.layers;

/** Mixes every image of a batch with another one of it: everywhere a little, or all of it in a box. */
final class Mixing extends Change.OfEach {

    private final int[] other;
    private final int[] giver;
    private final float[] weights;
    private final Rule rule;
    private final boolean inBoxes;
    private final Boxes boxes;

    /** Draws what each image itself counts, or its box, and whom it is mixed with. */
    @FunctionalInterface
    interface Rule {
        void draw(Drawing drawing, float[] weights, Boxes boxes, int[] other);
    }

    Mixing(Call call, Frames frames, boolean inBoxes, Rule rule) {
        super(frames, call);
        this.rule = rule;
        this.inBoxes = inBoxes;
        other = new int[frames.count()];
        giver = new int[frames.count()];
        weights = new float[frames.count()];
        boxes = new Boxes(frames);
    }

    @Override
    public void draw(Drawing drawing) {
        rule.draw(drawing, weights, boxes, other);
        for (int i = 0; i < other.length; i++) {
            giver[other[i]] = i;
        }
    }

    /** What a pixel of an image itself counts in the mixture. */
    private float weight(int image, int h, int w) {
        return !inBoxes ? weights[image] : boxes.holds(image, h, w) ? 0 : 1;
    }

    @Override
    void forward(int image, float[] x, float[] y) {
        Frames f = frames();
        for (int h = 0; h < f.height(); h++) {
            for (int w = 0; w < f.width(); w++) {
                float own = weight(image, h, w);
                int at = f.at(image, h, w);
                int from = f.at(other[image], h, w);
                for (int c = 0; c < f.channels() * f.deep(); c += f.deep()) {
                    y[at + c] = own == 1 ? x[at + c] : own * x[at + c] + (1 - own) * x[from + c];
                }
            }
        }
    }

    /** An image has its gradient from itself and from the one that it was mixed into. */
    @Override
    void backward(int image, float[] x, float[] dy, float[] dx) {
        Frames f = frames();
        for (int h = 0; h < f.height(); h++) {
            for (int w = 0; w < f.width(); w++) {
                float own = weight(image, h, w);
                float given = 1 - weight(giver[image], h, w);
                int at = f.at(image, h, w);
                int to = f.at(giver[image], h, w);
                for (int c = 0; c < f.channels() * f.deep(); c += f.deep()) {
                    dx[at + c] += own * dy[at + c] + given * dy[to + c];
                }
            }
        }
    }
}
