package io.keratin.core.layers;

import java.util.Arrays;

/**
 * Goes some way from an image to another one that is made of it by a linear map L: y = clip(x + f · (L x − x)), f drawn for each image.
 * So do contrast (L gives the mean), colour (L gives gray), sharpness and blur (L smooths).
 */
final class Blend extends Change.OfEach {

    /** L. */
    interface Linear {

        /** Draws what L needs. */
        default void draw(Drawing drawing) {}

        /** y = L x, of one image. {@code y} modified. */
        void forward(Frames frames, int image, float[] x, float[] y);

        /** dx += the transpose of L, of dy. {@code dx} modified. */
        void backward(Frames frames, int image, float[] dy, float[] dx);
    }

    /** Draws all f. */
    @FunctionalInterface
    interface Rule {
        void draw(Drawing drawing, float[] factors);
    }

    private final Linear linear;
    private final Rule rule;
    private final ValueRange range;
    private final float[] factors;
    private final float[] other;

    Blend(Workroom room, Frames frames, Rule rule, Linear linear, ValueRange range) {
        super(frames, room.call());
        this.rule = rule;
        this.linear = linear;
        this.range = range;
        factors = new float[frames.count()];
        other = room.array(Workroom.Use.OTHER, 0);
    }

    @Override
    public void draw(Drawing drawing) {
        rule.draw(drawing, factors);
        linear.draw(drawing);
    }

    @Override
    void forward(int image, float[] x, float[] y) {
        linear.forward(frames(), image, x, other);
        int size = frames().size();
        for (int i = image * size; i < (image + 1) * size; i++) {
            y[i] = range.clip(blended(image, i, x));
        }
    }

    private float blended(int image, int i, float[] x) {
        float f = factors[image];
        return f == 0 ? x[i] : f == 1 ? other[i] : x[i] + f * (other[i] - x[i]);
    }

    @Override
    void backward(int image, float[] x, float[] dy, float[] dx) {
        linear.forward(frames(), image, x, other);
        int size = frames().size();
        for (int i = image * size; i < (image + 1) * size; i++) {
            float g = range.slope(blended(image, i, x)) * dy[i];
            dx[i] += (1 - factors[image]) * g;
            other[i] = factors[image] * g;
        }
        linear.backward(frames(), image, other, dx);
    }

    /** The mean of each channel. */
    static final Linear MEAN = new Linear() {
        @Override
        public void forward(Frames frames, int image, float[] x, float[] y) {
            spread(frames, image, x, y, false);
        }

        @Override
        public void backward(Frames frames, int image, float[] dy, float[] dx) {
            spread(frames, image, dy, dx, true);
        }

        private void spread(Frames f, int image, float[] x, float[] y, boolean add) {
            for (int c = 0; c < f.channels(); c++) {
                int first = f.at(image, 0, 0) + c * f.deep();
                double sum = 0;
                for (int h = 0; h < f.height(); h++) {
                    for (int w = 0; w < f.width(); w++) {
                        sum += x[first + h * f.down() + w * f.across()];
                    }
                }
                float mean = (float) (sum / (f.height() * f.width()));
                for (int h = 0; h < f.height(); h++) {
                    for (int w = 0; w < f.width(); w++) {
                        int i = first + h * f.down() + w * f.across();
                        y[i] = add ? y[i] + mean : mean;
                    }
                }
            }
        }
    };

    /** What is bright in red, green and blue (ITU-R BT.601); gray stays. */
    static final Linear GRAY = new Linear() {

        private final float[] weights = {0.2989f, 0.5870f, 0.1140f};

        @Override
        public void forward(Frames f, int image, float[] x, float[] y) {
            for (int h = 0; h < f.height(); h++) {
                for (int w = 0; w < f.width(); w++) {
                    int i = f.at(image, h, w);
                    float gray = f.channels() == 1 ? x[i] : 0;
                    for (int c = 0; f.channels() == 3 && c < 3; c++) {
                        gray += weights[c] * x[i + c * f.deep()];
                    }
                    for (int c = 0; c < f.channels(); c++) {
                        y[i + c * f.deep()] = gray;
                    }
                }
            }
        }

        @Override
        public void backward(Frames f, int image, float[] dy, float[] dx) {
            for (int h = 0; h < f.height(); h++) {
                for (int w = 0; w < f.width(); w++) {
                    int i = f.at(image, h, w);
                    float sum = 0;
                    for (int c = 0; c < f.channels(); c++) {
                        sum += dy[i + c * f.deep()];
                    }
                    for (int c = 0; c < f.channels(); c++) {
                        dx[i + c * f.deep()] += f.channels() == 1 ? sum : weights[c] * sum;
                    }
                }
            }
        }
    };

