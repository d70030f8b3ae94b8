package io.keratin.core.layers;

import io.keratin.core.tensor.Shape;
import java.util.List;

/** A layer that is a {@link HeadAttention} once the shapes of its inputs are known. */
interface HeadAttentionLayer extends LayerSpec {

    /** The attention for these inputs. */
    HeadAttention heads(List<Shape> inputs);

    /** Options that matter only in training. */
    @Override
    TrainingOptions training();

    /** How many of the weights are dropped in training. */
    double dropout();

    @Override
    default List<Shape> outputShapes(List<Shape> inputs) {
        return heads(inputs).outputShapes(inputs);
    }

    @Override
    default List<WeightSpec> weights(List<Shape> inputs) {
        return heads(inputs).weights(inputs, training());
    }

    @Override
    default boolean passesMask() {
        return true;
    }

    @Override
    default Layer bind(Binding binding) {
        return heads(binding.inputs()).bind(binding, dropout());
    }
}
