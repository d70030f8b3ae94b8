package io.keratin.keras;

import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.layers.Functional;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.LayerSpec.Part;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The configuration of a model as Keras 3 reads it. What no Keras 3 has is refused: layers of older versions, functions that bear
 * the name of another one today, graphs that compute with the lengths of their tensors.
 */
final class SavedConfig {

    private static final String TRAINABLE = "trainable";
    private static final String DTYPE = "dtype";
    private static final String NAME = "name";

    /** The shape that {@code tf.reshape} was called with; Keras's operation is made with it. */
    private static final String NEW_SHAPE = "newshape";

    /** Arguments of operations that are tensors, also where they are constant. */
    private static final Set<String> ARRAYS = Set.of("x", "x1", "x2", "kernel", "inputs");

    private static final LayerRegistry REGISTRY = LayerRegistry.keras().withOldLayers();

    /** Layers of Keras 2 that are read from any file. */
    private static final Set<String> OLD =
            Set.of("LocallyConnected1D", "LocallyConnected2D", "PeepholeLSTM", "PeepholeLSTMCell", "ThresholdedReLU");

    /** What layers have, but these do not take, and refuse in a file. */
    private static final Map<String, Set<String>> REFUSED = Map.of(
            "Discretization", Set.of(TRAINABLE),
            "FakeQuantWithMinMaxVars", Set.of(NAME),
            "HashedCrossing", Set.of(TRAINABLE),
            "Pipeline", Set.of(TRAINABLE, DTYPE),
            "SpatialDropout1D", Set.of(TRAINABLE),
            "SpatialDropout2D", Set.of(TRAINABLE),
            "SpatialDropout3D", Set.of(TRAINABLE));

    private static final String HARD_SIGMOID = "hard_sigmoid";
    private static final String TIME_MAJOR = "time_major";
    private static final String ZERO_OUTPUT = "zero_output_for_mask";
    private static final String CONFIG = "config";
    private static final String CLASS_NAME = "class_name";
    private static final String BUILD_CONFIG = "build_config";
    private static final String INPUT_SHAPE = "input_shape";
    private static final String FUNCTION = "function";

    private final List<String> problems = new ArrayList<>();

    private SavedConfig() {}

    /**
     * The model's entry.
     *
     * @throws KeratinException if Keras 3 could not read it; the message names all layers for which that is so
     */
    static Value.Fields of(NamedLayer model) {
        SavedConfig config = new SavedConfig();
        config.check(model);
        if (!config.problems.isEmpty()) {
            throw new KeratinException("model '" + model.name() + "' cannot be saved as Keras 3 would read it: "
                    + String.join("; ", config.problems));
        }
        return (Value.Fields) modern("", built(model.entry(), model, ((ModelSpec) model.spec()).inputShapes()));
    }

    /**
     * An entry with the shapes for which its layers are built, those inside it among them: Keras then builds each by itself, and
     * the paths of its variables do not depend on what is around it. Who takes several inputs is built when it is called.
     */
    private static Value.Fields built(Value.Fields entry, NamedLayer layer, List<Shape> inputs) {
        Value.Fields out = entry;
        if (entry.get(CONFIG) instanceof Value.Fields config) {
            List<Part> parts = layer.spec().parts(inputs);
            for (int i = 0; i < parts.size(); i++) {
                Part part = parts.get(i);
                String key = part.owner().equals("forward_layer") ? "layer" : part.owner();
                if (config.get(key) instanceof Value.Fields inner) {
                    config = config.with(key, built(inner, part.layer(), part.inputs()));
                } else if (config.get("layers") instanceof Value.Items list) {
                    config = config.with("layers", built(list, part));
                } else if (config.get("cells") instanceof Value.Items cells) {
                    List<Value> all = new ArrayList<>(cells.items());
                    all.set(i, built((Value.Fields) all.get(i), part.layer(), part.inputs()));
                    config = config.with("cells", Value.of(all));
                }
            }
            out = entry.with(CONFIG, config);
        }
        boolean alone = inputs.size() == 1 && !layer.spec().weights(inputs).isEmpty();
        return layer.spec() instanceof Functional
                ? out.with(BUILD_CONFIG, Value.fields(INPUT_SHAPE, null))
                : alone ? out.with(BUILD_CONFIG, Value.fields(INPUT_SHAPE, dims(inputs.get(0)))) : out;
    }

    private static Value.Items built(Value.Items entries, Part part) {
        Value name = Value.of(part.layer().name());
        List<Value> all = new ArrayList<>(entries.items());
        all.replaceAll(v -> v instanceof Value.Fields f
                        && f.get(CONFIG) instanceof Value.Fields config
                        && name.equals(config.get(NAME))
                ? built(f, part.layer(), part.inputs())
                : v);
        return new Value.Items(all);
    }

    private static List<Value> dims(Shape shape) {
        return Arrays.stream(shape.toArray())
                .mapToObj(d -> d == Shape.NONE ? (Value) Value.Nothing.NULL : new Value.Int(d))
                .toList();
    }

