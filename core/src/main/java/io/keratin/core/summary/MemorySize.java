package io.keratin.core.summary;

import io.keratin.core.tensor.Shape;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sizes of values in memory, and how Keras writes them. */
final class MemorySize {

    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

    private MemorySize() {}

    /** Number of bytes of an array whose element type has this Keras name. */
    static long bytes(Shape shape, String dtype) {
        return shape.size() * bytesPerValue(dtype);
    }

    private static int bytesPerValue(String dtype) {
        return switch (dtype) {
            case "float64", "int64", "uint64" -> 8;
            case "float16", "bfloat16", "int16", "uint16" -> 2;
            case "int8", "uint8", "bool" -> 1;
            default -> 4;
        };
    }

    /** {@code 794.76 KB}: the largest unit in which the number is below 1024, with two decimals. */
    static String text(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 1024 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        // Halves go to the even digit, as in Python.
        return new BigDecimal(size).setScale(2, RoundingMode.HALF_EVEN) + " " + UNITS[unit];
    }
}
