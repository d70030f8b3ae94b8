package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer in its place: specification with the name and the attributes that every Keras layer has.
 *
 * @param name unique among its siblings
 * @param spec what it is
 * @param trainable false if its weights are frozen
 * @param dtype Keras's dtype policy, such as {@code float32}, or {@code int8_from_float32} where its weights were quantised
 */
public record NamedLayer(String name, LayerSpec spec, boolean trainable, String dtype) {

    private static final String FROM = "_from_";

    /** A trainable float32 layer. */
    public NamedLayer(String name, LayerSpec spec) {
        this(name, spec, true, "float32");
    }

    /** The dtype policy of its decoded weights: that before they were quantised. */
    public String sourceDtype() {
        return dtype.substring(dtype.indexOf(FROM) < 0 ? 0 : dtype.indexOf(FROM) + FROM.length());
    }

    /** The entry that models and wrappers write for it: {@code {"class_name": …, "config": {"name": …, …}}}. */
    public Value.Fields entry() {
        Map<String, Value> config = new LinkedHashMap<>();
        config.put("name", Value.of(name));
        config.put("trainable", Value.of(trainable));
        config.put("dtype", Value.of(sourceDtype()));
        config.putAll(spec.config().fields());
        return Value.fields("class_name", spec.exportedName(), "config", new Value.Fields(config));
    }

    /** Its weights for these input shapes, as {@code owner}'s; none is trainable if the layer is frozen. */
    List<WeightSpec> weights(String owner, List<Shape> inputs) {
        return spec.weights(inputs).stream()
                .map(w -> (trainable ? w : w.frozen()).under(owner))
                .toList();
    }

    /** Where it stands, for messages: {@code 'lstm_1' (LSTM)}. */
    @Override
    public String toString() {
        return "'" + name + "' (" + spec.className() + ")";
    }
}
