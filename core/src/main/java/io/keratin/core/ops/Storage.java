package io.keratin.core.ops;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

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

    /** As {@link #scratch}; in training nobody writes it until the program has gone back. */
    float[] kept(int n);

    /** Where the gradient of an input or output is summed; null where nobody needs it. */
    float @Nullable [] gradient(Tensor tensor);

    /** The kernels. */
    Kernels kernels();
}
