package io.keratin.core.optimizers;

import io.keratin.core.tensor.Shape;

/**
 * A variable of an optimizer as Keras's files hold it, {@code optimizer/vars/0} and so on in this order.
 */
public final class Slot {

    private final String path;
    private final Shape shape;
    private final String dtype;
    private final float[] values;
    private final long[] whole;

    private Slot(String path, Shape shape, String dtype, float[] values, long[] whole) {
        this.path = path;
        this.shape = shape;
        this.dtype = dtype;
        this.values = values;
        this.whole = whole;
    }

    static Slot of(String path, Shape shape, float[] values) {
        return of(path, shape, "float32", values);
    }

    /**
     * A variable of real numbers.
     *
     * @param dtype the type in which a file holds them
     * @param values row-major, not copied
     */
    public static Slot of(String path, Shape shape, String dtype, float[] values) {
        if (shape.size() != values.length) {
            throw new IllegalArgumentException(
                    "optimizer variable '" + path + "': " + shape + " does not fit " + values.length + " values");
        }
        return new Slot(path, shape, dtype, values, new long[0]);
    }

    static Slot scalar(String path, float value) {
        return of(path, Shape.of(), new float[] {value});
    }

    /** A scalar that counts in whole numbers, 0 at first. */
    public static Slot counter(String path, String dtype) {
        return new Slot(path, Shape.of(), dtype, new float[0], new long[1]);
    }

    /** Keras's path: {@code adam/dense_kernel_momentum}. */
    public String path() {
        return path;
    }

    /** The shape. */
    public Shape shape() {
        return shape;
    }

    /** Keras's dtype: {@code float32}, or one of whole numbers. */
    public String dtype() {
        return dtype;
    }

    /** Whether it counts in whole numbers: then {@link #count} holds, else {@link #values}. */
    public boolean isCounter() {
        return whole.length > 0;
    }

    /** The numbers, row-major, not a copy: a reader of files fills them. */
    public float[] values() {
        return values;
    }

    /** The number of a counter. */
    public long count() {
        return whole[0];
    }

    /** Sets the number of a counter. */
    public void count(long count) {
        whole[0] = count;
    }

    @Override
    public String toString() {
        return path + shape;
    }
}
