package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;

/** Sequences of steps with channels in either order: (B, T, X), or (B, X, T) where channels come first. */
final class Sequences {

    private Sequences() {}

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

    static int timeAxis(boolean channelsFirst) {
        return channelsFirst ? 2 : 1;
    }

    static int channelAxis(boolean channelsFirst) {
        return channelsFirst ? 1 : 2;
    }

    static void check(String layer, Shape input, boolean channelsFirst) {
        if (input.rank() != 3) {
            throw new ShapeException(layer + ": expected "
                    + (channelsFirst ? "(batch, channels, time)" : "(batch, time, channels)") + ", found " + input);
        }
    }

    /** to (batch, columns, rows) = from (batch, rows, columns) with the last axes swapped. {@code to} modified. */
    static void transpose(int batch, int rows, int columns, float[] from, float[] to) {
        for (int b = 0; b < batch; b++) {
            int start = b * rows * columns;
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    to[start + c * rows + r] = from[start + r * columns + c];
                }
            }
        }
    }
}
