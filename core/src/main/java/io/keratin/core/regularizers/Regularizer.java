package io.keratin.core.regularizers;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/** What a weight or an output costs: immutable, comparable. */
public interface Regularizer {

    /** Keras's class name. */
    String className();

    /** The configuration as Keras writes it. */
    Value.Fields config();

    /**
     * What x, row-major, costs.
     *
     * @throws io.keratin.core.error.ShapeException if it is not for such shapes
     */
    double value(float[] x, Shape shape);

    /** Adds {@code scale} times the gradient of {@link #value} to {@code dx}. */
    void addGradient(float[] x, Shape shape, double scale, float[] dx);
}
