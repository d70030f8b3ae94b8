package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.ops.OperationNames;
import io.keratin.keras.TensorFlowFunctions.Target;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * TensorFlow's functions between the layers of a tf.keras 2 graph, in the words of Keras 3: {@code TFOpLambda} with the function's
 * name and its arguments in the call, {@code SlicingOpLambda} for {@code x[key]}, and before them {@code TensorFlowOpLayer} with a
 * node of TensorFlow's graph, whose arguments that are no tensors are constants. {@code tensorflow/python/keras/layers/core.py} and
 * {@code tensorflow/python/keras/engine/base_layer.py} of TensorFlow 2.21.
 */
final class OldOperations {

    private static final Set<String> CLASSES = Set.of("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer");

    /** Arguments that name a node, choose a device's program, or are, as these values, what Keras 3 always has. */
    private static final Map<String, List<Object>> IDLE = Map.ofEntries(
            Map.entry("adjoint_a", List.of(false)),
            Map.entry("adjoint_b", List.of(false)),
            Map.entry("a_is_sparse", List.of(false)),
            Map.entry("b_is_sparse", List.of(false)),
            Map.entry("grad_a", List.of(false)),
            Map.entry("grad_b", List.of(false)),
            Map.entry("transpose_a", List.of(false)),
            Map.entry("transpose_b", List.of(false)),
            Map.entry("grad_x", List.of(false)),
            Map.entry("grad_y", List.of(false)),
            Map.entry("exclusive", List.of(false)),
            Map.entry("reverse", List.of(false)),
            Map.entry("conjugate", List.of(false)),
            Map.entry("Truncate", List.of(false)),
            Map.entry("preserve_aspect_ratio", List.of(false)),
            Map.entry("align_corners", List.of(false)),
            Map.entry("half_pixel_centers", List.of(true)),
            Map.entry("batch_dims", List.of(0)),
            Map.entry("on_value", List.of(1, 1.0, true)),
            Map.entry("off_value", List.of(0, 0.0, false)),
            Map.entry("explicit_paddings", List.of(List.of())),
            Map.entry("direction", List.of("ASCENDING")),
            Map.entry("stable", List.of(false, true)),
            Map.entry("bad_indices_policy", List.of("")));

    /** Arguments that never change the numbers. */
    private static final Set<String> SILENT = Set.of(
            "name",
            "validate_indices",
            "output_type",
            "out_type",
            "incompatible_shape_error",
            "num_split",
            "use_cudnn_on_gpu",
            "partition_strategy",
            "index_type",
            "Index",
            "N");

    /** Arguments of a call in Keras 3; all others, unless a tensor is among them, are options with which it is made. */
    private static final Set<String> CALLED = Set.of(
            "x",
            "x1",
            "x2",
            "xs",
            "condition",
            "constant_values",
            "fill_value",
            "images",
            "indices",
            "inputs",
            "kernel",
            "key",
            "start",
            "start_indices",
            "step",
            "stop",
            "variable");

    private static final Value DESCENDING = Value.of("DESCENDING");
    private static final Value TRUE = Value.of(true);

    private final Map<String, Value.Fields> operations = new LinkedHashMap<>();
    private final Map<String, @Nullable Value> sizes = new HashMap<>();

    private OldOperations() {}

    /** The configuration of a graph whose calls are as Keras 3 writes them, with operations in place of such layers. */
    static Value.Fields translate(Value.Fields graph, Set<String> applied) {
        if (!(graph.get("layers") instanceof Value.Items list)) {
            return graph;
        }
        OldOperations old = new OldOperations();
        List<Value> layers = new ArrayList<>();
        for (Value layer : list.items()) {
            List<Value> translated = layer instanceof Value.Fields f ? old.operation(f) : List.of();
            layers.addAll(translated.isEmpty() ? List.of(layer) : translated);
        }
        if (old.operations.isEmpty()) {
            return graph;
        }
        applied.add("TensorFlow's functions in the graph are read as operations of Keras 3");
        return graph.with("layers", new Value.Items(old.withoutShapes(layers, graph.get("output_layers"))));
    }

