package io.keratin.keras;

import io.keratin.core.config.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Sequential of Keras 1 whose first layer merges the results of models, as a graph: the layers of the models one after another,
 * which is the order of their weights in the file, the merging layer, and the layers behind it. {@code Sequential.flattened_layers}
 * of Keras 1.2.2 is the model.
 */
final class MergedModels {

    /** Where a merging layer keeps its models on the way. */
    private static final String MODELS = "merged_models";

    private final List<Value> layers = new ArrayList<>();
    private final List<Value> inputs = new ArrayList<>();

    private MergedModels() {}

    /** The merging layer with the models before it. */
    static Value.Fields holding(Value.Fields merge, @Nullable Value models) {
        return models instanceof Value.Items list && !list.items().isEmpty() ? merge.with(MODELS, models) : merge;
    }

    /** The graph that a Sequential's configuration stands for; null if it does not begin with models that are merged. */
    static Value.@Nullable Fields graph(Value.Fields sequential) {
        if (!(sequential.get("layers") instanceof Value.Items list)
                || list.items().isEmpty()
                || !(list.items().get(0) instanceof Value.Fields merge)
                || !(merge.get(MODELS) instanceof Value.Items models)) {
            return null;
        }
        MergedModels merged = new MergedModels();
        Map<Value, Value> seen = new HashMap<>();
        List<Value> ends = new ArrayList<>();
        for (Value model : models.items()) {
            Value end = seen.get(model);
            if (end == null) {
                end = merged.inlined(model);
                if (end == null) {
                    return null;
                }
                seen.put(model, end);
            }
            ends.add(end);
        }
        String last = merged.add(merge.without(MODELS), new Value.Items(ends));
        for (Value layer : list.items().subList(1, list.items().size())) {
            if (!(layer instanceof Value.Fields next)) {
                return null;
            }
            last = merged.add(next, Nodes.tensor(last));
        }
        Value first = merged.inputs.size() == 1 ? merged.inputs.get(0) : new Value.Items(merged.inputs);
        Value.Fields config = Value.fields(
                "name",
                sequential.get("name"),
                "layers",
                merged.layers,
                "input_layers",
                first,
                "output_layers",
                Nodes.place(last));
        return Value.fields("class_name", "Functional", "config", config);
    }

    /** Adds the layers of a model, in the words of Keras 3; its result, or null if its inputs are not known. */
    private @Nullable Value inlined(Value model) {
        if (!(model instanceof Value.Fields entry)
                || !(entry.get("config") instanceof Value.Fields config)
                || !(config.get("layers") instanceof Value.Items list)) {
            return null;
        }
        if (config.get("output_layers") instanceof Value.Items output
                && isPlace(output)
                && config.get("input_layers") instanceof Value.Items input) {
            layers.addAll(list.items());
            inputs.addAll(isPlace(input) ? List.of(input) : input.items());
            return Nodes.tensor(output);
        }
        String last = "";
        for (Value layer : list.items()) {
            if (!(layer instanceof Value.Fields fields)) {
                return null;
            }
            boolean input = Value.of("InputLayer").equals(fields.get("class_name"));
            if (!input && last.isEmpty()) {
                return null;
            }
            last = add(fields, input ? null : Nodes.tensor(last));
            if (input) {
                inputs.add(Nodes.place(last));
            }
        }
        return last.isEmpty() ? null : Nodes.tensor(last);
    }

    private static boolean isPlace(Value.Items result) {
        return !result.items().isEmpty() && result.items().get(0) instanceof Value.Text;
    }

    /** Adds a layer that is called with a tensor, or an input; its name. */
    private String add(Value.Fields layer, @Nullable Value argument) {
        String name = Nodes.name(layer);
        Value calls = argument == null ? Value.of(List.of()) : Nodes.call(argument, Map.of());
        layers.add(layer.with("name", Value.of(name)).with("inbound_nodes", calls));
        return name;
    }
}
