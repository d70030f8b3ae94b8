package io.keratin.core.layers;

import io.keratin.core.tensor.Shape;
import java.util.List;

/** A layer with one input, one output and no weights. */
public interface WeightlessLayer extends UnaryLayer {

    @Override
    default List<WeightSpec> weights(Shape input) {
        return List.of();
    }
}