    /** The operations that a layer stands for; none if it is another layer, or not known and refused by its name later. */
    private List<Value> operation(Value.Fields layer) {
        if (!(layer.get("class_name") instanceof Value.Text className)
                || !CLASSES.contains(className.text())
                || !(layer.get("config") instanceof Value.Fields config)
                || !(layer.get("inbound_nodes") instanceof Value.Items calls)
                || calls.items().size() != 1
                || !(calls.items().get(0) instanceof Value.Fields call)) {
            return List.of();
        }
        Value.Fields node =
                className.text().equals("TensorFlowOpLayer") ? GraphNode.read(config.get("node_def")) : null;
        String function = node != null
                ? text(node.get("op"))
                : className.text().equals("SlicingOpLambda") ? "__operators__.getitem" : text(config.get("function"));
        Target target = TensorFlowFunctions.get(function);
        if (target == null) {
            return List.of();
        }
        String name = text(layer.get("name") == null ? config.get("name") : layer.get("name"));
        Value.Fields given = node == null ? call : GraphNode.call(node, config.get("constants"), call);
        Target inner = target.inner();
        if (inner == null) {
            return composed(name, target, arguments(given, target));
        }
        Map<String, Value> outer = new LinkedHashMap<>(target.defaults());
        outer.put("x", Nodes.tensor(name + "_inner"));
        return List.of(operation(name + "_inner", inner, arguments(given, inner)), operation(name, target, outer));
    }

    private static String text(@Nullable Value value) {
        return value instanceof Value.Text t ? t.text() : "";
    }

    /** The operations of a call: some of TensorFlow's options are operations of their own. */
    private List<Value> composed(String name, Target target, Map<String, Value> named) {
        String className = target.className();
        Value axis = named.getOrDefault("axis", Value.Nothing.NULL);
        Value x = named.getOrDefault("x", Value.Nothing.NULL);
        if (DESCENDING.equals(named.get("direction")) && className.endsWith("ort")) {
            named.remove("direction");
            if (className.equals("Argsort")) { // of equal values the first comes first
                return List.of(
                        operation(name + "_inner", simple("Negative"), Map.of("x", x)),
                        operation(name, target, with(named, "x", name + "_inner")));
            }
            return List.of(
                    operation(name + "_inner", target, named),
                    operation(name, simple("Flip"), with(Map.of("axis", axis), "x", name + "_inner")));
        } else if (!className.equals("Cumsum")) {
            return List.of(operation(name, target, named));
        }
        boolean reverse = TRUE.equals(named.remove("reverse"));
        boolean exclusive = TRUE.equals(named.remove("exclusive"));
        List<Value> steps = new ArrayList<>();
        if (reverse) {
            steps.add(operation(name + "_reversed", simple("Flip"), Map.of("x", x, "axis", axis)));
            x = Nodes.tensor(name + "_reversed");
        }
        named.put("x", x);
        String sum = reverse || exclusive ? name + "_sum" : name;
        steps.add(operation(sum, target, named));
        if (exclusive) {
            String before = reverse ? name + "_before" : name;
            steps.add(operation(before, simple("Subtract"), Map.of("x1", Nodes.tensor(sum), "x2", x)));
            sum = before;
        }
        if (reverse) {
            steps.add(operation(name, simple("Flip"), with(Map.of("axis", axis), "x", sum)));
        }
        return steps;
    }

    private static Target simple(String className) {
        return new Target(className, null, Map.of(), Map.of());
    }

    private static Map<String, Value> with(Map<String, Value> arguments, String key, String layer) {
        Map<String, Value> all = new LinkedHashMap<>(arguments);
        all.put(key, Nodes.tensor(layer));
        return all;
    }

