package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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

    /** This layer, and those inside of it, with other leaves trainable: a layer that wraps another decides for both. */
    public NamedLayer withTrainable(Predicate<NamedLayer> which) {
        if (spec instanceof ModelSpec) {
            LayerSpec changed = spec.withInner(inner -> inner.withTrainable(which));
            boolean any = ((ModelSpec) changed).layers().stream().anyMatch(NamedLayer::trainable);
            return new NamedLayer(name, changed, any, dtype);
        }
        boolean yes = which.test(this);
        return new NamedLayer(name, spec.withInner(inner -> inner.withTrainable(l -> yes)), yes, dtype);
    }

    /** Whether it, or a layer inside of it, makes other images of its inputs in training than the shapes of a prediction say. */
    public boolean crops(List<Shape> inputs) {
        return (spec instanceof TrainingOnly layer && layer.kind() == TrainingOnly.Kind.RANDOM_CROP)
                || spec.parts(inputs).stream().anyMatch(p -> p.layer().crops(p.inputs()));
    }

    /** This layer, and those inside of it, with the shapes of training, in which RandomCrop crops. */
    public NamedLayer cropping() {
        LayerSpec cropping =
                spec instanceof TrainingOnly layer ? layer.cropping() : spec.withInner(NamedLayer::cropping);
        return new NamedLayer(name, cropping, trainable, dtype);
    }

    /** The dtype policy of its decoded weights: that before they were quantised. */
    public String sourceDtype() {
        return dtype.substring(dtype.indexOf(FROM) < 0 ? 0 : dtype.indexOf(FROM) + FROM.length());
    }

    /**
     * The entry that models and wrappers write for it: {@code {"module": …, "class_name": …, "config": {"name": …, …},
     * "registered_name": …}}. Keras finds its own classes by their module, all others by the name under which they are registered.
     */
    public Value.Fields entry() {
        Map<String, Value> config = new LinkedHashMap<>();
        config.put("name", Value.of(name));
        if (!isOperation() && !(spec instanceof InputLayer)) {
            config.put("trainable", Value.of(trainable));
        }
        if (!isOperation() && !(spec instanceof Functional)) {
            config.put("dtype", Value.of(sourceDtype()));
        }
        config.putAll(spec.config().fields());
        if (spec instanceof InputLayer input && DType.forKerasName(dtype) == input.dtype()) {
            config.put("dtype", Value.of(dtype)); // of several types that are held alike, the one that was asked for
        }
        String exported = spec.exportedName();
        boolean custom = spec.module().equals(LayerSpec.KERAS_LAYERS)
                && !LayerRegistry.keras().knows(exported);
        boolean registered = custom || spec.module().startsWith("keras.src.");
        return Value.fields(
                "module",
                custom ? null : spec.module(),
                "class_name",
                exported.substring(exported.indexOf('>') + 1),
                "config",
                new Value.Fields(config),
                "registered_name",
                registered ? exported : null);
    }

    private boolean isOperation() {
        return OperationLayer.isModule(spec.module());
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
