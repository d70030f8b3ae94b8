package io.keratin.core.tensor;

import io.keratin.core.error.ShapeException;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dense row-major array of known shape: {@code float[]}, {@code int[]} or {@code String[]} storage that starts at index 0 and may be
 * longer than the shape asks for. Whoever made the storage owns it; a tensor is a view that copies nothing.
 */
public final class Tensor {

    private final DType dtype;
    private final Shape shape;
    private final Object storage;

    private Tensor(DType dtype, Shape shape, @Nullable Object storage) {
        if (storage == null) {
            throw new ShapeException("Tensor: expected an array for shape " + shape + ", found null");
        }
        int length = Array.getLength(storage);
        if (!shape.isKnown() || shape.length() > length) {
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
        return new Tensor(DType.FLOAT32, shape, data);
    }

    /** A view of {@code data} as a tensor of this shape. */
    public static Tensor of(int[] data, int... shape) {
        return of(data, Shape.of(shape));
    }

    /** A view of {@code data} as a tensor of this shape. */
    public static Tensor of(int[] data, Shape shape) {
        return new Tensor(DType.INT32, shape, data);
    }

    /** A view of {@code data} as a tensor of this shape. */
    public static Tensor of(String[] data, int... shape) {
        Tensor texts = new Tensor(DType.STRING, Shape.of(shape), data);
        for (int i = 0; i < texts.size(); i++) {
            if (data[i] == null) {
                throw new ShapeException("Tensor: expected texts, found null at "
                        + Arrays.toString(texts.shape.indexOf(i)) + " of " + texts.shape);
            }
        }
        return texts;
    }

    /** A view of {@code data}, 1 for true and 0 for false, as a tensor of this shape. */
    public static Tensor ofBooleans(int[] data, Shape shape) {
        return new Tensor(DType.BOOL, shape, data);
    }

    /** A new tensor of zeros, of empty strings. */
    public static Tensor zeros(DType dtype, Shape shape) {
        int n = shape.length();
        Object storage =
                switch (dtype) {
                    case FLOAT32 -> new float[n];
                    case INT32, BOOL -> new int[n];
                    case STRING -> {
                        String[] empty = new String[n];
                        Arrays.fill(empty, "");
                        yield empty;
                    }
                };
        return new Tensor(dtype, shape, storage);
    }

    /** The same storage seen with another shape of the same size. */
    public Tensor reshape(Shape other) {
        if (other.size() != shape.size()) {
            throw new ShapeException("Tensor: cannot see " + shape + " as " + other);
        }
        return new Tensor(dtype, other, storage);
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
        return shape.length();
    }

    /** The numbers as new floats; exactly as many as the shape says. */
    public float[] toFloats() {
        return toFloats(0, size());
    }

    /** The n numbers from {@code from} on, in row-major order, as new floats. */
    public float[] toFloats(int from, int n) {
        float[] out = new float[n];
        copyTo(from, of(out, n), 0, n);
        return out;
    }

    /**
     * Copies the n values from {@code from} on, in row-major order, to {@code to} from {@code at} on; whole numbers become floats,
     * floats are cut to whole numbers, see {@link DType#toInt}, and what is not 0 becomes true, as {@code to} needs.
     */
    public void copyTo(int from, Tensor to, int at, int n) {
        boolean toTruth = to.dtype == DType.BOOL && dtype != DType.BOOL;
        if (storage.getClass() == to.storage.getClass() && !toTruth) {
            System.arraycopy(storage, from, to.storage, at, n);
        } else if (to.dtype == DType.FLOAT32) {
            for (int i = 0; i < n; i++) {
                to.floats()[at + i] = ints()[from + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                if (toTruth) {
                    to.ints()[at + i] = (dtype == DType.INT32 ? ints()[from + i] : floats()[from + i]) == 0 ? 0 : 1;
                } else {
                    to.ints()[at + i] = DType.toInt(floats()[from + i]);
                }
            }
        }
    }

    /** The storage of a {@link DType#FLOAT32} tensor, not a copy. */
    public float[] floats() {
        if (storage instanceof float[] f) {
            return f;
        }
        throw new ShapeException("expected numbers, found " + (dtype == DType.STRING ? "text" : dtype.kerasName()));
    }

    /** The storage of a {@link DType#STRING} tensor, not a copy. */
    public String[] strings() {
        if (storage instanceof String[] s) {
            return s;
        }
        throw new ShapeException("expected text, found " + dtype.kerasName());
    }

    /** The storage of an {@link DType#INT32} or {@link DType#BOOL} tensor, not a copy. */
    public int[] ints() {
        if (storage instanceof int[] i) {
            return i;
        }
        throw new ShapeException(
                "expected whole numbers, found " + (dtype == DType.STRING ? "text" : dtype.kerasName()));
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