    private Value.Fields operation(String name, Target target, Map<String, Value> arguments) {
        String className = target.className();
        Map<String, Value> named = new LinkedHashMap<>(arguments);
        List<Value> operands = named.remove("*operands") instanceof Value.Items all ? all.items() : List.of();
        if (className.equals("Matmul")) {
            boolean first = Value.of(true).equals(named.remove("transpose_a"));
            boolean second = Value.of(true).equals(named.remove("transpose_b"));
            if (first || second) {
                className = "Einsum";
                named.put(
                        "subscripts",
                        Value.of((first ? "...ji" : "...ij") + (second ? ",...kj" : ",...jk") + "->...ik"));
                operands = List.of(taken(named, "x1"), taken(named, "x2"));
            }
        }
        Map<String, Value> options = new LinkedHashMap<>();
        options.put("name", Value.of(name));
        Map<String, Value> kwargs = new LinkedHashMap<>();
        named.forEach((key, value) -> (CALLED.contains(key) || depends(value) ? kwargs : options).put(key, value));
        Value.Fields entry = Value.fields(
                "module",
                OperationNames.module(className),
                "class_name",
                className,
                "config",
                new Value.Fields(options),
                "name",
                name,
                "inbound_nodes",
                List.of(Value.fields("args", operands, "kwargs", new Value.Fields(kwargs))));
        operations.put(name, entry);
        return entry;
    }

    private static Value taken(Map<String, Value> named, String key) {
        Value value = named.remove(key);
        return value == null ? Value.Nothing.NULL : value;
    }

    // ---- arguments

    private Map<String, Value> arguments(Value.Fields call, Target target) {
        Map<String, Value> theirs = new LinkedHashMap<>();
        List<String> order = List.copyOf(target.names().keySet());
        List<Value> args = call.get("args") instanceof Value.Items list ? list.items() : List.of();
        int all = 0;
        if (!order.isEmpty() && order.get(0).startsWith("*")) {
            Value count = call.get("count");
            all = count instanceof Value.Int n ? (int) Math.min(n.number(), args.size()) : args.size();
            theirs.put(order.get(0), new Value.Items(args.subList(0, all)));
        }
        for (int i = all, at = theirs.size(); i < args.size(); i++, at++) {
            theirs.put(at < order.size() ? order.get(at) : "argument " + i, args.get(i));
        }
        if (call.get("kwargs") instanceof Value.Fields kwargs) {
            kwargs.fields().forEach((key, value) -> {
                if (target.names().containsKey(key) || !idle(key, value)) {
                    theirs.put(key, value);
                }
            });
        }
        Map<String, Value> named = new LinkedHashMap<>(target.defaults());
        theirs.forEach((key, value) -> {
            String ours = target.names().getOrDefault(key, key);
            Value converted = converted(target.className(), ours, value);
            if (converted != Value.Nothing.NULL && !idle(ours, converted)) {
                named.put(ours, converted);
            } else if (idle(ours, converted)) {
                named.remove(ours);
            }
        });
        if (List.of("begin", "end", "strides").stream().allMatch(key -> listed(key, named))) {
            named.put("key", GraphNode.key(named));
        }
        channels(named);
        return named;
    }

    /** Whether a part of a slice is known number by number; a tensor that was stacked of some becomes a list of them. */
    private boolean listed(String key, Map<String, Value> named) {
        Value value = named.get(key) == null ? Value.Nothing.NULL : named.get(key);
        String from = fields(value, "config").get("keras_history") instanceof Value.Items place
                ? text(place.items().get(0))
                : "";
        Value.Fields entry = operations.getOrDefault(from, Value.fields());
        if (Value.of("Stack").equals(entry.get("class_name"))
                && Value.of(0).equals(fields(entry, "config").get("axis"))
                && entry.get("inbound_nodes") instanceof Value.Items calls
                && fields(calls.items().get(0), "kwargs").get("x") instanceof Value.Items all) {
            value = all;
            named.put(key, all);
        }
        return value instanceof Value.Items || (key.equals("strides") && value == Value.Nothing.NULL);
    }

    private static boolean idle(String key, Value value) {
        return SILENT.contains(key)
                || IDLE.getOrDefault(key, List.of()).stream()
                        .anyMatch(v -> Value.of(v).equals(value));
    }

