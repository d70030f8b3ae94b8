package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;

/**
 * Where images stand in an array, whatever the order of their axes: the channels of the pixel at (h, w) of image b stand {@code deep} apart
 * from {@code start + b · size + h · down + w · across} on.
 */
record Frames(int count, int height, int width, int channels, int start, int size, int down, int across, int deep) {

    /**
     * Those in (B, H, W, X), or (B, X, H, W) where channels come first. A tensor of rank 3 is one image, as in Keras.
     *
     * @throws ShapeException if the rank is another
     */
    static Frames of(String layer, Shape shape, boolean channelsFirst) {
        if (shape.rank() != 4 && shape.rank() != 3) {
            throw new ShapeException(layer + ": in training expected images "
                    + DataFormat.axes("batch", 2, channelsFirst) + ", found " + shape);
        }
        int first = shape.rank() - 3;
        int count = first == 0 ? 1 : shape.dim(0);
        int a = shape.dim(first);
        int b = shape.dim(first + 1);
        int c = shape.dim(first + 2);
        return channelsFirst ? of(count, b, c, a, true) : of(count, a, b, c, false);
    }

    private static Frames of(int count, int height, int width, int channels, boolean channelsFirst) {
        int size = height * width * channels;
        return channelsFirst
                ? new Frames(count, height, width, channels, 0, size, width, 1, height * width)
                : new Frames(count, height, width, channels, 0, size, width * channels, channels, 1);
    }

    /** The first channel of a pixel. */
    int at(int image, int row, int column) {
        return start + image * size + row * down + column * across;
    }

    /** Values of all images. */
    int values() {
        return Math.multiplyExact(count, size);
    }

    /** Rows and columns from here on, in the same array. */
    Frames part(int top, int left, int rows, int columns) {
        return new Frames(count, rows, columns, channels, start + top * down + left * across, size, down, across, deep);
    }

    /** Images of another size in an array of their own. */
    Frames sized(int rows, int columns, boolean channelsFirst) {
        return of(count, rows, columns, channels, channelsFirst);
    }

    /**
     * These images, which are in colour.
     *
     * @param gray whether they may also be gray
     * @throws ShapeException if they are not
     */
    Frames coloured(String layer, boolean gray) {
        if (channels == 3 || (gray && channels == 1)) {
            return this;
        }
        throw new ShapeException(layer + ": in training expected images in red, green and blue"
                + (gray ? ", or gray," : ",") + " found " + channels + " channels");
    }
}
