package io.keratin.core.losses;

import io.keratin.core.tensor.Shape;
import org.jspecify.annotations.Nullable;

/** A function of labels and predictions of known shapes: losses before their reduction, and what metrics average. */
public interface ValueFunction {

    /** The shape of the values. */
    Shape shape();

    /**
     * Fills {@code values}.
     *
     * @throws IllegalArgumentException if a label is outside of what the function takes
     */
    void values(float[] yTrue, float[] yPred, float[] values);

    /** After {@link #values}: 1 where a value counts, 0 where it does not; null if all do. */
    default float @Nullable [] mask() {
        return null;
    }
}