    /** An argument as Keras 3 has it; one that is not in the table keeps its name, and is refused later. */
    private static Value converted(String className, String name, Value value) {
        return switch (name) {
            case "key" -> key(value);
            case "mode", "padding", "interpolation" ->
                value instanceof Value.Text t ? Value.of(t.text().toLowerCase(Locale.ROOT)) : value;
            case "ord" -> value.equals(Value.of("euclidean")) ? Value.Nothing.NULL : value;
            case "indices_or_sections" -> ends(value);
            case "epsilon" -> value instanceof Value.Real r ? Value.of(Math.sqrt(r.number())) : value;
            case "xs" -> value instanceof Value.Items ? value : new Value.Items(List.of(value));
            case "x" ->
                className.equals("Stack") && !(value instanceof Value.Items) ? new Value.Items(List.of(value)) : value;
            case "axis" ->
                className.equals("Squeeze") && value.equals(Value.of(List.of())) ? Value.Nothing.NULL : value;
            default -> value;
        };
    }

    /** Sizes that TensorFlow gives for all four axes, Keras for those of the image; names of layouts. */
    private static void channels(Map<String, Value> named) {
        boolean first = text(named.get("data_format")).startsWith("NC")
                && !text(named.get("data_format")).equals("NC");
        if (named.containsKey("data_format")) {
            named.put("data_format", Value.of(first ? "channels_first" : "channels_last"));
        }
        if (!named.containsKey("inputs") && !named.containsKey("images")) {
            if (named.containsKey("x1")) {
                named.remove("data_format");
            }
            return;
        }
        for (String key : List.of("pool_size", "strides", "dilation_rate", "size")) {
            if (named.get(key) instanceof Value.Items list && list.items().size() >= 3) {
                int n = list.items().size();
                named.put(
                        key,
                        new Value.Items(
                                first
                                        ? list.items().subList(2, n)
                                        : list.items().subList(1, n - 1)));
            }
        }
    }

    /** TensorFlow gives the lengths of the parts, Keras where they end. */
    private static Value ends(Value lengths) {
        if (!(lengths instanceof Value.Items list)) {
            return lengths;
        }
        List<Value> ends = new ArrayList<>();
        long end = 0;
        for (Value length : list.items().subList(0, Math.max(0, list.items().size() - 1))) {
            if (!(length instanceof Value.Int i) || i.number() < 0) {
                return lengths;
            }
            end += i.number();
            ends.add(new Value.Int(end));
        }
        return new Value.Items(ends);
    }

    /** A slice was an object of its three numbers. */
    private static Value key(Value value) {
        if (value instanceof Value.Items list) {
            return new Value.Items(list.items().stream().map(OldOperations::key).toList());
        } else if (value instanceof Value.Fields f
                && f.get("class_name") == null
                && f.fields().containsKey("start")) {
            boolean numbers = f.fields().values().stream().noneMatch(v -> v instanceof Value.Fields);
            return numbers ? Value.fields("class_name", "__slice__", "config", f) : f;
        }
        return value;
    }

    // ---- shapes

    /**
     * What is computed from a shape alone is worked out where it is used, from the shape of that tensor: {@code {"__shape__": {"of":
     * x, "from": 1, "to": 3}}} is a list, {@code {"__size__": {"of": x, "axis": 1}}} a number, as is {@code {"__size__": {"op":
     * "Multiply", "a": …, "b": …}}}.
     */
    private List<Value> withoutShapes(List<Value> layers, @Nullable Value outputs) {
        Set<String> shown = new HashSet<>();
        names(outputs, shown);
        List<Value> out = new ArrayList<>();
        for (Value layer : layers) {
            String name = layer instanceof Value.Fields f ? text(f.get("name")) : "";
            boolean operation = operations.containsKey(name);
            Value size = operation ? size(name, 0) : null;
            if (size == null) {
                out.add(operation ? replaced(layer) : layer);
            } else if (shown.contains(name)) {
                out.add(operation(name, new Target("ConvertToTensor", null, Map.of(), Map.of()), Map.of("x", size)));
            }
        }
        return out;
    }

