package io.keratin.keras.numpy;

import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers or texts as NumPy stores one: type, dimensions, elements in row-major order. Texts are kept as NumPy's
 * {@code <U}, in as many code points each as the longest has. Immutable.
 */
public final class NpyArray {

    private final @Nullable ElementType type; // null for texts
    private final int width;
    private final Shape shape;
    private final ByteBuffer elements; // little-endian, never changed

    NpyArray(ElementType type, Shape shape, ByteBuffer elements) {
        this(type, type.bytes(), shape, elements);
    }

    /** Texts: each {@code width} bytes of UTF-32. */
    NpyArray(int width, Shape shape, ByteBuffer elements) {
        this(null, width, shape, elements);
    }

    private NpyArray(@Nullable ElementType type, int width, Shape shape, ByteBuffer elements) {
        this.type = type;
        this.width = width;
        this.shape = shape;
        this.elements = elements;
    }

    /** A float32 array with a copy of {@code values}. */
    public static NpyArray of(Shape shape, float[] values) {
        ByteBuffer buffer = buffer(shape, values.length, Float.BYTES);
        buffer.asFloatBuffer().put(values);
        return new NpyArray(ElementType.FLOAT32, shape, buffer);
    }

    /** A float64 array with a copy of {@code values}. */
    public static NpyArray of(Shape shape, double[] values) {
        ByteBuffer buffer = buffer(shape, values.length, Double.BYTES);
        buffer.asDoubleBuffer().put(values);
        return new NpyArray(ElementType.FLOAT64, shape, buffer);
    }

    /** An int32 array with a copy of {@code values}. */
    public static NpyArray of(Shape shape, int[] values) {
        ByteBuffer buffer = buffer(shape, values.length, Integer.BYTES);
        buffer.asIntBuffer().put(values);
        return new NpyArray(ElementType.INT32, shape, buffer);
    }

    /** An int64 array with a copy of {@code values}. */
    public static NpyArray of(Shape shape, long[] values) {
        ByteBuffer buffer = buffer(shape, values.length, Long.BYTES);
        buffer.asLongBuffer().put(values);
        return new NpyArray(ElementType.INT64, shape, buffer);
    }

    /** An array of texts. NumPy knows no zeros at the end of a text: they are lost. */
    public static NpyArray of(Shape shape, String[] values) {
        int longest = 1;
        for (String value : values) {
            if (value == null) {
                throw new IllegalArgumentException("expected texts, found null among " + Arrays.toString(values));
            }
            longest = Math.max(longest, value.codePointCount(0, value.length()));
        }
        ByteBuffer buffer = buffer(shape, values.length, Math.multiplyExact(longest, Integer.BYTES));
        for (int i = 0; i < values.length; i++) {
            buffer.position(i * longest * Integer.BYTES);
            values[i].codePoints().forEach(buffer::putInt);
        }
        return new NpyArray(longest * Integer.BYTES, shape, buffer);
    }

    private static ByteBuffer buffer(Shape shape, int length, int width) {
        if (shape.size() != length) {
            throw new IllegalArgumentException(length + " values do not make shape " + shape);
        }
        return ByteBuffer.allocate(Math.multiplyExact(length, width)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** NumPy's name of the type: {@code float32}, {@code int64}, {@code bool}, {@code str}. */
    public String dtype() {
        return type == null ? "str" : type.dtype();
    }

    /** The dimensions; a single number has none. */
    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int size() {
        return elements.capacity() / width;
    }

    /** Whether elements are whole numbers or truth values. */
    public boolean isInteger() {
        return type != null && type.isInteger();
    }

    /** Whether elements are texts. */
    public boolean isText() {
        return type == null;
    }

    /** The elements of an array of texts. */
    public String[] toTexts() {
        if (type != null) {
            throw new KeratinException("expected texts, found " + this);
        }
        ByteBuffer in = elements();
        String[] out = new String[size()];
        for (int i = 0; i < out.length; i++) {
            StringBuilder text = new StringBuilder();
            int end = 0;
            for (int c = 0; c < width / Integer.BYTES; c++) {
                text.appendCodePoint(in.getInt());
                end = text.charAt(text.length() - 1) == 0 ? end : text.length();
            }
            out[i] = text.substring(0, end);
        }
        return out;
    }

    /** The elements, rounded to floats. */
    public float[] toFloats() {
        float[] out = new float[size()];
        type().toFloats(elements(), out, 0, out.length);
        return out;
    }

    /** The elements as doubles; exact but for whole numbers beyond 2^53. */
    public double[] toDoubles() {
        double[] out = new double[size()];
        type().toDoubles(elements(), out, 0, out.length);
        return out;
    }

    /** The elements as longs; an {@link ArithmeticException} if one is no whole number or beyond 63 bits. */
    public long[] toLongs() {
        long[] out = new long[size()];
        type().toLongs(elements(), out, 0, out.length);
        return out;
    }

    /** The type of numbers. */
    ElementType type() {
        if (type == null) {
            throw new KeratinException("expected numbers, found texts of shape " + shape);
        }
        return type;
    }

    /** NumPy's short name of the type: {@code <f4}, {@code <U12}. */
    String descr() {
        return type == null ? "<U" + width / Integer.BYTES : NpyHeader.descr(type);
    }

    /** The elements' bytes, little-endian. */
    ByteBuffer elements() {
        return elements.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof NpyArray a
                && a.type == type
                && a.width == width
                && a.shape.equals(shape)
                && a.elements().equals(elements());
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + width;
    }

    /** Type and dimensions: {@code float32 (3, 4)}. */
    @Override
    public String toString() {
        return dtype() + " " + shape;
    }
}
