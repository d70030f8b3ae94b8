package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.layers.Functional.Node;
import io.keratin.core.layers.Functional.Source;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the configuration of a {@link Functional} model as Keras 3 does; see {@link FunctionalReader}. */
final class FunctionalWriter {

    private final Functional model;
    private final List<List<Shape>> shapes;

    FunctionalWriter(Functional model) {
        this.model = model;
        this.shapes = model.shapes(model.inputShapes());
    }

    Value.Fields config() {
        List<Value> layers = new ArrayList<>();
        for (int o = 0; o < model.operations().size(); o++) {
            layers.add(entry(o));
        }
        List<Source> entries =
                model.entries().stream().map(n -> new Source(n, 0)).toList();
        return Value.fields(
                "layers", layers,
                "input_layers", form(model.inputForm(), entries),
                "output_layers", form(model.outputForm(), model.results()));
    }

    private Value.Fields entry(int operation) {
        NamedLayer layer = model.operations().get(operation);
        List<Value> calls = new ArrayList<>();
        for (int n = 0; n < model.nodes().size(); n++) {
            if (model.nodes().get(n).operation() == operation
                    && !model.entries().contains(n)) {
                calls.add(call(model.nodes().get(n)));
            }
        }
        Value.Fields entry = Value.fields("module", layer.spec().module());
        for (Map.Entry<String, Value> e : layer.entry().fields().entrySet()) {
            entry = entry.with(e.getKey(), e.getValue());
        }
        return entry.with("name", Value.of(layer.name())).with("inbound_nodes", new Value.Items(calls));
    }

    private Value.Fields call(Node node) {
        Value args = tensors(node.arguments().positional(), node.sources());
        Value kwargs = tensors(node.arguments().named(), node.sources());
        List<Optional<Source>> masks = node.masks();
        if (masks != null && kwargs instanceof Value.Fields f) {
            List<Value> written = new ArrayList<>();
            masks.forEach(mask -> written.add(mask.map(this::tensor).orElse(Value.Nothing.NULL)));
            kwargs = f.with("mask", written.size() == 1 ? written.get(0) : new Value.Items(written));
        }
        return Value.fields("args", args, "kwargs", kwargs);
    }

    private Value tensors(Value value, List<Source> sources) {
        if (value instanceof Value.Input i) {
            return tensor(sources.get(i.index()));
        } else if (value instanceof Value.Items list) {
            return new Value.Items(
                    list.items().stream().map(v -> tensors(v, sources)).toList());
        } else if (value instanceof Value.Fields f) {
            Map<String, Value> inner = new LinkedHashMap<>();
            f.fields().forEach((key, v) -> inner.put(key, tensors(v, sources)));
            return new Value.Fields(inner);
        }
        return value;
    }

    private Value tensor(Source source) {
        List<Value> dims = Arrays.stream(
                        shapes.get(source.node()).get(source.output()).toArray())
                .mapToObj(d -> d == Shape.NONE ? (Value) Value.Nothing.NULL : new Value.Int(d))
                .toList();
        return Value.fields(
                "class_name",
                FunctionalReader.TENSOR,
                "config",
                Value.fields("shape", dims, "dtype", DType.FLOAT32.kerasName(), "keras_history", history(source)));
    }

    /** {@code ["lstm", 0, 1]}: output 1 of the first call of layer lstm. */
    private List<Value> history(Source source) {
        int call = 0;
        for (int n = 0; n < source.node(); n++) {
            call += model.nodes().get(n).operation()
                            == model.nodes().get(source.node()).operation()
                    ? 1
                    : 0;
        }
        return List.of(
                Value.of(model.operation(source.node()).name()), new Value.Int(call), new Value.Int(source.output()));
    }

    /** As {@link #history}, but a graph's calls are counted from 1; see {@link FunctionalReader}. */
    private Value.Items end(Source source) {
        List<Value> triple = history(source);
        boolean graph = model.operation(source.node()).spec() instanceof Functional;
        return graph && triple.get(1) instanceof Value.Int call
                ? new Value.Items(List.of(triple.get(0), new Value.Int(call.number() + 1), triple.get(2)))
                : new Value.Items(triple);
    }

    private Value form(Value form, List<Source> sources) {
        if (form instanceof Value.Input i) {
            return end(sources.get(i.index()));
        } else if (form instanceof Value.Items list) {
            return new Value.Items(
                    list.items().stream().map(v -> form(v, sources)).toList());
        } else if (form instanceof Value.Fields f) {
            Map<String, Value> inner = new LinkedHashMap<>();
            f.fields().forEach((key, v) -> inner.put(key, form(v, sources)));
            return new Value.Fields(inner);
        }
        throw new IllegalStateException("a form holds " + form);
    }
}
