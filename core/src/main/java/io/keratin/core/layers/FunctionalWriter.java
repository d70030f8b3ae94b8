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
import java.util.function.IntFunction;

/** Writes the configuration of a {@link Functional} model as Keras 3 does; see {@link FunctionalReader}. */
final class FunctionalWriter {

    private final Functional model;
    private final List<List<Shape>> shapes;
    private final List<List<DType>> dtypes;

    FunctionalWriter(Functional model) {
        this.model = model;
        this.shapes = model.shapes(model.inputShapes());
        List<DType> given = new ArrayList<>();
        for (int entry : model.entries()) {
            given.add(model.operation(entry).spec() instanceof InputLayer input ? input.dtype() : DType.FLOAT32);
        }
        this.dtypes = model.dtypes(model.inputShapes(), given);
    }

    Value.Fields config() {
        List<Value> layers = new ArrayList<>();
        for (int o = 0; o < model.operations().size(); o++) {
            layers.add(entry(o));
        }
        return Value.fields(
                "layers", layers,
                "input_layers",
                        filled(
                                model.inputForm(),
                                i -> end(new Source(model.entries().get(i), 0))),
                "output_layers",
                        filled(model.outputForm(), i -> end(model.results().get(i))));
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
        return layer.entry().with("name", Value.of(layer.name())).with("inbound_nodes", new Value.Items(calls));
    }

    private Value.Fields call(Node node) {
        IntFunction<Value> tensors = i -> tensor(node.sources().get(i));
        Value args = filled(node.arguments().positional(), tensors);
        Value kwargs = filled(node.arguments().named(), tensors);
        List<Optional<Source>> masks = node.masks();
        if (masks != null && kwargs instanceof Value.Fields f) {
            List<Value> written = new ArrayList<>();
            masks.forEach(mask -> written.add(mask.map(this::tensor).orElse(Value.Nothing.NULL)));
            kwargs = f.with("mask", written.size() == 1 ? written.get(0) : new Value.Items(written));
        }
        return Value.fields("args", args, "kwargs", kwargs);
    }

    private Value tensor(Source source) {
        List<Value> dims = Arrays.stream(
                        shapes.get(source.node()).get(source.output()).toArray())
                .mapToObj(d -> d == Shape.NONE ? (Value) Value.Nothing.NULL : new Value.Int(d))
                .toList();
        String dtype = dtypes.get(source.node()).get(source.output()).kerasName();
        return Value.fields(
                "class_name",
                FunctionalReader.TENSOR,
                "config",
                Value.fields("shape", dims, "dtype", dtype, "keras_history", history(source)));
    }

    /** {@code ["lstm", 0, 1]}: output 1 of the first call of layer lstm. */
    private Value.Items history(Source source) {
        return triple(source, model.callNumber(source.node()));
    }

    /** As {@link #history}, but a graph's calls are counted from 1; see {@link FunctionalReader}. */
    private Value.Items end(Source source) {
        boolean graph = model.operation(source.node()).spec() instanceof Functional;
        return triple(source, model.callNumber(source.node()) + (graph ? 1 : 0));
    }

    private Value.Items triple(Source source, int call) {
        return new Value.Items(List.of(
                Value.of(model.operation(source.node()).name()), new Value.Int(call), new Value.Int(source.output())));
    }

    /** The value with what {@code leaf} makes of them in place of inputs. */
    private static Value filled(Value value, IntFunction<Value> leaf) {
        if (value instanceof Value.Input i) {
            return leaf.apply(i.index());
        } else if (value instanceof Value.Items list) {
            return new Value.Items(
                    list.items().stream().map(v -> filled(v, leaf)).toList());
        } else if (value instanceof Value.Fields f) {
            Map<String, Value> inner = new LinkedHashMap<>();
            f.fields().forEach((key, v) -> inner.put(key, filled(v, leaf)));
            return new Value.Fields(inner);
        }
        return value;
    }
}
