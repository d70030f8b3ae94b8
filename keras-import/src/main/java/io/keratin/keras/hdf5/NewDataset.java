package io.keratin.keras.hdf5;

import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.ElementType;
import io.keratin.keras.container.Hdf5Dataset;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Supplier;

/** A data set to be written. What HDF5 has no type for, Keras marks by an attribute: bfloat16. */
public final class NewDataset extends NewNode {

    private static final int BLOCK = 1 << 12;

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

    /** Whether a data set of a file has this type, this shape and these elements, to the bit. */
    boolean isSame(Hdf5Dataset found) {
        if (!found.dtype().equals(type.dtype()) || !found.shape().equals(shape)) {
            return false;
        }
        boolean whole = type.isInteger();
        long[] longs = whole ? found.readLongs(shape.size()) : new long[0];
        float[] floats = whole ? new float[0] : found.readFloats(shape.size());
        int count = Math.max(longs.length, floats.length);
        Elements expected = values();
        ByteBuffer block = ByteBuffer.allocate(BLOCK * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        float[] some = new float[BLOCK];
        long[] someLongs = new long[BLOCK];
        for (int from = 0; from < count; from += BLOCK) {
            int n = Math.min(BLOCK, count - from);
            expected.put(block.clear().limit(n * type.bytes()), from, n);
            if (whole) {
                type.toLongs(block.flip(), someLongs, 0, n);
            } else {
                type.toFloats(block.flip(), some, 0, n);
            }
            boolean same = whole
                    ? Arrays.equals(someLongs, 0, n, longs, from, from + n)
                    : Arrays.equals(some, 0, n, floats, from, from + n);
            if (!same) {
                return false;
            }
        }
        return true;
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
