package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.ops.Resampling;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images in an array (count, height, width, channels). Where channels come first, every channel is an image of its own.
 */
record Images(int count, int height, int width, int channels) {

    /** Those in a tensor (B, H, W, X), or (B, X, H, W) where channels come first. */
    static Images of(Shape shape, boolean channelsFirst) {
        return channelsFirst
                ? new Images(shape.product(0, 2), shape.dim(2), shape.dim(3), 1)
                : new Images(shape.dim(0), shape.dim(1), shape.dim(2), shape.dim(3));
    }

    /** The shape of a batch of images with another size, all dimensions of which may be open. */
    static Shape sized(String layer, Shape input, int height, int width, boolean channelsFirst) {
        if (input.rank() != 4) {
            throw new ShapeException(layer + ": expected a batch of images, "
                    + (channelsFirst ? "(batch, channels, height, width)" : "(batch, height, width, channels)")
                    + ", found " + input);
        }
        int axis = channelsFirst ? 2 : 1;
        return input.with(axis, height).with(axis + 1, width);
    }

    Images withSize(int newHeight, int newWidth) {
        return new Images(count, newHeight, newWidth, channels);
    }

    /** Images of this size, but at least one pixel and at most as large as these. */
    Images middle(int newHeight, int newWidth) {
        return withSize(Math.max(Math.min(height, newHeight), 1), Math.max(Math.min(width, newWidth), 1));
    }

    Shape shape() {
        return Shape.of(count, height, width, channels);
    }

    int size() {
        return shape().length();
    }

    /**
     * The middle of each image, or the image in the middle of more.
     *
     * @param fill what stands outside
     * @param y (count, part.height, part.width, channels), modified
     */
    Step middle(float[] x, Images part, float fill, float[] y) {
        return Pieces.step(Tensor.of(x, shape()), Tensor.of(y, part.shape()), picks(part), fill);
    }

    /** As {@link #middle}, with the way back to a call's input. */
    Step cut(Call call, float[] x, Images part, float fill, float[] y) {
        float[] dx = call.gradient(call.input());
        return Pieces.back(middle(x, part, fill, y), shape(), picks(part), dx, call.gradient(call.output()));
    }

    /** {@link #middle} and then {@link #resized}, with the way back to a call's input; all of the images are resized if they are the part. */
    Step cutAndResized(
            Call call,
            float[] x,
            Images part,
            float fill,
            Images to,
            Interpolation interpolation,
            boolean antialias,
            float[] y) {
        float[] dx = call.gradient(call.input());
        float[] dy = call.gradient(call.output());
        boolean whole = part.equals(this);
        float[] middle = whole ? x : call.scratch(part.size());
        Step resize = part.resized(call, middle, to, interpolation, antialias, y);
        Step forward = whole ? resize : Step.all(List.of(middle(x, part, fill, middle), resize));
        if (dx == null || dy == null) {
            return forward;
        }
        if (whole) {
            return Step.of(forward, resizedBack(call, to, interpolation, antialias, dy, dx));
        }
        float[] dMiddle = call.scratch(part.size());
        Runnable back = part.resizedBack(call, to, interpolation, antialias, dy, dMiddle);
        Step cut = Pieces.back(() -> {}, shape(), picks(part), dx, dMiddle);
        return Step.of(forward, () -> {
            Arrays.fill(dMiddle, 0, part.size(), 0);
            back.run();
            Step.back(cut);
        });
    }

    private List<int @Nullable []> picks(Images part) {
        int top = (height - part.height) / 2;
        int left = (width - part.width) / 2;
        return Arrays.asList(Pieces.range(top, part.height, height), Pieces.range(left, part.width, width), null);
    }

