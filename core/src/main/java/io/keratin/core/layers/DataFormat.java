package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Where the channels stand beside one to three axes of space or time: (B, …, X), or (B, X, …) where channels come first. */
final class DataFormat {

    /** Most axes that there are beside batch and channels. */
    static final int AXES = 3;

    private static final List<String> NAMES = List.of("time", "height, width", "depth, height, width");

    /** Values of a side of the square that {@link #transpose} turns at once, 16 cache lines. */
    private static final int SQUARE = 16;

    private DataFormat() {}

    /** The option {@code data_format}; true for {@code channels_first}. */
    static boolean channelsFirst(Config config, boolean absent) {
        String format = config.text("data_format", name(absent));
        if (!format.equals(name(true)) && !format.equals(name(false))) {
            throw config.error("data_format", "expected channels_last or channels_first, found '" + format + "'");
        }
        return format.equals(name(true));
    }

    /** Keras's name of the order. */
    static String name(boolean channelsFirst) {
        return channelsFirst ? "channels_first" : "channels_last";
    }

    /** The first axis of space or time. */
    static int firstAxis(boolean channelsFirst) {
        return channelsFirst ? 2 : 1;
    }

    /** The axis of the channels; negative axes count from the end. */
    static int channelAxis(boolean channelsFirst) {
        return channelsFirst ? 1 : -1;
    }

    static void check(String layer, Shape input, int axes, boolean channelsFirst) {
        if (input.rank() != axes + 2) {
            throw new ShapeException(layer + ": expected " + axes("batch", axes, channelsFirst) + ", found " + input);
        }
    }

    /** The names of all axes, for messages. */
    static String axes(String before, int axes, boolean channelsFirst) {
        String names = NAMES.get(axes - 1);
        return "(" + before + (channelsFirst ? ", channels, " + names : ", " + names + ", channels") + ")";
    }

    /** The number of channels, which must be known. */
    static int channels(String layer, Shape input, boolean channelsFirst) {
        int channels = input.dim(channelAxis(channelsFirst));
        if (channels == Shape.NONE) {
            throw new ShapeException(layer + ": the number of channels must be known, found " + input);
        }
        return channels;
    }

    /** The lengths of three axes of space: those that a shape has, after axes of length 1. */
    static int[] space(Shape shape, boolean channelsFirst) {
        int axes = shape.rank() - 2;
        int[] lengths = new int[AXES];
        Arrays.fill(lengths, 1);
        for (int i = 0; i < axes; i++) {
            lengths[AXES - axes + i] = shape.dim(firstAxis(channelsFirst) + i);
        }
        return lengths;
    }

    /** Places of a space. */
    static int places(int[] space) {
        return space[0] * space[1] * space[2];
    }

    /** to (batch, columns, rows) += from (batch, rows, columns) with the last axes swapped. {@code to} modified. */
    static void addTransposed(int batch, int rows, int columns, float[] from, float[] to) {
        for (int b = 0; b < batch; b++) {
            int start = b * rows * columns;
            for (int c = 0; c < columns; c++) {
                for (int r = 0; r < rows; r++) {
                    to[start + c * rows + r] += from[start + r * columns + c];
                }
            }
        }
    }

    /**
     * to (batch, columns, rows) = from (batch, rows, columns) with the last axes swapped, square by square, so that every
     * cache line is used whole. {@code to} modified.
     */
    static void transpose(int batch, int rows, int columns, float[] from, float[] to) {
        for (int b = 0; b < batch; b++) {
            int start = b * rows * columns;
            for (int r0 = 0; r0 < rows; r0 += SQUARE) {
                int r1 = Math.min(rows, r0 + SQUARE);
                for (int c0 = 0; c0 < columns; c0 += SQUARE) {
                    int c1 = Math.min(columns, c0 + SQUARE);
                    for (int c = c0; c < c1; c++) {
                        for (int r = r0; r < r1; r++) {
                            to[start + c * rows + r] = from[start + r * columns + c];
                        }
                    }
                }
            }
        }
    }
}
