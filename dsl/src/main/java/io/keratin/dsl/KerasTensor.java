package io.keratin.dsl;

import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;

/**
 * A place in a graph that is being written down: an input, or what a layer gives when it is called. It holds no numbers, only
 * a shape and a type.
 *
 * <pre>{@code
 * KerasTensor x = input(10);
 * KerasTensor h = dense(32).activation("relu").apply(x);
 * Model model = model(x, dense(1).apply(h)).build();
 * }</pre>
 */
public sealed interface KerasTensor permits InputBuilder, CallOutput {

    /** Dimensions, batch axis first, open ones as {@link Keras#NONE}. */
    Shape shape();

    /** What the elements are. */
    DType dtype();
}
