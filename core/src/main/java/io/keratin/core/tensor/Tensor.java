package io.keratin.core.tensor;

import io.keratin.core.error.ShapeException;

/**
 * A dense row-major array of known shape: {@code float[]} or {@code int[]} storage that starts at index 0 and may be
 * longer than the shape asks for. Whoever made the storage owns it; a tensor is a view that copies nothing.
 */
public final class Tensor {

    private final DType dtype;
    private final Shape shape;
    private final Object storage;

    private Tensor(DType dtype, Shape shape, Object storage, int length) {
        if (!shape.isKnown() || shape.size() > length) {
            throw new ShapeException("Tensor: shape " + shape + " does not fit into an array of " + length);
        }
        this.dtype = dtype;
        this.shape = shape;
        this.storage = storage;
    }

    /** A view of {@code data} as a tensor of this shape. */
    public static Tensor of(float[] data, int... shape) {
        return of(data, Shape.of(shape));
    }

    /** A view of {@code data} as a tensor of this shape. */
    public static Tensor of(float[] data, Shape shape) {
        return new Tensor(DType.FLOAT32, shape, data, data.length);
    }

    /** A view of {@code data} as a tensor of this shape. */
    public static Tensor of(int[] data, int... shape) {
        return of(data, Shape.of(shape));
    }

    /** A view of {@code data} as a tensor of this shape. */
    public static Tensor of(int[] data, Shape shape) {
        return new Tensor(DType.INT32, shape, data, data.length);
    }

    /** A new tensor of zeros. */
    public static Tensor zeros(DType dtype, Shape shape) {
        int n = Math.toIntExact(shape.size());
        return dtype == DType.FLOAT32 ? of(new float[n], shape) : of(new int[n], shape);
    }

    /** The same storage seen with another shape of the same size. */
    public Tensor reshape(Shape other) {
        if (other.size() != shape.size()) {
            throw new ShapeException("Tensor: cannot see " + shape + " as " + other);
        }
        return new Tensor(dtype, other, storage, Math.toIntExact(other.size()));
    }

    /** What the elements are. */
    public DType dtype() {
        return dtype;
    }

    /** The shape; every dimension known. */
    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int size() {
        return Math.toIntExact(shape.size());
    }

    /** The storage of a {@link DType#FLOAT32} tensor, not a copy. */
    public float[] floats() {
        if (storage instanceof float[] f) {
            return f;
        }
        throw new IllegalStateException("Tensor: asked for floats, holds " + dtype.kerasName());
    }

    /** The storage of an {@link DType#INT32} tensor, not a copy. */
    public int[] ints() {
        if (storage instanceof int[] i) {
            return i;
        }
        throw new IllegalStateException("Tensor: asked for ints, holds " + dtype.kerasName());
    }

    /** The storage as an object, for {@link System#arraycopy}. */
    public Object storage() {
        return storage;
    }

    @Override
    public String toString() {
        return dtype.kerasName() + shape;
    }
}
