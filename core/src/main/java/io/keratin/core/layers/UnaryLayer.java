package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.List;

/** A layer with one input and one output. */
public interface UnaryLayer extends LayerSpec {

    @Override
    Shape outputShape(Shape input);

    /** Weights for this input shape, in Keras's order. */
    List<WeightSpec> weights(Shape input);

    @Override
    default List<Shape> outputShapes(List<Shape> inputs) {
        return List.of(outputShape(only(inputs)));
    }

    @Override
    default List<WeightSpec> weights(List<Shape> inputs) {
        return weights(only(inputs));
    }

    private Shape only(List<Shape> inputs) {
        if (inputs.size() != 1) {
            throw new ShapeException(className() + " takes one input, got " + inputs.size() + ": " + inputs);
        }
        return inputs.get(0);
    }
}
