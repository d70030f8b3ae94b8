package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a functional model as Keras 1 and 2 wrote them, {@code [["lstm", 0, 0, {}], …]} for each, in the form of Keras 3:
 * {@code {"args": […], "kwargs": {…}}} with tensors by their {@code keras_history}.
 *
 * <p>What Keras 2 made of such a list is the model: {@code process_node} in {@code keras/engine/network.py} and
 * {@code keras/engine/functional.py}.
 */
final class OldGraph {

    private static final Set<String> RECURRENT =
            Set.of("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D");

    private static final Set<String> MODELS = Set.of("Sequential", "Functional");

    /** What stands for a layer where a call is given a number. */
    private static final Value CONSTANT = Value.of("_CONSTANT_VALUE");

    private static final int MAX_DEPTH = 64;

    private final String path;

    /** The layers by name, and the first and the last call of each that somebody takes the result of. */
    private final Map<String, Value.Fields> layers = new LinkedHashMap<>();

    private final Map<String, Long> firstCalls = new HashMap<>();
    private final Map<String, Long> lastCalls = new HashMap<>();

    private OldGraph(String path) {
        this.path = path;
    }

    /** Whether a configuration is of a graph whose calls are lists. */
    static boolean recognises(Value.Fields config) {
        if (!(config.get("layers") instanceof Value.Items list) || config.get("output_layers") == null) {
            return false;
        }
        for (Value layer : list.items()) {
            if (layer instanceof Value.Fields f
                    && f.get("inbound_nodes") instanceof Value.Items calls
                    && !calls.items().isEmpty()) {
                return calls.items().get(0) instanceof Value.Items;
            }
        }
        return false;
    }

    /**
     * The configuration with calls as Keras 3 writes them.
     *
     * @param config a functional model's configuration, its layers in the words of Keras 3
     * @param path where it stands, for errors
     * @param refused gives what stands for a layer whose calls cannot be translated
     */
    static Value.Fields translate(
            Value.Fields config, String path, BiFunction<Value.Fields, ModelFormatException, Value.Fields> refused) {
        OldGraph graph = new OldGraph(path);
        List<Value> all = config.get("layers") instanceof Value.Items list ? list.items() : List.of();
        for (Value layer : all) {
            if (layer instanceof Value.Fields f) {
                graph.layers.put(Nodes.name(f), f);
            }
        }
        for (Value.Fields layer : graph.layers.values()) {
            graph.seeReferences(layer.get("inbound_nodes"), 0);
        }
        graph.seeReferences(config.get("input_layers"), 0);
        graph.seeReferences(config.get("output_layers"), 0);
        List<Value> out = new ArrayList<>();
        for (Value layer : all) {
            out.add(layer instanceof Value.Fields f ? graph.layer(f, refused) : layer);
        }
        return config.with("layers", new Value.Items(out))
                .with("input_layers", graph.ends(config.get("input_layers")))
                .with("output_layers", graph.ends(config.get("output_layers")));
    }

    private static boolean isOf(Value.Fields layer, Set<String> classes) {
        return layer.get("class_name") instanceof Value.Text t && classes.contains(t.text());
    }

    // ---- places of results

    private void seeReferences(@Nullable Value value, int depth) {
        if (depth > MAX_DEPTH) {
            throw error("inbound_nodes", "lists more than " + MAX_DEPTH + " deep");
        }
        if (value instanceof Value.Items reference && isReference(reference)) {
            List<Value> r = reference.items();
            firstCalls.merge(((Value.Text) r.get(0)).text(), ((Value.Int) r.get(1)).number(), Math::min);
            lastCalls.merge(((Value.Text) r.get(0)).text(), ((Value.Int) r.get(1)).number(), Math::max);
        }
        if (value instanceof Value.Items list) {
            list.items().forEach(v -> seeReferences(v, depth + 1));
        } else if (value instanceof Value.Fields fields) {
            fields.fields().values().forEach(v -> seeReferences(v, depth + 1));
        }
    }

    /** {@code ["lstm", 0, 1]} with the name of a layer, and perhaps named arguments behind. */
    private boolean isReference(@Nullable Value value) {
        return value instanceof Value.Items list
                && (list.items().size() == 3 || list.items().size() == 4)
                && list.items().get(0) instanceof Value.Text name
                && layers.containsKey(name.text())
                && list.items().get(1) instanceof Value.Int
                && list.items().get(2) instanceof Value.Int;
    }

    /**
     * The triple in Keras 3's count of calls. For a model inside, Keras 1 and 2 began with call 1, call 0 being its own.
     */
    private Value.Items place(List<Value> reference) {
        String name = ((Value.Text) reference.get(0)).text();
        long call = ((Value.Int) reference.get(1)).number();
        Value.Fields layer = layers.getOrDefault(name, Value.fields());
        int calls = layer.get("inbound_nodes") instanceof Value.Items all
                ? all.items().size()
                : 0;
        boolean counted = isOf(layer, MODELS)
                && firstCalls.getOrDefault(name, 0L) > 0
                && lastCalls.getOrDefault(name, 0L) >= calls;
        return new Value.Items(List.of(reference.get(0), Value.of(counted ? call - 1 : call), reference.get(2)));
    }

