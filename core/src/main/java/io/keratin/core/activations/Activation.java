package io.keratin.core.activations;

import io.keratin.core.config.Value;
import org.jspecify.annotations.Nullable;

/**
 * A function applied to the values of a tensor, in place. Most work value by value; those that are not {@link
 * #elementwise()} (softmax and its kin) work on whole rows along the last axis.
 */
public interface Activation extends RowFunction {

    /** Keras's name, such as {@code "relu"}. */
    String kerasName();

    /** How Keras writes it into a configuration: its name, or an object where it has arguments. */
    default Value serialized() {
        return Value.of(kerasName());
    }

    /** Length of a result row for rows of {@code n} values; only {@code glu} changes it. */
    default int rowLength(int n) {
        return n;
    }

    /** How gradients go back through it; null where nobody knows, so that nothing can be trained through it. */
    default @Nullable Derivative derivative() {
        return null;
    }

    /** {@inheritDoc} Where {@link #rowLength} is shorter than n, the result stands at the start of each row. */
    @Override
    void apply(float[] x, int offset, int rows, int n, int stride);
}