    private static void names(@Nullable Value value, Set<String> names) {
        if (value instanceof Value.Text t) {
            names.add(t.text());
        } else if (value instanceof Value.Items list) {
            list.items().forEach(v -> names(v, names));
        } else if (value instanceof Value.Fields f) {
            f.fields().values().forEach(v -> names(v, names));
        }
    }

    /** The value with sizes in place of tensors that hold some. */
    private Value replaced(Value value) {
        if (value instanceof Value.Items list) {
            return new Value.Items(list.items().stream().map(this::replaced).toList());
        } else if (value instanceof Value.Fields f) {
            Value size = size(f);
            if (size != null) {
                return size;
            }
            Map<String, Value> inner = new LinkedHashMap<>();
            f.fields().forEach((key, v) -> inner.put(key, replaced(v)));
            Value shape = inner.get("newshape");
            if (shape != null) {
                inner.put("newshape", inferred(shape));
            }
            return new Value.Fields(inner);
        }
        return value;
    }

    /** The only size of a new shape that is not a number follows from all others. */
    private static Value inferred(Value shape) {
        if (shape instanceof Value.Items list
                && list.items().stream().filter(v -> v instanceof Value.Fields).count() == 1
                && list.items().stream().noneMatch(v -> v instanceof Value.Int i && i.number() < 0)
                && list.items().stream().noneMatch(v -> v instanceof Value.Fields f && f.get("__shape__") != null)) {
            return new Value.Items(list.items().stream()
                    .map(v -> v instanceof Value.Fields ? Value.of(-1) : v)
                    .toList());
        }
        return shape;
    }

    /** What a tensor, or a value among arguments, is as a size; null if it depends on more than shapes. */
    private @Nullable Value size(Value value) {
        if (value instanceof Value.Int) {
            return value;
        } else if (value instanceof Value.Items list) {
            List<Value> all = new ArrayList<>();
            for (Value v : list.items()) {
                Value size = size(v);
                if (size == null) {
                    return null;
                }
                all.add(size);
            }
            return new Value.Items(all);
        }
        return value instanceof Value.Fields f
                        && f.get("config") instanceof Value.Fields c
                        && c.get("keras_history") instanceof Value.Items place
                        && place.items().size() == 3
                        && place.items().get(2) instanceof Value.Int output
                ? size(text(place.items().get(0)), (int) output.number())
                : null;
    }

    private @Nullable Value size(String name, int output) {
        String place = name + "/" + output;
        if (!sizes.containsKey(place)) {
            sizes.put(place, null);
            Value.Fields entry = operations.get(name);
            sizes.put(place, entry == null ? null : size(entry, output));
        }
        return sizes.get(place);
    }

    private @Nullable Value size(Value.Fields entry, int output) {
        Map<String, Value> named = new LinkedHashMap<>(fields(entry, "config").fields());
        Value calls = entry.get("inbound_nodes");
        if (calls instanceof Value.Items list && list.items().get(0) instanceof Value.Fields call) {
            named.putAll(fields(call, "kwargs").fields());
        }
        String className = text(entry.get("class_name"));
        Value first = named.containsKey("x") ? named.get("x") : named.get("x1");
        if (className.equals(TensorFlowFunctions.SHAPE)) {
            return Value.fields("__shape__", Value.fields("of", first, "from", 0, "to", null));
        }
        Value second = named.get("x2");
        Value a = first == null || !depends(first) ? null : size(first);
        Value b = second == null ? null : size(second);
        return switch (className) {
            case "GetItem" -> a == null ? null : picked(a, named.get("key"));
            case "Take" -> a == null ? null : taken(a, named.get("indices"));
            case "Prod" -> a instanceof Value.Items list ? product(list.items()) : null;
            case "Unstack" -> a == null ? null : picked(a, Value.of(output));
            case "Stack" -> a;
            case "Concatenate" -> joined(named.get("xs"));
            case "Cast" -> a != null && text(named.get("dtype")).startsWith("int") ? a : null;
            case "Copy", "StopGradient", "ConvertToTensor" -> a;
            case "Add", "Subtract", "Multiply", "FloorDivide", "Mod", "Maximum", "Minimum" -> {
                Value left = first == null ? null : size(first);
                yield left != null && b != null && (depends(first) || depends(second)) && isNumber(left) && isNumber(b)
                        ? Value.fields("__size__", Value.fields("op", className, "a", left, "b", b))
                        : null;
            }
            default -> null;
        };
    }

