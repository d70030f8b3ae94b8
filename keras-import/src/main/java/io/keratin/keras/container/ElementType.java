package io.keratin.keras.container;

import io.keratin.core.kernels.WeightPrecision;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A numeric element as files store it, and how it is read. The byte order is the buffer's. */
public enum ElementType {
    /** IEEE half. */
    FLOAT16(2, false),
    /** The upper half of a float32. */
    BFLOAT16(2, false),
    /** IEEE single. */
    FLOAT32(4, false),
    /** IEEE double. */
    FLOAT64(8, false),
    /** Signed byte. */
    INT8(1, true),
    /** Signed 16 bits. */
    INT16(2, true),
    /** Signed 32 bits. */
    INT32(4, true),
    /** Signed 64 bits. */
    INT64(8, true),
    /** Unsigned byte. */
    UINT8(1, true),
    /** Unsigned 16 bits. */
    UINT16(2, true),
    /** Unsigned 32 bits. */
    UINT32(4, true),
    /** Unsigned 64 bits. */
    UINT64(8, true),
    /** A byte that is 0 or not. */
    BOOL(1, true);

    private final int bytes;
    private final boolean integer;

    ElementType(int bytes, boolean integer) {
        this.bytes = bytes;
        this.integer = integer;
    }

    /** Bytes of one element. */
    public int bytes() {
        return bytes;
    }

    /** Whether elements are whole numbers or truth values. */
    public boolean isInteger() {
        return integer;
    }

    /** NumPy's name: {@code float32}, {@code uint8}, {@code bool}. */
    public String dtype() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The whole-number type of this width, or null. */
    public static @Nullable ElementType integer(int bytes, boolean signed) {
        return switch (bytes) {
            case 1 -> signed ? INT8 : UINT8;
            case 2 -> signed ? INT16 : UINT16;
            case 4 -> signed ? INT32 : UINT32;
            case 8 -> signed ? INT64 : UINT64;
            default -> null;
        };
    }

    /** Reads {@code n} elements at the buffer's position into {@code out} from {@code at} on; rounds to the nearest float. */
    public void toFloats(ByteBuffer in, float[] out, int at, int n) {
        if (this == FLOAT32) {
            in.asFloatBuffer().get(out, at, n);
            in.position(in.position() + 4 * n);
            return;
        }
        for (int i = at; i < at + n; i++) {
            out[i] = switch (this) {
                case FLOAT16 -> half(in.getShort());
                case BFLOAT16 -> Float.intBitsToFloat(in.getShort() << 16);
                case FLOAT64 -> (float) in.getDouble();
                case UINT64 -> (float) unsigned(in.getLong());
                default -> (float) whole(in);
            };
        }
    }

    /** Reads {@code n} elements as doubles; exact but for whole numbers beyond 2^53. */
    public void toDoubles(ByteBuffer in, double[] out, int at, int n) {
        for (int i = at; i < at + n; i++) {
            out[i] = switch (this) {
                case FLOAT16 -> half(in.getShort());
                case BFLOAT16 -> Float.intBitsToFloat(in.getShort() << 16);
                case FLOAT32 -> in.getFloat();
                case FLOAT64 -> in.getDouble();
                case UINT64 -> unsigned(in.getLong());
                default -> whole(in);
            };
        }
    }

    /** Reads {@code n} elements as longs: an {@link ArithmeticException} if one is no whole number within 64 signed bits. */
    public void toLongs(ByteBuffer in, long[] out, int at, int n) {
        double[] one = new double[1];
        for (int i = at; i < at + n; i++) {
            if (integer) {
                out[i] = whole(in);
                if (this == UINT64 && out[i] < 0) {
                    throw new ArithmeticException(Long.toUnsignedString(out[i]) + " is beyond 63 bits");
                }
            } else {
                toDoubles(in, one, 0, 1);
                out[i] = (long) one[0];
                if (out[i] != one[0] || Math.abs(one[0]) > 0x1p62) {
                    throw new ArithmeticException(one[0] + " is not a whole number");
                }
            }
        }
    }

    /** Writes {@code n} floats from {@code at} on, each as the nearest element, of two equally near the even one. */
    public void fromFloats(float[] in, int at, int n, ByteBuffer out) {
        if (this == FLOAT32) {
            out.asFloatBuffer().put(in, at, n);
            out.position(out.position() + 4 * n);
            return;
        }
        for (int i = at; i < at + n; i++) {
            switch (this) {
                case FLOAT16 -> out.putShort(toHalf(in[i]));
                case BFLOAT16 -> out.putShort((short) WeightPrecision.bfloat16(in[i]));
                case FLOAT64 -> out.putDouble(in[i]);
                default -> fromLong((long) in[i], out);
            }
        }
    }

    /** Writes a whole number as one element; the bits that do not fit are lost. */
    public void fromLong(long value, ByteBuffer out) {
        switch (this) {
            case INT8, UINT8 -> out.put((byte) value);
            case BOOL -> out.put((byte) (value == 0 ? 0 : 1));
            case INT16, UINT16 -> out.putShort((short) value);
            case INT32, UINT32 -> out.putInt((int) value);
            case INT64, UINT64 -> out.putLong(value);
            default -> fromFloats(new float[] {value}, 0, 1, out);
        }
    }

    private long whole(ByteBuffer in) {
        return switch (this) {
            case INT8 -> in.get();
            case INT16 -> in.getShort();
            case INT32 -> in.getInt();
            case INT64, UINT64 -> in.getLong();
            case UINT8 -> Byte.toUnsignedLong(in.get());
            case UINT16 -> Short.toUnsignedLong(in.getShort());
            case UINT32 -> Integer.toUnsignedLong(in.getInt());
            case BOOL -> in.get() == 0 ? 0 : 1;
            default -> throw new IllegalStateException(dtype());
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }

    private static float half(short bits) {
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude;
        if (exponent == 0) {
            magnitude = fraction * 0x1p-24f;
        } else if (exponent == 0x1f) {
            magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else {
            magnitude = Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
        }
        return bits < 0 ? -magnitude : magnitude;
    }

    private static short toHalf(float x) {
        int bits = Float.floatToRawIntBits(x);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7fffffff;
        int half;
        if (Float.isNaN(x)) {
            half = 0x7e00;
        } else if (magnitude >= 0x477ff000) { // 65520, half way to what would be the next one
            half = 0x7c00;
        } else if (magnitude < 0x38800000) { // below 2^-14 halves are multiples of 2^-24
            half = (int) Math.rint(Math.abs(x) * 0x1p24);
        } else {
            half = (magnitude - (112 << 23) + 0xfff + (magnitude >>> 13 & 1)) >>> 13;
        }
        return (short) (sign | half);
    }

    /** The element type of NumPy's name, or null. */
    public static @Nullable ElementType forDtype(String dtype) {
        for (ElementType type : values()) {
            if (type.dtype().equals(dtype)) {
                return type;
            }
        }
        return null;
    }
}
