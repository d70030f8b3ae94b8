package io.keratin.core.losses;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * How far predictions are from what they should be: immutable, comparable, with Keras's configuration in both directions.
 * {@link Losses} has them by name.
 *
 * <pre>{@code
 * BoundLoss loss = Losses.get("mse").bind(Shape.of(32, 1), Shape.of(32, 1), null, null);
 * double value = loss.value(yTrue, yPred, null, null);
 * loss.gradient(dPred);
 * }</pre>
 */
public interface Loss {

    /** Keras's class name. */
    String className();

    /** The name that the user or Keras gave it. */
    String name();

    /** How the values become one number. */
    Reduction reduction();

    /** The configuration as Keras writes it. */
    Value.Fields config();

    /**
     * The loss for known shapes.
     *
     * @throws io.keratin.core.error.ShapeException if they do not fit
     */
    LossFunction function(Shape yTrue, Shape yPred);

    /**
     * Looks through labels for one that no prediction could be judged with; most losses take any number.
     *
     * @param classes length of the last axis of predictions
     * @throws IllegalArgumentException if there is one
     */
    default void checkLabels(float[] yTrue, int classes) {}

    /**
     * What Keras computes instead where the predictions come straight from an activation, {@code sigmoid} or
     * {@code softmax}: cross-entropies then take that activation's input, which is exact where it saturates. This loss
     * itself where nothing changes.
     */
    default Loss onInputOf(String activation) {
        return this;
    }

    /**
     * The loss with its reduction and buffers for known shapes.
     *
     * @param sampleWeight shape of the weights, null for none
     * @param mask shape of the mask, null for none
     * @throws io.keratin.core.error.ShapeException if they do not fit
     */
    default BoundLoss bind(Shape yTrue, Shape yPred, @Nullable Shape sampleWeight, @Nullable Shape mask) {
        return new BoundLoss(this, yTrue, yPred, sampleWeight, mask);
    }
}
