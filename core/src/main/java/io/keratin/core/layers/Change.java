package io.keratin.core.layers;

import io.keratin.core.threads.Team;

/** What a layer does to a batch of images in training. */
interface Change {

    /** Draws what a pass needs. */
    void draw(Drawing drawing);

    /** y = the images x changed. {@code y} modified. */
    void forward(float[] x, float[] y);

    /** dx += the gradient of x, by that of y and the numbers that were drawn last. {@code dx} modified. */
    void backward(float[] x, float[] dy, float[] dx);

    /** A change of one image after another, whom the members of the team share. */
    abstract class OfEach implements Change {

        /** Values that are worth a second thread. */
        private static final int MANY = 1 << 14;

        private static final float[] NONE = {};

        private final Frames frames;
        private final Team team;
        private final Team.Task task = this::share;
        private float[] from = NONE;
        private float[] by = NONE;
        private float[] to = NONE;
        private boolean back;

        OfEach(Frames frames, Call call) {
            this.frames = frames;
            team = (long) frames.count() * frames.size() < MANY ? Team.SOLO : call.team();
        }

        /** Where the images stand. */
        final Frames frames() {
            return frames;
        }

        /** As {@link Change#forward}, for one image. */
        abstract void forward(int image, float[] x, float[] y);

        /** As {@link Change#backward}, for one image. */
        abstract void backward(int image, float[] x, float[] dy, float[] dx);

        @Override
        public void forward(float[] x, float[] y) {
            run(false, x, NONE, y);
        }

        @Override
        public void backward(float[] x, float[] dy, float[] dx) {
            run(true, x, dy, dx);
        }

        private void run(boolean backwards, float[] x, float[] dy, float[] result) {
            back = backwards;
            from = x;
            by = dy;
            to = result;
            team.run(task);
        }

        private void share(int member) {
            int end = team.share(frames.count(), member + 1);
            for (int image = team.share(frames.count(), member); image < end; image++) {
                if (back) {
                    backward(image, from, by, to);
                } else {
                    forward(image, from, to);
                }
            }
        }
    }
}
