package io.keratin.core.tensor;

import io.keratin.core.error.ShapeException;

/**
 * Which steps of a batch count: {@code true} where a step is real, {@code false} where it is padding. Travels with a
 * tensor whose leading axes have the mask's shape, usually (B, T). The step that made it writes it during each pass.
 */
public final class Mask {

    private final Shape shape;
    private final boolean[] values;

    /** A mask of known shape. */
    public Mask(Shape shape) {
        this(shape, new boolean[shape.length()]);
    }

    private Mask(Shape shape, boolean[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** The same values seen with another shape of the same size. */
    public Mask reshape(Shape other) {
        if (other.size() != values.length) {
            throw new ShapeException("Mask: cannot see " + shape + " as " + other);
        }
        return new Mask(other, values);
    }

    /** The shape, usually (B, T). */
    public Shape shape() {
        return shape;
    }

    /** The values, row-major; not a copy. */
    public boolean[] values() {
        return values;
    }
}
