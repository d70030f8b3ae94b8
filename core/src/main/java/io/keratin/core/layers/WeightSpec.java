package io.keratin.core.layers;

import io.keratin.core.tensor.Shape;

/**
 * One weight of a layer.
 *
 * @param owner path of the part that holds it, as Keras 3 files spell it: empty for the layer itself, {@code cell} for a
 *     recurrent layer, {@code forward_layer/cell} inside Bidirectional
 * @param name Keras's name, such as {@code kernel}
 * @param shape its shape, all dimensions known
 * @param trainable whether training changes it (moving averages are not)
 * @param initializer how a new model fills it
 */
public record WeightSpec(String owner, String name, Shape shape, boolean trainable, Initializer initializer) {

    /** A trainable weight of the layer itself. */
    public WeightSpec(String name, Shape shape, Initializer initializer) {
        this("", name, shape, true, initializer);
    }

    /** The same weight as part of a wrapping layer. */
    public WeightSpec under(String prefix) {
        return new WeightSpec(owner.isEmpty() ? prefix : prefix + "/" + owner, name, shape, trainable, initializer);
    }

    /** The same weight, not changed by training. */
    public WeightSpec frozen() {
        return new WeightSpec(owner, name, shape, false, initializer);
    }

    /** Owner and name: unique within a model. */
    public String key() {
        return owner.isEmpty() ? name : owner + "/" + name;
    }

    /** Number of values. */
    public long count() {
        return shape.size();
    }
}
