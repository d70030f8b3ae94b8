package io.keratin.core.layers;

import java.util.Arrays;

/**
 * Images seen from elsewhere: with k = m₆·w + m₇·h + 1, the pixel at (h, w) is read in column (m₀·w + m₁·h + m₂) / k and row
 * (m₃·w + m₄·h + m₅) / k, m drawn for each image. The gradient is exact; TensorFlow's is only close, for it turns the gradient of the
 * images back by the inverse of m.
 */
final class Warp extends Resampled {

    /** Numbers of an image's m. */
    static final int EACH = 8;

    /** Draws all m, and which images are changed at all: before it, each is. */
    @FunctionalInterface
    interface Motion {
        void draw(Drawing drawing, Matrices m, float[] moved);
    }

    /** The m of all images. */
    static final class Matrices {

        private final float[] values;

        Matrices(int images) {
            values = new float[images * EACH];
        }

        void set(int image, float m0, float m1, float m2, float m3, float m4, float m5) {
            int at = image * EACH;
            values[at] = m0;
            values[at + 1] = m1;
            values[at + 2] = m2;
            values[at + 3] = m3;
            values[at + 4] = m4;
            values[at + 5] = m5;
        }

        /** Number i of an image's m. */
        void set(int image, int i, float value) {
            values[image * EACH + i] = value;
        }

        /** Number i of an image's m. */
        float get(int image, int i) {
            return values[image * EACH + i];
        }
    }

    private final Matrices m;
    private final FillMode mode;
    private final Motion motion;

    /** Lays it out, see {@link Resampled}. */
    Warp(Call call, Frames from, Frames to, boolean bilinear, FillMode mode, float fill, Motion motion) {
        super(call, from, to, bilinear, fill);
        this.mode = mode;
        this.motion = motion;
        m = new Matrices(from.count());
    }

    @Override
    public void draw(Drawing drawing) {
        Arrays.fill(moved, 1);
        motion.draw(drawing, m, moved);
    }

    @Override
    float column(int image, int h, int w) {
        return place(image, 0, h, w, frames().width());
    }

    @Override
    float row(int image, int h, int w) {
        return place(image, 3, h, w, frames().height());
    }

    private float place(int image, int first, int h, int w, int length) {
        float k = m.get(image, 6) * w + m.get(image, 7) * h + 1;
        if (k == 0) {
            return Float.NaN;
        }
        float at = m.get(image, first) * w + m.get(image, first + 1) * h + m.get(image, first + 2);
        return mode.place(at / k, length);
    }

    /** C's {@code round}: halves away from 0. */
    @Override
    int nearest(float place) {
        return (int) (place < 0 ? Math.ceil(place - 0.5) : Math.floor(place + 0.5));
    }

    @Override
    int inside(int i, int length) {
        return i < length ? i : -1;
    }
}
