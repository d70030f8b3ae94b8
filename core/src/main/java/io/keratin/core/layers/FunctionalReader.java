package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.layers.Functional.Node;
import io.keratin.core.layers.Functional.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration of a {@link Functional} model: layers with the calls in which they were used,
 * {@code inbound_nodes}, each with positional and named arguments in which tensors name the call that made them.
 */
final class FunctionalReader {

    /** How Keras writes a tensor among the arguments of a call. */
    static final String TENSOR = "__keras_tensor__";

    private final Config config;
    private final LayerRegistry registry;

    /** The calls that have a place among the nodes: number of the node by layer and call. */
    private final Map<Place, Integer> placed = new LinkedHashMap<>();

    private final List<Node> nodes = new ArrayList<>();

    /** Graphs among the layers. */
    private final Set<String> models = new HashSet<>();

    FunctionalReader(Config config, LayerRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    /** A call: that of layer {@code name} with this number. */
    private record Place(String name, int call) {

        /** By hand, as the next: a record's own methods take 10 ms to link. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Place p && p.call == call && p.name.equals(name);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + call;
        }

        @Override
        public String toString() {
            return "call " + call + " of layer '" + name + "'";
        }
    }

    /** A result of a call, before it is known which node that is. */
    private record Tensor(Place place, int output) {}

    /** Arguments of a call with the tensors that they number. */
    private record Parsed(
            Arguments arguments,
            List<Tensor> tensors,
            @Nullable List<Optional<Tensor>> masks) {

        List<Place> needs() {
            List<Place> all =
                    new ArrayList<>(tensors.stream().map(Tensor::place).toList());
            if (masks != null) {
                masks.stream().flatMap(Optional::stream).map(Tensor::place).forEach(all::add);
            }
            return all;
        }
    }

    Functional read() {
        List<NamedLayer> operations = new ArrayList<>();
        Map<Place, Parsed> calls = new LinkedHashMap<>();
        List<ModelFormatException> problems = new ArrayList<>();
        for (Config entry : config.objects("layers")) {
            try {
                List<Parsed> parsed = calls(entry);
                NamedLayer operation = registry.read(entry, parsed.get(0).arguments());
                for (int i = 0; i < parsed.size(); i++) {
                    calls.put(new Place(operation.name(), i), parsed.get(i));
                }
                operations.add(operation);
                if (operation.spec() instanceof Functional) {
                    models.add(operation.name());
                }
            } catch (ModelFormatException e) {
                problems.add(e);
            }
        }
        if (!problems.isEmpty()) {
            throw ModelFormatException.all(problems);
        }
        place(operations, calls);
        List<Source> entries = new ArrayList<>();
        Value inputForm = form("input_layers", entries);
        List<Source> results = new ArrayList<>();
        Value outputForm = form("output_layers", results);
        List<Integer> inputs = entries.stream().map(Source::node).toList();
        for (int n : inputs) {
            if (!(operations.get(nodes.get(n).operation()).spec() instanceof InputLayer)) {
                throw config.error(
                        "input_layers",
                        "expected input layers, found "
                                + operations.get(nodes.get(n).operation()));
            }
        }
        try {
            return new Functional(operations, nodes, inputs, inputForm, results, outputForm);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(Kind.MISMATCH, config.path(), String.valueOf(e.getMessage()), e);
        }
    }

    /** The calls of a layer; an input layer has one without arguments. */
    private static List<Parsed> calls(Config entry) {
        Value inbound = entry.value("inbound_nodes");
        List<Parsed> calls = new ArrayList<>();
        if (inbound instanceof Value.Items list) {
            boolean isLayer = !OperationLayer.isOperation(entry);
            for (Config call : entry.objects("inbound_nodes")) {
                calls.add(call(call, isLayer));
            }
            if (list.items().isEmpty()) {
                calls.add(new Parsed(Arguments.of(0), List.of(), null));
            }
            return calls;
        }
        throw entry.error("inbound_nodes", "expected a list of calls, found " + inbound);
    }

    private static Parsed call(Config call, boolean ofLayer) {
        List<Tensor> tensors = new ArrayList<>();
        Value args = call.value("args");
        Value kwargs = call.value("kwargs");
        Value positional = args == null ? new Value.Items(List.of()) : numbered(args, tensors, call);
        Map<String, Value> named = new LinkedHashMap<>();
        List<Optional<Tensor>> masks = null;
        if (kwargs != null && !(kwargs instanceof Value.Fields)) {
            throw call.error("kwargs", "expected arguments by name, found " + kwargs);
        } else if (kwargs instanceof Value.Fields f) {
            for (Map.Entry<String, Value> e : f.fields().entrySet()) {
                if (ofLayer && e.getKey().equals("mask") && e.getValue() != Value.Nothing.NULL) {
                    masks = masks(e.getValue(), call);
                } else {
                    named.put(e.getKey(), numbered(e.getValue(), tensors, call));
                }
            }
        }
        if (positional instanceof Value.Items items) {
            return new Parsed(new Arguments(items, new Value.Fields(named)), tensors, masks);
        }
        throw call.error("args", "expected a list, found " + args);
    }

    /** A model that takes an object gets one of masks, too. */
    private static List<Value> ones(Value value) {
        if (value instanceof Value.Fields f && f.get("class_name") == null) {
            return List.copyOf(new TreeMap<>(f.fields()).values());
        }
        return value instanceof Value.Items list ? list.items() : List.of(value);
    }

    /** The masks that a call names: a tensor, or a list of tensors and None. */
    private static List<Optional<Tensor>> masks(Value value, Config call) {
        List<Optional<Tensor>> masks = new ArrayList<>();
        if (ones(value).isEmpty()) {
            throw call.error("kwargs", "expected tensors as mask, found " + value);
        }
        for (Value one : ones(value)) {
            if (isTensor(one)) {
                masks.add(Optional.of(tensor((Value.Fields) one, call)));
            } else if (one == Value.Nothing.NULL) {
                masks.add(Optional.empty());
            } else {
                throw call.error("kwargs", "expected tensors as mask, found " + one);
            }
        }
        return masks;
    }

    /** The value with inputs in place of tensors, and lists in place of Python's tuples. */
    private static Value numbered(Value value, List<Tensor> tensors, Config call) {
        if (isTensor(value)) {
            tensors.add(tensor((Value.Fields) value, call));
            return new Value.Input(tensors.size() - 1);
        } else if (value instanceof Value.Items list) {
            return new Value.Items(
                    list.items().stream().map(v -> numbered(v, tensors, call)).toList());
        } else if (value instanceof Value.Fields f && f.get("class_name") != null) {
            Value items = Value.of("__tuple__").equals(f.get("class_name")) ? f.get("items") : null;
            return items == null ? value : numbered(items, tensors, call);
        } else if (value instanceof Value.Fields f) {
            Map<String, Value> inner = new LinkedHashMap<>();
            f.fields().forEach((key, v) -> inner.put(key, numbered(v, tensors, call)));
            return new Value.Fields(inner);
        }
        return value;
    }

    private static boolean isTensor(Value value) {
        return value instanceof Value.Fields f && Value.of(TENSOR).equals(f.get("class_name"));
    }

    private static Tensor tensor(Value.Fields value, Config call) {
        Value history = value.get("config") instanceof Value.Fields c ? c.get("keras_history") : null;
        Tensor tensor = tensor(history);
        if (tensor == null) {
            throw call.error(
                    "args", "expected a tensor with a keras_history of layer, call and output, found " + history);
        }
        return tensor;
    }

    /** The triple {@code ["lstm", 0, 1]}: output 1 of the first call of layer lstm; null if it is something else. */
    private static @Nullable Tensor tensor(@Nullable Value triple) {
        return triple instanceof Value.Items list
                        && list.items().size() >= 3
                        && list.items().get(0) instanceof Value.Text name
                        && list.items().get(1) instanceof Value.Int call
                        && list.items().get(2) instanceof Value.Int output
                        && call.number() == (int) call.number()
                        && output.number() == (int) output.number()
                        && output.number() >= 0
                ? new Tensor(new Place(name.text(), (int) call.number()), (int) output.number())
                : null;
    }

    /** Puts every call after those whose results it takes. */
    private void place(List<NamedLayer> operations, Map<Place, Parsed> calls) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        operations.forEach(o -> numbers.putIfAbsent(o.name(), numbers.size()));
        Map<Place, Parsed> waiting = new LinkedHashMap<>(calls);
        while (!waiting.isEmpty()) {
            int before = waiting.size();
            waiting.entrySet().removeIf(e -> {
                if (!placed.keySet().containsAll(e.getValue().needs())) {
                    return false;
                }
                int number = numbers.getOrDefault(e.getKey().name(), 0);
                nodes.add(node(number, operations.get(number), e.getValue()));
                placed.put(e.getKey(), nodes.size() - 1);
                return true;
            });
            if (waiting.size() == before) {
                throw config.error("layers", stuck(waiting, calls));
            }
        }
    }

    private static String stuck(Map<Place, Parsed> waiting, Map<Place, Parsed> calls) {
        for (Map.Entry<Place, Parsed> e : waiting.entrySet()) {
            for (Place needed : e.getValue().needs()) {
                if (!calls.containsKey(needed)) {
                    return e.getKey() + " takes the result of " + needed + ", which is not there";
                }
            }
        }
        return "the calls of layers "
                + waiting.keySet().stream().map(Place::name).distinct().toList() + " wait for each other in a circle";
    }

    private Node node(int number, NamedLayer operation, Parsed call) {
        List<Source> sources = call.tensors().stream().map(this::source).toList();
        try {
            LayerSpec called = operation.spec().called(call.arguments());
            return new Node(number, called, call.arguments(), sources, masks(call));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(Kind.UNSUPPORTED, config.path(), String.valueOf(e.getMessage()), e)
                    .ofLayer(operation.name());
        }
    }

    private @Nullable List<Optional<Source>> masks(Parsed call) {
        return call.masks() == null
                ? null
                : call.masks().stream().map(mask -> mask.map(this::source)).toList();
    }

    private Source source(Tensor tensor) {
        Integer node = placed.get(tensor.place());
        if (node == null) {
            throw config.error("layers", "there is no " + tensor.place());
        }
        return new Source(node, tensor.output());
    }

    /** The form of inputs or outputs, whose tensors are added in Keras's flat order. */
    private Value form(String key, List<Source> flat) {
        Value value = config.value(key);
        if (value == null) {
            throw config.error(key, "expected the model's inputs or outputs, found nothing");
        }
        return form(key, value, flat);
    }

    /** Where a model's inputs and outputs are told, Keras counts a graph's own calls from 1: call 0 is that of its making. */
    private Tensor end(Tensor tensor) {
        Place place = tensor.place();
        return models.contains(place.name()) && place.call() > 0
                ? new Tensor(new Place(place.name(), place.call() - 1), tensor.output())
                : tensor;
    }

    private Value form(String key, Value value, List<Source> flat) {
        Tensor tensor = tensor(value);
        if (tensor != null) {
            flat.add(source(end(tensor)));
            return new Value.Input(flat.size() - 1);
        } else if (value instanceof Value.Items list) {
            return new Value.Items(
                    list.items().stream().map(v -> form(key, v, flat)).toList());
        } else if (value instanceof Value.Fields fields && fields.get("class_name") == null) {
            Map<String, Value> sorted = new TreeMap<>();
            fields.fields().forEach(sorted::put);
            sorted.replaceAll((name, v) -> form(key, v, flat));
            return new Value.Fields(Collections.unmodifiableMap(sorted));
        } else if (value instanceof Value.Fields tuple && tuple.get("items") instanceof Value.Items items) {
            return form(key, items, flat);
        }
        throw config.error(key, "expected layer, call and output as in [\"lstm\", 0, 0], found " + value);
    }
}
