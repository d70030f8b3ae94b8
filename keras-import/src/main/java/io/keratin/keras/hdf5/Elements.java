package io.keratin.keras.hdf5;

import io.keratin.keras.container.ElementType;
import java.nio.ByteBuffer;

/** The elements of a data set, asked for block by block. */
@FunctionalInterface
public interface Elements {

    /** Puts elements {@code from} to {@code from + n}, exclusively, into {@code out}, which has room for them. */
    void put(ByteBuffer out, int from, int n);

    /** These numbers, rounded to the type. The array is not copied. */
    static Elements of(ElementType type, float[] values) {
        return (out, from, n) -> type.fromFloats(values, from, n, out);
    }

    /** One whole number. */
    static Elements of(ElementType type, long value) {
        return (out, from, n) -> type.fromLong(value, out);
    }
}