    /** These images with the size of others; {@code y} modified. */
    Step resized(Call call, float[] x, Images to, Interpolation interpolation, boolean antialias, float[] y) {
        if (size() == 0) {
            return () -> Arrays.fill(y, 0, to.size(), 0);
        }
        Resampling.Taps rows = interpolation.taps(height, to.height, antialias);
        Resampling.Taps columns = interpolation.taps(width, to.width, antialias);
        if (interpolation == Interpolation.BILINEAR && !antialias) {
            return () -> {
                for (int row = 0; row < to.count * to.height; row++) {
                    onLines(x, to, rows, columns, row, y);
                }
            };
        }
        float[] line = call.scratch(width * channels);
        return () -> {
            for (int row = 0; row < to.count * to.height; row++) {
                weighted(x, to, rows, columns, row, line, y);
            }
        };
    }

    /** The way back of {@link #resized}: the weight with which a pixel went in takes its part of dy back to it. {@code dx} modified. */
    Runnable resizedBack(Call call, Images to, Interpolation interpolation, boolean antialias, float[] dy, float[] dx) {
        if (size() == 0) {
            return () -> {};
        }
        Resampling.Taps rows = interpolation.taps(height, to.height, antialias);
        Resampling.Taps columns = interpolation.taps(width, to.width, antialias);
        int n = width * channels;
        float[] line = call.scratch(n);
        return () -> {
            for (int row = 0; row < to.count * to.height; row++) {
                Arrays.fill(line, 0, n, 0);
                for (int t = 0; t < columns.pixels().length; t++) {
                    int pixel = (row * to.width + t / columns.each()) * channels;
                    add(columns.weights()[t], dy, pixel, line, columns.pixels()[t] * channels, channels);
                }
                int first = row / to.height * height;
                int r = row % to.height;
                for (int t = r * rows.each(); t < (r + 1) * rows.each(); t++) {
                    add(rows.weights()[t], line, 0, dx, (first + rows.pixels()[t]) * n, n);
                }
            }
        };
    }

    /** A row whose pixels lie on the line between two rows, and there on the lines between two pixels each, in TensorFlow's order. */
    private void onLines(float[] x, Images to, Resampling.Taps rows, Resampling.Taps columns, int row, float[] y) {
        int first = row / to.height * height;
        int r = row % to.height * 2;
        int top = (first + rows.pixels()[r]) * width * channels;
        int bottom = (first + rows.pixels()[r + 1]) * width * channels;
        float down = rows.weights()[r + 1];
        for (int column = 0; column < to.width; column++) {
            int left = columns.pixels()[2 * column] * channels;
            int right = columns.pixels()[2 * column + 1] * channels;
            float across = columns.weights()[2 * column + 1];
            int at = (row * to.width + column) * channels;
            for (int c = 0; c < channels; c++) {
                float above = x[top + left + c] + (x[top + right + c] - x[top + left + c]) * across;
                float below = x[bottom + left + c] + (x[bottom + right + c] - x[bottom + left + c]) * across;
                y[at + c] = above + (below - above) * down;
            }
        }
    }

    /** A row whose pixels are weighted sums: of rows first, into {@code line}, and then of pixels. */
    private void weighted(
            float[] x, Images to, Resampling.Taps rows, Resampling.Taps columns, int row, float[] line, float[] y) {
        int n = width * channels;
        int first = row / to.height * height;
        int r = row % to.height;
        Arrays.fill(line, 0, n, 0);
        for (int t = r * rows.each(); t < (r + 1) * rows.each(); t++) {
            add(rows.weights()[t], x, (first + rows.pixels()[t]) * n, line, 0, n);
        }
        int at = row * to.width * channels;
        Arrays.fill(y, at, at + to.width * channels, 0);
        for (int t = 0; t < columns.pixels().length; t++) {
            int pixel = at + t / columns.each() * channels;
            add(columns.weights()[t], line, columns.pixels()[t] * channels, y, pixel, channels);
        }
    }

    /** to (n) += weight · from (n). {@code to} modified. */
    private static void add(float weight, float[] from, int start, float[] to, int at, int n) {
        for (int i = 0; i < n; i++) {
            to[at + i] += weight * from[start + i];
        }
    }
}
