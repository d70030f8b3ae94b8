package io.keratin.core.constraints;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;

/** What a weight is made to fulfil after each step: immutable, comparable. */
public interface Constraint {

    /** A constraint for one shape. */
    @FunctionalInterface
    interface Bound {
        /** Changes the weight, row-major, so that it fulfils the constraint. Allocates nothing. */
        void apply(float[] weight);
    }

    /** Keras's class name. */
    String className();

    /** The configuration as Keras writes it. */
    Value.Fields config();

    /**
     * The constraint for weights of this shape.
     *
     * @throws io.keratin.core.error.ShapeException if the shape has no such axis
     */
    Bound bind(Shape shape);
}
