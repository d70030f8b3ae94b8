package io.keratin.keras.container;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What one element of a data set or an attribute is. */
sealed interface Hdf5Type {

    /** Bytes of one element. */
    int size();

    /** The name that errors and {@code inspect} show, NumPy's where there is one. */
    String dtype();

    /** A number. */
    record Numeric(ElementType element, ByteOrder order) implements Hdf5Type {
        @Override
        public int size() {
            return element.bytes();
        }

        @Override
        public String dtype() {
            return element.dtype();
        }
    }

    /** Text of fixed length; {@code spaces} tells that it is padded with spaces, not with zeros. */
    record FixedText(int size, boolean terminated, boolean spaces) implements Hdf5Type {
        @Override
        public String dtype() {
            return "string";
        }
    }

    /** Text of any length, elsewhere in the file. */
    record Text(int size) implements Hdf5Type {
        @Override
        public String dtype() {
            return "string";
        }
    }

    /** Anything else. */
    record Other(int size, String dtype) implements Hdf5Type {}

    /** Bytes without a meaning; Keras stores bfloat16 so. */
    record Opaque(int size) implements Hdf5Type {
        @Override
        public String dtype() {
            return "opaque";
        }
    }

    /** Reads a datatype message. */
    static Hdf5Type read(ByteBuffer in) {
        int head = in.getInt();
        int typeClass = head & 0xf;
        int bits = head >>> 8;
        int size = in.getInt();
        if (size <= 0) {
            throw new ModelFormatException(
                    Kind.DAMAGED, "", "elements of " + Integer.toUnsignedString(size) + " bytes");
        }
        return switch (typeClass) {
            case 0 -> number(whole(size, bits, in), bits, size, "integer");
            case 1 -> (bits & 0x40) != 0 ? new Other(size, "VAX float") : number(real(size, in), bits, size, "float");
            case 3 -> new FixedText(size, (bits & 0xf) == 0, (bits & 0xf) == 2);
            case 5 -> new Opaque(size);
            case 8 -> truth(bits & 0xffff, size, in);
            case 9 -> (bits & 0xf) == 1 ? new Text(size) : new Other(size, "variable-length list");
            default -> new Other(size, name(typeClass));
        };
    }

    private static Hdf5Type number(@Nullable ElementType element, int bits, int size, String kind) {
        ByteOrder order = (bits & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        return element == null
                ? new Other(size, kind + " of " + size + " bytes in an unusual layout")
                : new Numeric(element, order);
    }

    private static @Nullable ElementType whole(int size, int bits, ByteBuffer in) {
        boolean plain = in.getShort() == 0 && in.getShort() == 8 * size;
        return plain ? ElementType.integer(size, (bits & 8) != 0) : null;
    }

    private static @Nullable ElementType real(int size, ByteBuffer in) {
        int precision = in.getInt() >>> 16;
        int exponentSize = in.get(in.position() + 1);
        int mantissaSize = in.get(in.position() + 3);
        int bias = in.getInt(in.position() + 4);
        for (ElementType type : ElementType.values()) {
            if (!type.isInteger()
                    && type.bytes() == size
                    && precision == 8 * size
                    && exponentBits(type) == exponentSize
                    && 8 * size - 1 - exponentSize == mantissaSize
                    && bias == (1 << (exponentSize - 1)) - 1) {
                return type;
            }
        }
        return null;
    }

    private static int exponentBits(ElementType type) {
        return switch (type) {
            case FLOAT16 -> 5;
            case FLOAT64 -> 11;
            default -> 8;
        };
    }

    /** h5py's bool: an enumeration of one byte with the members FALSE = 0 and TRUE = 1. */
    private static Hdf5Type truth(int members, int size, ByteBuffer in) {
        Hdf5Type base = members == 2 && size == 1 ? read(in) : new Other(size, "enumeration");
        if (base instanceof Numeric n && n.element().bytes() == 1) {
            byte[] rest = new byte[in.remaining()];
            in.get(rest);
            String names = new String(rest, StandardCharsets.ISO_8859_1);
            if (names.startsWith("FALSE\0") && names.contains("TRUE\0") && names.lastIndexOf('\u0001') >= 0) {
                return new Numeric(ElementType.BOOL, ByteOrder.LITTLE_ENDIAN);
            }
        }
        return new Other(size, "enumeration");
    }

    private static String name(int typeClass) {
        return switch (typeClass) {
            case 2 -> "time";
            case 4 -> "bit field";
            case 6 -> "compound";
            case 7 -> "reference";
            case 10 -> "array";
            default -> "type class " + typeClass;
        };
    }
}
