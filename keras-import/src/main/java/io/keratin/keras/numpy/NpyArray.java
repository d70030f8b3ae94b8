package io.keratin.keras.numpy;

import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An array of numbers as NumPy stores one: type, dimensions, elements in row-major order. Immutable. */
public final class NpyArray {

    private final ElementType type;
    private final Shape shape;
    private final ByteBuffer elements; // little-endian, never changed

    NpyArray(ElementType type, Shape shape, ByteBuffer elements) {
        this.type = type;
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

    private static ByteBuffer buffer(Shape shape, int length, int width) {
        if (shape.size() != length) {
            throw new IllegalArgumentException(length + " values do not make shape " + shape);
        }
        return ByteBuffer.allocate(Math.multiplyExact(length, width)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** NumPy's name of the type: {@code float32}, {@code int64}, {@code bool}. */
    public String dtype() {
        return type.dtype();
    }

    /** The dimensions; a single number has none. */
    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int size() {
        return elements.capacity() / type.bytes();
    }

    /** Whether elements are whole numbers or truth values. */
    public boolean isInteger() {
        return type.isInteger();
    }

    /** The elements, rounded to floats. */
    public float[] toFloats() {
        float[] out = new float[size()];
        type.toFloats(elements(), out, 0, out.length);
        return out;
    }

    /** The elements as doubles; exact but for whole numbers beyond 2^53. */
    public double[] toDoubles() {
        double[] out = new double[size()];
        type.toDoubles(elements(), out, 0, out.length);
        return out;
    }

    /** The elements as longs; an {@link ArithmeticException} if one is no whole number or beyond 63 bits. */
    public long[] toLongs() {
        long[] out = new long[size()];
        type.toLongs(elements(), out, 0, out.length);
        return out;
    }

    ElementType type() {
        return type;
    }

    /** The elements' bytes, little-endian. */
    ByteBuffer elements() {
        return elements.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof NpyArray a
                && a.type == type
                && a.shape.equals(shape)
                && a.elements().equals(elements());
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + type.hashCode();
    }

    /** Type and dimensions: {@code float32 (3, 4)}. */
    @Override
    public String toString() {
        return dtype() + " " + shape;
    }
}
