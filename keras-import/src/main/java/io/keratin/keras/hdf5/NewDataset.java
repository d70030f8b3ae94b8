package io.keratin.keras.hdf5;

import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.ElementType;
import java.util.function.Supplier;

/** A data set to be written. What HDF5 has no type for, Keras marks by an attribute: bfloat16. */
public final class NewDataset extends NewNode {

    private final ElementType type;
    private final Shape shape;
    private final Supplier<Elements> values;

    NewDataset(ElementType type, Shape shape, Supplier<Elements> values) {
        if (!shape.isKnown()) {
            throw new IllegalArgumentException("a data set of shape " + shape + ": its length is not known");
        }
        this.type = type;
        this.shape = shape;
        this.values = values;
        if (type == ElementType.BFLOAT16) {
            attribute("dtype", type.dtype());
        }
    }

    ElementType type() {
        return type;
    }

    Shape shape() {
        return shape;
    }

    Elements values() {
        return values.get();
    }

    long bytes() {
        return Math.multiplyExact(shape.size(), (long) type.bytes());
    }
}
