package io.keratin.core.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a tensor's elements are. */
public enum DType {
    /** IEEE single precision, in a {@code float[]}. */
    FLOAT32,
    /** Ids and counts, in an {@code int[]}. */
    INT32,
    /** True as 1 and false as 0, in an {@code int[]}. */
    BOOL,
    /** Text, in a {@code String[]}. */
    STRING;

    private static final List<String> FLOATS = List.of("float32", "float16", "bfloat16", "float64");
    private static final List<String> INTEGERS =
            List.of("int32", "int64", "int8", "uint8", "int16", "uint16", "uint32", "uint64");

    /** What holds the elements of Keras's dtype of this name, or null if it is unknown. */
    public static @Nullable DType forKerasName(String name) {
        return switch (name) {
            case "bool" -> BOOL;
            case "string" -> STRING;
            default -> FLOATS.contains(name) ? FLOAT32 : INTEGERS.contains(name) ? INT32 : null;
        };
    }

    /** The names that {@link #forKerasName} knows. */
    public static List<String> kerasNames() {
        return java.util.stream.Stream.of(FLOATS, INTEGERS, List.of("bool", "string"))
                .flatMap(List::stream)
                .toList();
    }

    /** Whether the elements are kept in an {@code int[]}. */
    public boolean isInts() {
        return this == INT32 || this == BOOL;
    }

    /**
     * A number cut to a whole one. NaN becomes the least there is, as in Keras, and so no id; what is beyond 32 bits, the nearest there
     * is, because Keras's integers may have 64.
     */
    public static int toInt(float number) {
        return Float.isNaN(number) ? Integer.MIN_VALUE : (int) number;
    }

    /** Keras's name: {@code float32}, {@code int32}. */
    public String kerasName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
