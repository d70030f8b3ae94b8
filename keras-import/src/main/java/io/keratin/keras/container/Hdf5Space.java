package io.keratin.keras.container;

import static io.jhdf.Utils.readBytesAsUnsignedLong;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.tensor.Shape;
import java.nio.ByteBuffer;

/** The dimensions of a data set or an attribute, and how many elements they make. */
final class Hdf5Space {

    private static final int MAX_RANK = 32;
    private static final int EMPTY = 2;

    private final Shape shape;
    private final long count;

    /** Reads a dataspace message. */
    Hdf5Space(ByteBuffer in, int sizeOfLengths) {
        int version = in.get();
        int rank = in.get();
        in.get(); // flags: maximum sizes follow the sizes
        int type = in.get();
        if (version < 1 || version > 2 || rank < 0 || rank > MAX_RANK) {
            throw new ModelFormatException(Kind.DAMAGED, "", "its dimensions are stored in an unknown way");
        }
        in.position(in.position() + (version == 1 ? 4 : 0));
        int[] dims = new int[rank];
        long elements = version == 2 && type == EMPTY ? 0 : 1;
        for (int i = 0; i < rank; i++) {
            long dim = readBytesAsUnsignedLong(in, sizeOfLengths);
            if (dim < 0 || dim > Integer.MAX_VALUE) {
                throw tooLarge("a dimension of " + Long.toUnsignedString(dim));
            }
            dims[i] = (int) dim;
        }
        shape = Shape.of(dims);
        for (int dim : dims) {
            try {
                elements = Math.multiplyExact(elements, dim);
            } catch (ArithmeticException e) {
                throw tooLarge("shape " + shape);
            }
        }
        count = elements;
    }

    Shape shape() {
        return shape;
    }

    long count() {
        return count;
    }

    private static ModelFormatException tooLarge(String what) {
        return new ModelFormatException(Kind.FORBIDDEN, "", "declares " + what + ", which no model has");
    }
}