    private static Value.Fields fields(Value of, String key) {
        return of instanceof Value.Fields outer && outer.get(key) instanceof Value.Fields f ? f : Value.fields();
    }

    private static boolean isNumber(Value size) {
        return size instanceof Value.Int || (size instanceof Value.Fields f && f.get("__size__") != null);
    }

    /** Whether a tensor is in a value. */
    private static boolean depends(@Nullable Value value) {
        return value instanceof Value.Items list
                ? list.items().stream().anyMatch(OldOperations::depends)
                : value instanceof Value.Fields;
    }

    private @Nullable Value joined(@Nullable Value parts) {
        Value sizes = parts != null && depends(parts) ? size(parts) : null;
        if (!(sizes instanceof Value.Items list)) {
            return sizes;
        }
        List<Value> all = new ArrayList<>();
        for (Value part : list.items()) {
            all.addAll(part instanceof Value.Items inner ? inner.items() : List.of(part));
        }
        return new Value.Items(all);
    }

    /** The sizes at these places. */
    private static @Nullable Value taken(Value sizes, @Nullable Value indices) {
        if (!(indices instanceof Value.Items list)) {
            return picked(sizes, indices);
        }
        List<Value> all = new ArrayList<>();
        for (Value index : list.items()) {
            Value size = picked(sizes, index);
            if (size == null) {
                return null;
            }
            all.add(size);
        }
        return new Value.Items(all);
    }

    private static @Nullable Value product(List<Value> sizes) {
        Value product = Value.of(1);
        for (Value size : sizes) {
            if (!isNumber(size)) {
                return null;
            }
            product = product.equals(Value.of(1))
                    ? size
                    : Value.fields("__size__", Value.fields("op", "Multiply", "a", product, "b", size));
        }
        return product;
    }

    /** Part of a list of sizes. */
    private static @Nullable Value picked(Value sizes, @Nullable Value key) {
        Value only = key instanceof Value.Items list && list.items().size() == 1
                ? list.items().get(0)
                : key;
        if (sizes instanceof Value.Items list && only instanceof Value.Int i) {
            int at = (int) i.number();
            int n = list.items().size();
            boolean spliced = list.items().stream().anyMatch(v -> !isNumber(v));
            return spliced || at < -n || at >= n ? null : list.items().get(at < 0 ? at + n : at);
        }
        Value shape = sizes instanceof Value.Fields f ? f.get("__shape__") : null;
        if (!(shape instanceof Value.Fields whole)) {
            return null;
        } else if (only instanceof Value.Int) {
            return Value.fields("__size__", whole.with("axis", only));
        }
        return only instanceof Value.Fields f && f.get("config") instanceof Value.Fields slice
                ? part(whole, slice)
                : null;
    }

    private static @Nullable Value part(Value.Fields shape, Value.Fields slice) {
        Value step = slice.get("step");
        boolean whole = Value.of(0).equals(shape.get("from")) && shape.get("to") == Value.Nothing.NULL;
        if (!whole || !(step == null || step == Value.Nothing.NULL || step.equals(Value.of(1)))) {
            return null;
        }
        Value from = slice.get("start");
        Value to = slice.get("stop");
        return Value.fields(
                "__shape__",
                shape.with("from", from instanceof Value.Int ? from : Value.of(0))
                        .with("to", to instanceof Value.Int ? to : Value.Nothing.NULL));
    }
}