    /** Weighted sums over rows and columns around each pixel; outside there is 0. */
    abstract static class Smoothing implements Linear {

        private final int rows;
        private final int columns;

        /** (rows, columns), which are odd. */
        final float[] kernel;

        Smoothing(int rows, int columns) {
            this.rows = rows;
            this.columns = columns;
            kernel = new float[rows * columns];
        }

        @Override
        public void forward(Frames f, int image, float[] x, float[] y) {
            clear(f, image, y);
            sum(f, image, x, y, false);
        }

        private static void clear(Frames f, int image, float[] y) {
            Arrays.fill(y, image * f.size(), (image + 1) * f.size(), 0);
        }

        @Override
        public void backward(Frames f, int image, float[] dy, float[] dx) {
            sum(f, image, dy, dx, true);
        }

        private void sum(Frames f, int image, float[] x, float[] y, boolean back) {
            for (int r = 0; r < rows; r++) {
                int down = back ? rows / 2 - r : r - rows / 2;
                for (int s = 0; s < columns; s++) {
                    int across = back ? columns / 2 - s : s - columns / 2;
                    add(f, image, kernel[r * columns + s], down, across, x, y);
                }
            }
        }

        /** y += weight · x, read so far down and across. */
        private static void add(Frames f, int image, float weight, int down, int across, float[] x, float[] y) {
            int w0 = Math.max(0, -across);
            int w1 = Math.min(f.width(), f.width() - across);
            for (int h = Math.max(0, -down); h < Math.min(f.height(), f.height() - down); h++) {
                for (int w = w0; w < w1; w++) {
                    int to = f.at(image, h, w);
                    int from = f.at(image, h + down, w + across);
                    for (int c = 0; c < f.channels(); c++) {
                        y[to + c * f.deep()] += weight * x[from + c * f.deep()];
                    }
                }
            }
        }
    }

    /** The mean of a pixel and its eight neighbours, in which it counts as much as five of them. */
    static Linear softened() {
        Smoothing soft = new Smoothing(3, 3) {};
        Arrays.fill(soft.kernel, 1f / 13);
        soft.kernel[4] = 5f / 13;
        return soft;
    }

    /**
     * Two bells, of widths that are drawn anew for each pass; Keras reads a kernel that is not square in the wrong order.
     *
     * @param sigma the bounds of the widths
     */
    static Linear blurred(int rows, int columns, float[] sigma) {
        return new Smoothing(rows, columns) {

            private final float[] across = new float[rows];
            private final float[] down = new float[columns];

            @Override
            public void draw(Drawing drawing) {
                bell(across, drawing.uniform(sigma[0], sigma[1]) + 1e-6f);
                bell(down, drawing.uniform(sigma[0], sigma[1]) + 1e-6f);
                for (int i = 0; i < kernel.length; i++) {
                    kernel[i] = down[i / rows] * across[i % rows];
                }
            }
        };
    }

    /** exp(-x² / 2σ²) around the middle, all of them 1 together. {@code weights} modified. */
    static void bell(float[] weights, float sigma) {
        bell(weights, weights.length, sigma);
    }

    /** As {@link #bell(float[], float)}, of the first n weights. */
    static void bell(float[] weights, int n, float sigma) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            double x = (i - (n - 1) / 2.0) / sigma;
            weights[i] = (float) Math.exp(-0.5 * x * x);
            sum += weights[i];
        }
        for (int i = 0; i < n; i++) {
            weights[i] /= sum;
        }
    }
}
