package io.keratin.keras.numpy;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.ElementType;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header of an {@code .npy} file: a Python dictionary with exactly the keys {@code descr}, {@code fortran_order} and
 * {@code shape}. It is matched against what NumPy writes, never evaluated. Texts have no element type: they are of {@code width}
 * bytes each, UTF-8 where {@code bytes}, else UTF-32.
 */
record NpyHeader(
        @Nullable ElementType type,
        int width,
        boolean bytes,
        ByteOrder order,
        boolean fortran,
        Shape shape,
        long count) {

    private static final int MAX_RANK = 64;
    private static final int MAX_TEXT = 1 << 28;

    private static final Pattern ENTRY = Pattern.compile(
            "\\s*(['\"])(descr|fortran_order|shape)\\1\\s*:\\s*(?:(['\"])([^'\"\\\\]*)\\3|(True|False)|\\(([0-9L,\\s]*)\\)|(\\[))\\s*");
    private static final Pattern NUMBER = Pattern.compile("\\s*([0-9]{1,19})L?\\s*");
    private static final Pattern DESCR = Pattern.compile("([<>|=]?)([a-zA-Z?])([0-9]*)(\\[.*])?");

    static NpyHeader parse(String text) {
        String body = text.strip();
        if (!body.startsWith("{") || !body.endsWith("}")) {
            throw broken("it is not a dictionary");
        }
        Map<String, Matcher> entries = new HashMap<>();
        int at = 1;
        int end = body.length() - 1;
        while (!body.substring(at, end).isBlank()) {
            Matcher entry = ENTRY.matcher(body).region(at, end);
            if (!entry.lookingAt() || entries.put(entry.group(2), entry) != null) {
                throw broken("it cannot be read at character " + at);
            }
            if (entry.group(7) != null) {
                throw new ModelFormatException(Kind.UNSUPPORTED, "", "an array of records; arrays of numbers are read");
            }
            at = entry.end();
            if (at < end && body.charAt(at++) != ',') {
                throw broken("it cannot be read at character " + (at - 1));
            }
        }
        String descr = value(entries, "descr", 4);
        Shape shape = shape(value(entries, "shape", 6));
        boolean fortran = value(entries, "fortran_order", 5).equals("True");
        return typed(descr, fortran, shape);
    }

    /** What the elements are called in a message. */
    String dtype() {
        return type == null ? "texts" : type.dtype();
    }

    private static String value(Map<String, Matcher> entries, String key, int group) {
        Matcher entry = entries.get(key);
        String value = entry == null ? null : entry.group(group);
        if (value == null) {
            throw broken("it has no proper '" + key + "'");
        }
        return value;
    }

    private static Shape shape(String list) {
        if (list.isBlank()) {
            return Shape.of();
        }
        String[] parts = list.split(",", -1);
        int rank = parts[parts.length - 1].isBlank() ? parts.length - 1 : parts.length;
        if (rank > MAX_RANK || (rank == 1 && parts.length == 1)) {
            throw broken("its shape is no tuple of at most " + MAX_RANK + " numbers");
        }
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            Matcher number = NUMBER.matcher(parts[i]);
            if (!number.matches() || !fits(number.group(1))) {
                throw broken("a dimension is " + parts[i].strip());
            }
            dims[i] = Integer.parseInt(number.group(1));
        }
        return Shape.of(dims);
    }

    private static boolean fits(String digits) {
        return digits.length() <= 10 && Long.parseLong(digits) <= Integer.MAX_VALUE;
    }

    private static NpyHeader typed(String descr, boolean fortran, Shape shape) {
        Matcher m = DESCR.matcher(descr);
        if (!m.matches() || m.group(3).length() > 9) {
            throw unsupported(descr);
        }
        char kind = m.group(2).charAt(0);
        if (kind == 'O') {
            throw new ModelFormatException(
                    Kind.FORBIDDEN,
                    "",
                    "an array of Python objects: reading it would run code (pickle); save numbers instead");
        }
        int length = m.group(3).isEmpty() ? 0 : Integer.parseInt(m.group(3));
        boolean text = (kind == 'U' || kind == 'S') && m.group(4) == null;
        ElementType type = text || m.group(4) != null ? null : type(kind, length);
        int width = type != null ? type.bytes() : kind == 'U' ? length * Integer.BYTES : length;
        boolean ordered = !m.group(1).equals("|");
        if ((type == null && !text) || width <= 0 || length > MAX_TEXT || (!ordered && width > 1 && kind != 'S')) {
            throw unsupported(descr);
        }
        ByteOrder order = m.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        try {
            return new NpyHeader(type, width, kind == 'S', order, fortran, shape, shape.size());
        } catch (ArithmeticException e) {
            throw broken("shape " + shape + " is impossibly large");
        }
    }

    private static @Nullable ElementType type(char kind, int bytes) {
        return switch (kind) {
            case 'f' ->
                bytes == 2
                        ? ElementType.FLOAT16
                        : bytes == 4 ? ElementType.FLOAT32 : bytes == 8 ? ElementType.FLOAT64 : null;
            case 'i' -> ElementType.integer(bytes, true);
            case 'u' -> ElementType.integer(bytes, false);
            case 'b' -> bytes == 1 ? ElementType.BOOL : null;
            default -> null;
        };
    }

    /** NumPy's short name of a type, little-endian: {@code <f4}, {@code |u1}. */
    static String descr(ElementType type) {
        char kind =
                switch (type) {
                    case FLOAT16, FLOAT32, FLOAT64 -> 'f';
                    case BFLOAT16 -> throw new IllegalArgumentException("NumPy has no bfloat16");
                    case BOOL -> 'b';
                    case UINT8, UINT16, UINT32, UINT64 -> 'u';
                    case INT8, INT16, INT32, INT64 -> 'i';
                };
        return (type.bytes() == 1 ? "|" : "<") + kind + type.bytes();
    }

    private static ModelFormatException unsupported(String descr) {
        return new ModelFormatException(
                Kind.UNSUPPORTED,
                "",
                "an array of type ('" + descr
                        + "'); arrays of whole and real numbers up to 64 bits and of texts are read");
    }

    private static ModelFormatException broken(String problem) {
        return new ModelFormatException(Kind.DAMAGED, "", "its header is broken: " + problem);
    }
}
