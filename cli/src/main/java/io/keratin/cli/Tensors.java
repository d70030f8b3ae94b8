package io.keratin.cli;

import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.keras.numpy.NpyArray;
import java.util.Arrays;

/** From an array in a file to the tensor that an input takes, with Keras's conversions. */
final class Tensors {

    private Tensors() {}

    /**
     * The array as a tensor for an input of type {@code wanted}: real numbers become float32; whole numbers for an input of
     * whole numbers become int32, or are refused where they do not fit. Reals for an input of whole numbers lose their
     * fraction in the model, as in Keras.
     */
    static Tensor of(NamedArray given, DType wanted) {
        NpyArray array = given.array();
        if (array.isText()) {
            return Tensor.of(array.toTexts(), array.shape().toArray());
        }
        if (wanted == DType.INT32 && array.isInteger()) {
            return Tensor.of(ints(given), array.shape());
        }
        return Tensor.of(array.toFloats(), array.shape());
    }

    private static int[] ints(NamedArray given) {
        long[] values = Failures.in(given.file(), () -> longs(given.array()));
        int[] out = new int[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (int) values[i];
            if (out[i] != values[i]) {
                throw new KeratinException(given.file() + ": "
                        + place(given.array().shape(), i) + ": expected a whole number of 32 bits for input '"
                        + given.name() + "', found " + values[i]);
            }
        }
        return out;
    }

    private static long[] longs(NpyArray array) {
        try {
            return array.toLongs();
        } catch (ArithmeticException e) {
            throw new KeratinException("expected whole numbers of 32 bits: " + e.getMessage(), e);
        }
    }

    /** The index of element {@code i} as Python writes it: {@code (3, 0)}. */
    static String place(Shape shape, int i) {
        return Arrays.toString(shape.indexOf(i)).replace('[', '(').replace(']', ')');
    }
}
