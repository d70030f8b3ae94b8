package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.ops.OperationNames;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Parts of a graph as Keras 3 writes them, for what an older Keras computed and no single layer of today's computes. */
final class Nodes {

    private Nodes() {}

    /** The first result of a layer's first call. */
    static Value.Fields tensor(String layer) {
        return tensor(place(layer));
    }

    /** The result at a place, {@code [layer, call, result]}. */
    static Value.Fields tensor(Value place) {
        return Value.fields(
                "class_name",
                "__keras_tensor__",
                "config",
                Value.fields("shape", null, "dtype", "float32", "keras_history", place));
    }

    static Value place(String layer) {
        return Value.of(List.of(layer, 0, 0));
    }

    /** An input of so many axes, none of them known. */
    static Value.Fields input(String name, int rank) {
        Value.Fields config = Value.fields(
                "name", name, "batch_shape", new Value.Items(Collections.nCopies(rank, Value.Nothing.NULL)));
        return Value.fields("class_name", "InputLayer", "config", config, "name", name, "inbound_nodes", List.of());
    }

    /** A layer under another name, called with the result of one. */
    static Value.Fields layer(Value.Fields entry, String name, String argument) {
        Value.Fields config = entry.get("config") instanceof Value.Fields c ? c : Value.fields();
        return entry.with("config", config.with("name", Value.of(name)))
                .with("name", Value.of(name))
                .with("inbound_nodes", call(tensor(argument), Map.of()));
    }

    /** An operation, called with the result of a layer and named arguments. */
    static Value.Fields operation(
            String className, String name, Value.Fields options, String argument, Map<String, Value> named) {
        return Value.fields(
                "module",
                OperationNames.module(className),
                "class_name",
                className,
                "config",
                options.with("name", Value.of(name)),
                "name",
                name,
                "inbound_nodes",
                call(tensor(argument), named));
    }

    /** {@code inbound_nodes} of one call. */
    static Value call(Value argument, Map<String, Value> named) {
        return Value.of(List.of(Value.fields("args", List.of(argument), "kwargs", new Value.Fields(named))));
    }

    /** A model in place of a layer, from the first of its layers to the last. */
    static Value.Fields model(Value.Fields entry, String name, List<Value.Fields> layers) {
        Value.Fields config = Value.fields(
                "name",
                name,
                "layers",
                layers,
                "input_layers",
                place(name(layers.get(0))),
                "output_layers",
                place(name(layers.get(layers.size() - 1))));
        return entry.with("class_name", Value.of("Functional")).with("config", config);
    }

    /** The name in an entry or its configuration. */
    static String name(Value.Fields entry) {
        if (entry.get("name") instanceof Value.Text t) {
            return t.text();
        }
        return entry.get("config") instanceof Value.Fields c && c.get("name") instanceof Value.Text t ? t.text() : "";
    }
}
