package io.keratin.core.ops;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Tensor;

/** Where a program that is laid out finds its inputs, and gets what it works in. */
public interface Storage {

    /** Input {@code i}. */
    Tensor input(int i);

    /** A new tensor for output {@code i}. */
    Tensor output(int i);

    /** Makes a view of another tensor output {@code i}. */
    void output(int i, Tensor view);

    /** At least {@code n} values that the program may use while it runs. */
    float[] scratch(int n);

    /** The kernels. */
    Kernels kernels();
}
