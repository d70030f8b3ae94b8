package io.keratin.core.summary;

import io.keratin.core.layers.LayerSpec.Part;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A weight as Keras counts it.
 *
 * @param path the layer's name, the cell's if there is one, the weight's: {@code lstm_1/lstm_cell/kernel}. Keras's path
 *     of the variable in a model that was loaded from a file; names of nested models and wrappers are not part of it
 * @param shape its shape
 * @param dtype type of the stored values, such as {@code float32}
 * @param trainable whether training changes it
 */
public record ModelWeight(String path, Shape shape, String dtype, boolean trainable) {

    /** All weights of a layer or model for these inputs, in Keras's order. */
    public static List<ModelWeight> of(NamedLayer layer, List<Shape> inputs) {
        return of(layer, inputs, false);
    }

    /** All weights of a layer, none of them trainable if a model around it is frozen. */
    static List<ModelWeight> of(NamedLayer layer, List<Shape> inputs, boolean frozen) {
        List<HeldWeight> held = new ArrayList<>();
        collect("", layer, inputs, frozen, held);
        return held.stream().map(ModelWeight::of).toList();
    }

    private static ModelWeight of(HeldWeight held) {
        WeightSpec w = held.weight();
        return new ModelWeight(
                path(held.layer(), w), w.shape(), variableType(held.layer().sourceDtype(), w), held.trainable());
    }

    /**
     * A weight and who holds it.
     *
     * @param layer the layer
     * @param weight as the layer names it
     * @param key of the weight in the model's {@link io.keratin.core.layers.Parameters}
     * @param trainable whether training changes it
     */
    public record HeldWeight(NamedLayer layer, WeightSpec weight, String key, boolean trainable) {

        /** Keras's path of the variable in a model that was loaded from a file. */
        public String path() {
            return ModelWeight.path(layer, weight);
        }
    }

    /** The weights of a model with the layers that hold them, in Keras's order. */
    public static List<HeldWeight> held(NamedLayer model, List<Shape> inputs) {
        List<HeldWeight> held = new ArrayList<>();
        collect("", model, inputs, false, held);
        return held;
    }

    /** Number of values. */
    public long count() {
        return shape.size();
    }

    /** Number of bytes that the values take. */
    public long bytes() {
        return MemorySize.bytes(shape, dtype);
    }

    /**
     * What is frozen is each layer that holds weights, by its own attribute. A wrapper's attribute is not asked: setting
     * it in Keras sets that of the inner layer too, and giving it to the constructor alone freezes nothing. A frozen
     * nested model freezes what is in it.
     */
    private static void collect(
            String owner, NamedLayer layer, List<Shape> inputs, boolean frozen, List<HeldWeight> all) {
        List<Part> parts = layer.spec().parts(inputs);
        for (WeightSpec w : layer.spec().weights(inputs)) {
            if (parts.stream().noneMatch(part -> isIn(w, part))) {
                boolean trainable = w.trainable() && layer.trainable() && !frozen;
                all.add(new HeldWeight(layer, w, owner + w.key(), trainable));
            }
        }
        boolean frozenInside = frozen || (layer.spec() instanceof ModelSpec && !layer.trainable());
        for (Part part : parts) {
            collect(owner + part.owner() + "/", part.layer(), part.inputs(), frozenInside, all);
        }
    }

    private static boolean isIn(WeightSpec weight, Part part) {
        return weight.owner().equals(part.owner()) || weight.owner().startsWith(part.owner() + "/");
    }

    /**
     * A recurrent layer calls its cell {@code lstm_cell}, {@code gru_cell}, {@code conv_lstm_cell} in any dimensions; attention keeps the projection
     * that it calls {@code query} as {@code query_dense}.
     */
    private static String path(NamedLayer layer, WeightSpec weight) {
        String cell =
                ModelSpec.snakeCase(layer.spec().className()).replaceFirst("^conv_lstm[123]d$", "conv_lstm") + "_cell";
        String owner = weight.owner().equals("cell")
                ? cell
                : weight.owner()
                        .replaceFirst("^_?(query|key|value|gate)_dense$", "$1")
                        .replaceFirst("^_?output_dense$", "attention_output");
        return layer.name() + "/" + (owner.isEmpty() ? "" : owner + "/") + weight.name();
    }

    /** A mixed policy computes in 16 bits and keeps its variables in 32. */
    private static String variableType(String policy, WeightSpec weight) {
        if (weight.storage().count()) {
            return "int64";
        }
        return policy.startsWith("mixed_") ? "float32" : policy;
    }
}