    private Value tensor(Value reference) {
        return Nodes.tensor(place(((Value.Items) reference).items()));
    }

    /** Keras 3, too, counts the calls of a graph from 1, but only where it tells a model's outputs. */
    private Value end(Value.Items place) {
        Value.Fields layer = layers.getOrDefault(((Value.Text) place.items().get(0)).text(), Value.fields());
        long call = ((Value.Int) place.items().get(1)).number();
        return isOf(layer, Set.of("Functional"))
                ? new Value.Items(List.of(
                        place.items().get(0), Value.of(call + 1), place.items().get(2)))
                : place;
    }

    /** Inputs or outputs of the model: a list of one is the one. */
    private Value ends(@Nullable Value value) {
        if (value instanceof Value.Items reference && isReference(reference)) {
            return end(place(reference.items()));
        } else if (value instanceof Value.Items list) {
            List<Value> all = list.items().stream().map(this::ends).toList();
            return all.size() == 1 ? all.get(0) : new Value.Items(all);
        } else if (value instanceof Value.Fields fields) {
            Map<String, Value> all = new LinkedHashMap<>();
            fields.fields().forEach((key, v) -> all.put(key, ends(v)));
            return new Value.Fields(all);
        }
        throw error("output_layers", "expected [layer, call, result], found " + value);
    }

    // ---- calls

    private Value.Fields layer(
            Value.Fields layer, BiFunction<Value.Fields, ModelFormatException, Value.Fields> refused) {
        if (!(layer.get("inbound_nodes") instanceof Value.Items calls)) {
            return layer;
        }
        boolean recurrent = isOf(layer, RECURRENT);
        List<Value> out = new ArrayList<>();
        try {
            for (Value call : calls.items()) {
                out.add(call(call, recurrent, Nodes.name(layer)));
            }
        } catch (ModelFormatException e) {
            return refused.apply(layer, e).with("inbound_nodes", Value.of(List.of()));
        }
        return layer.with("inbound_nodes", new Value.Items(out));
    }

    /** The tensors of a call are its first argument: one, or a list of them. Those of a recurrent layer after one are its state. */
    private Value call(Value call, boolean recurrent, String layer) {
        Map<String, Value> kwargs = new LinkedHashMap<>();
        List<Value> tensors = new ArrayList<>();
        boolean single = isReference(call) || isConstant(call);
        List<Value> entries = single ? List.of(call) : call instanceof Value.Items list ? list.items() : List.of();
        for (Value entry : entries) {
            tensors.add(argument(entry, kwargs, layer));
        }
        if (tensors.isEmpty()) {
            throw error(
                    "inbound_nodes", "layer '" + layer + "': expected a list of [layer, call, result], found " + call);
        }
        Value first = tensors.get(0);
        if (tensors.size() > 1 && recurrent) {
            kwargs.put("initial_state", new Value.Items(tensors.subList(1, tensors.size())));
        } else if (tensors.size() > 1) {
            first = new Value.Items(tensors);
        }
        return Value.fields("args", List.of(first), "kwargs", new Value.Fields(kwargs));
    }

    private static boolean isConstant(Value value) {
        return value instanceof Value.Items list
                && list.items().size() >= 3
                && CONSTANT.equals(list.items().get(0));
    }

    private Value argument(Value entry, Map<String, Value> kwargs, String layer) {
        if (!isReference(entry)
                && entry instanceof Value.Items list
                && list.items().stream().allMatch(Value.Items.class::isInstance)) {
            return new Value.Items(
                    list.items().stream().map(v -> argument(v, kwargs, layer)).toList());
        }
        if (!isReference(entry) && !isConstant(entry)) {
            throw error("inbound_nodes", "layer '" + layer + "': expected [layer, call, result], found " + entry);
        }
        List<Value> items = ((Value.Items) entry).items();
        if (items.size() > 3 && items.get(3) instanceof Value.Fields named) {
            named.fields().forEach((key, v) -> kwargs.put(key, literal(v)));
        }
        if (Value.of(true).equals(kwargs.get("training"))) {
            throw error(
                    "inbound_nodes",
                    "layer '" + layer + "' is called with training = true, which Keras 2 obeyed in predictions too;"
                            + " save the model without it");
        }
        return isConstant(entry) ? literal(items.get(2)) : tensor(entry);
    }

    /** An argument by name: what has the form of a result is one. */
    private Value literal(Value value) {
        if (isReference(value)) {
            return tensor(value);
        } else if (value instanceof Value.Items list) {
            return isConstant(value)
                    ? literal(list.items().get(2))
                    : new Value.Items(list.items().stream().map(this::literal).toList());
        } else if (value instanceof Value.Fields fields) {
            Map<String, Value> all = new LinkedHashMap<>();
            fields.fields().forEach((key, v) -> all.put(key, literal(v)));
            return new Value.Fields(all);
        }
        return value;
    }

    private ModelFormatException error(String key, String problem) {
        return new ModelFormatException(Kind.MISMATCH, path + "." + key, problem);
    }
}
