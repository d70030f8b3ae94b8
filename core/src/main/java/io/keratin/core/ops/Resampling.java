package io.keratin.core.ops;

import io.keratin.core.error.ShapeException;
import org.jspecify.annotations.Nullable;

/**
 * How an image gets another size, with the arithmetic of TensorFlow's kernels, whose positions are float32: output i lies at
 * (i + ½) · in / out of the input, and each input pixel j at j + ½.
 */
public enum Resampling {
    /** The pixel in which the position lies. */
    NEAREST(0),
    /** On the line between two pixels. */
    BILINEAR(1),
    /** A cubic through four pixels (Keys 1981, a = -½). */
    BICUBIC(2),
    /** A sinc in a window of three pixels on either side. */
    LANCZOS3(3),
    /** A sinc in a window of five pixels on either side. */
    LANCZOS5(5);

    /** Keys's cubic is read from a table of so many steps to a pixel. */
    private static final int TABLE = 1024;

    private final int radius;

    Resampling(int radius) {
        this.radius = radius;
    }

    /** The one of this name, such as {@code bilinear}; null if there is none. */
    public static @Nullable Resampling of(String kerasName) {
        for (Resampling known : values()) {
            if (known.name().equalsIgnoreCase(kerasName)) {
                return known;
            }
        }
        return null;
    }

    /**
     * What each of {@code out} pixels of a line is made of, for a line of {@code in}.
     *
     * @param antialias whether a line that gets shorter is smoothed, so that every pixel counts
     */
    public Taps taps(int in, int out, boolean antialias) {
        if (in == 0) {
            throw new ShapeException("an image without pixels cannot be resized, found an axis of length 0");
        }
        float scale = in / (float) out;
        if (this == NEAREST) {
            return nearest(in, out, scale);
        } else if (this == BILINEAR && !antialias) {
            return bilinear(in, out, scale);
        } else if (this == BICUBIC && !antialias) {
            return bicubic(in, out, scale);
        }
        return spans(in, out, antialias);
    }

    private static Taps nearest(int in, int out, float scale) {
        Taps taps = new Taps(out, 1);
        for (int i = 0; i < out; i++) {
            taps.set(i, 0, Math.min((int) Math.floor((i + 0.5f) * scale), in - 1), 1);
        }
        return taps;
    }

    private static Taps bilinear(int in, int out, float scale) {
        Taps taps = new Taps(out, 2);
        for (int i = 0; i < out; i++) {
            float at = (i + 0.5f) * scale - 0.5f;
            float floor = (float) Math.floor(at);
            int upper = Math.min((int) Math.ceil(at), in - 1);
            taps.set(i, 0, Math.min(Math.max((int) floor, 0), upper), 1 - (at - floor));
            taps.set(i, 1, upper, at - floor);
        }
        return taps;
    }

    /** {@code ResizeBicubic}: pixels beyond the border count nothing, the others the more. */
    private static Taps bicubic(int in, int out, float scale) {
        Taps taps = new Taps(out, 4);
        for (int i = 0; i < out; i++) {
            float at = (i + 0.5f) * scale - 0.5f;
            int floor = (int) Math.floor(at);
            double step = Math.rint((at - floor) * TABLE) / TABLE;
            for (int k = 0; k < 4; k++) {
                int pixel = floor - 1 + k;
                boolean inside = pixel >= 0 && pixel < in;
                taps.set(i, k, Math.min(Math.max(pixel, 0), in - 1), inside ? (float) keys(Math.abs(step + 1 - k)) : 0);
            }
            taps.normalise(i);
        }
        return taps;
    }

    /** {@code ScaleAndTranslate}. */
    private Taps spans(int in, int out, boolean antialias) {
        float scale = (float) (1.0 / (out / (float) in));
        float width = antialias ? Math.max(scale, 1) : 1;
        Taps taps = new Taps(out, Math.min(2 * (int) Math.ceil(radius * width) + 1, in));
        for (int i = 0; i < out; i++) {
            float at = (i + 0.5f) * scale;
            if (at < 0 || at > in) {
                continue;
            }
            int start = Math.min(Math.max((int) Math.ceil(at - radius * width - 0.5f), 0), in - 1);
            int end = Math.min(Math.max((int) Math.floor(at + radius * width - 0.5f), 0), in - 1);
            for (int pixel = start; pixel <= end; pixel++) {
                float distance = Math.abs(pixel + 0.5f - at) * (1 / width);
                taps.set(i, pixel - start, pixel, (float) weight(distance));
            }
            taps.normalise(i);
        }
        return taps;
    }

    /** What a pixel at a distance of x counts. */
    private double weight(double x) {
        return switch (this) {
            case NEAREST -> 0;
            case BILINEAR -> Math.max(0, 1 - x);
            case BICUBIC -> keys(x);
            case LANCZOS3, LANCZOS5 -> lanczos(x);
        };
    }

    /** Keys's cubic at a distance of x pixels. */
    private static double keys(double x) {
        if (x >= 2) {
            return 0;
        }
        return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
    }

    private double lanczos(double x) {
        if (x > radius) {
            return 0;
        } else if (x <= 1e-3) {
            return 1;
        }
        double p = Math.PI * x;
        return radius * Math.sin(p) * Math.sin(p / radius) / (p * p);
    }

    /** For each output pixel of a line the input pixels that it is made of, and what each counts. */
    public static final class Taps {

        private final int each;
        private final int[] pixels;
        private final float[] weights;

        Taps(int out, int each) {
            this.each = each;
            pixels = new int[Math.multiplyExact(out, each)];
            weights = new float[pixels.length];
        }

        /** How many input pixels there are to an output pixel. */
        public int each() {
            return each;
        }

        /** The input pixels. Read only. */
        public int[] pixels() {
            return pixels;
        }

        /** What each of them counts. Read only. */
        public float[] weights() {
            return weights;
        }

        /** Output {@code i} of a line. */
        public double of(double[] line, int i) {
            double sum = 0;
            for (int t = i * each; t < (i + 1) * each; t++) {
                sum += weights[t] * line[pixels[t]];
            }
            return sum;
        }

        private void set(int output, int tap, int pixel, float weight) {
            pixels[output * each + tap] = pixel;
            weights[output * each + tap] = weight;
        }

        /** Makes the weights of an output pixel add up to 1, unless they are all 0. */
        private void normalise(int output) {
            float sum = 0;
            for (int t = output * each; t < (output + 1) * each; t++) {
                sum += weights[t];
            }
            if (Math.abs(sum) >= 1000 * Float.MIN_NORMAL) {
                for (int t = output * each; t < (output + 1) * each; t++) {
                    weights[t] *= 1 / sum;
                }
            }
        }
    }
}
