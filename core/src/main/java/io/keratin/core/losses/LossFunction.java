package io.keratin.core.losses;

/** A loss for known shapes, before its reduction. Holds buffers: one thread at a time. */
public interface LossFunction extends ValueFunction {

    /**
     * After {@link #values} of the same arrays: fills {@code dPred} with the gradient of the sum of
     * {@code dValues[i] * values[i]}.
     */
    void gradient(float[] yTrue, float[] yPred, float[] dValues, float[] dPred);
}