    private void check(NamedLayer layer) {
        if (layer.spec() instanceof Functional graph) {
            graph.operations().forEach(this::check);
            for (Functional.Node node : graph.nodes()) {
                if (hasSize(node.arguments().positional())
                        || hasSize(node.arguments().named())) {
                    problems.add(graph.operations().get(node.operation())
                            + " works out a length from the shape of a tensor");
                }
            }
            return;
        } else if (layer.spec() instanceof ModelSpec chain) {
            chain.layers().forEach(this::check);
            return;
        }
        Value.Fields entry = layer.entry();
        oldLayers(entry).forEach(name -> problems.add(layer + ": there is no " + name + " in Keras 3"));
        if (entry.toString().contains(HARD_SIGMOID)
                && REGISTRY.knows(layer.spec().exportedName())
                && !read(entry).equals(layer.spec())) {
            problems.add(layer + ": what older versions call " + HARD_SIGMOID + " has no name in Keras 3");
        }
    }

    private static Object read(Value.Fields entry) {
        return REGISTRY.read(new Config(entry, "", Dialect.KERAS_3)).spec();
    }

    /** The classes in an entry, wrapped ones too, that Keras 3 has no longer. */
    private static List<String> oldLayers(Value value) {
        List<String> found = new ArrayList<>();
        if (value instanceof Value.Items list) {
            list.items().forEach(v -> found.addAll(oldLayers(v)));
        } else if (value instanceof Value.Fields f) {
            if (f.get(CLASS_NAME) instanceof Value.Text name && isOld(name.text())) {
                found.add(name.text());
            }
            if (Value.of(true).equals(f.get(TIME_MAJOR))) {
                found.add(TIME_MAJOR);
            }
            if (f.get("merge_mode") != null && Value.of(false).equals(f.get(ZERO_OUTPUT))) {
                found.add("Bidirectional without " + ZERO_OUTPUT);
            }
            f.fields().values().forEach(v -> found.addAll(oldLayers(v)));
        }
        return found;
    }

    private static boolean isOld(String className) {
        return OLD.contains(className)
                || (REGISTRY.knows(className) && !LayerRegistry.keras().knows(className));
    }

    private static boolean hasSize(Value value) {
        return value instanceof Value.Items list
                ? list.items().stream().anyMatch(SavedConfig::hasSize)
                : value instanceof Value.Fields f
                        && (f.get("__size__") != null
                                || f.get("__shape__") != null
                                || f.fields().values().stream().anyMatch(SavedConfig::hasSize));
    }

    /** A value with names as Keras 3 takes them, and functions of the user's own. */
    private static Value modern(String key, Value value) {
        if (value instanceof Value.Items list) {
            return new Value.Items(
                    list.items().stream().map(v -> modern(key, v)).toList());
        } else if (value instanceof Value.Fields f) {
            Map<String, Value> fields = new LinkedHashMap<>();
            f.fields().forEach((k, v) -> fields.put(k, modern(k, v)));
            if (f.get(CLASS_NAME) instanceof Value.Text name && fields.get(CONFIG) instanceof Value.Fields config) {
                Map<String, Value> kept = new LinkedHashMap<>(config.fields());
                kept.keySet().removeAll(REFUSED.getOrDefault(name.text(), Set.of()));
                fields.put(CONFIG, new Value.Fields(kept));
            }
            return withOptions(new Value.Fields(fields));
        } else if (value instanceof Value.Text text) {
            return modern(key, text);
        }
        return value;
    }

    /** A node with the shape among its options that older versions gave to the call, and with arrays in place of lists. */
    private static Value.Fields withOptions(Value.Fields node) {
        if (node.get("inbound_nodes") instanceof Value.Items calls
                && calls.items().size() == 1
                && calls.items().get(0) instanceof Value.Fields call
                && call.get("kwargs") instanceof Value.Fields kwargs
                && node.get(CONFIG) instanceof Value.Fields config
                && node.get("registered_name") instanceof Value.Text) {
            Map<String, Value> arguments = new LinkedHashMap<>();
            kwargs.fields()
                    .forEach((key, v) -> arguments.put(key, ARRAYS.contains(key) && isNumbers(v) ? array(v) : v));
            Value shape = arguments.remove(NEW_SHAPE);
            Value.Fields changed = call.with("kwargs", new Value.Fields(arguments));
            return node.with(CONFIG, shape == null ? config : config.with(NEW_SHAPE, shape))
                    .with("inbound_nodes", new Value.Items(List.of(changed)));
        }
        return node;
    }

    private static boolean isNumbers(Value value) {
        return value instanceof Value.Items list
                && !list.items().isEmpty()
                && list.items().stream()
                        .allMatch(v -> v instanceof Value.Real || v instanceof Value.Int || isNumbers(v));
    }

    private static Value array(Value numbers) {
        String dtype = numbers.toString().contains(".") ? "float32" : "int32";
        return Value.fields(CLASS_NAME, "__numpy__", CONFIG, Value.fields("value", numbers, DTYPE, dtype));
    }

    private static Value modern(String key, Value.Text text) {
        return switch (key) {
            case NAME, "keras_history", "input_layers", "output_layers" ->
                Value.of(text.text().replace('/', '_'));
            case "activation", "recurrent_activation" -> activation(text);
            default -> text;
        };
    }

    /** A function that is not Keras's own is found by the name under which it is registered. */
    private static Value activation(Value.Text name) {
        return Activations.names().contains(name.text())
                ? name
                : Value.fields(
                        "module",
                        "builtins",
                        CLASS_NAME,
                        FUNCTION,
                        CONFIG,
                        name.text(),
                        "registered_name",
                        name.text());
    }
}
