package io.keratin.keras;

import io.keratin.core.config.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A node of a TensorFlow graph as {@code TensorFlowOpLayer} holds it: protobuf's {@code NodeDef} as JSON, {@code {"op": "Sum",
 * "attr": {"keep_dims": {"b": true}}}}, or before TensorFlow 2.2 as a text of its bytes; {@code tensorflow/core/framework/node_def.proto} of TensorFlow 2.21.
 */
final class GraphNode {

    private GraphNode() {}

    /** The node; one without an operation if that is something else. */
    static Value.Fields read(@Nullable Value node) {
        if (node instanceof Value.Text serialized) {
            return NodeBytes.read(serialized.text());
        }
        return node instanceof Value.Fields f ? f : Value.fields();
    }

    /**
     * The node as a call of a function.
     *
     * @param constants arguments that are no tensors, by their place
     * @param call the tensors
     */
    static Value.Fields call(Value.Fields node, @Nullable Value constants, Value.Fields call) {
        List<Value> args = new ArrayList<>();
        if (call.get("args") instanceof Value.Items list && !list.items().isEmpty()) {
            args.addAll(list.items().get(0) instanceof Value.Items tensors ? tensors.items() : list.items());
        }
        Map<Integer, Value> byPlace = new TreeMap<>();
        if (constants instanceof Value.Fields f) {
            f.fields().forEach((place, value) -> {
                if (place.matches("\\d{1,4}")) {
                    byPlace.put(Integer.parseInt(place), value);
                }
            });
        }
        byPlace.forEach((place, value) -> args.add(Math.min(place, args.size()), value));
        Map<String, Value> kwargs = new LinkedHashMap<>();
        Value.Fields out = Value.fields("args", args);
        if (node.get("attr") instanceof Value.Fields attributes) {
            for (Map.Entry<String, Value> e : attributes.fields().entrySet()) {
                String name = e.getKey();
                if (name.equals("N")) {
                    out = out.with("count", attribute(e.getValue()));
                } else if (!name.startsWith("T") && !name.startsWith("_") && !name.equals("SrcT")) {
                    kwargs.put(name, attribute(e.getValue()));
                }
            }
        }
        return out.with("kwargs", new Value.Fields(kwargs));
    }

    /** {@code {"i": "2"}}: protobuf writes long integers as text. */
    private static Value attribute(Value value) {
        if (!(value instanceof Value.Fields f) || f.fields().size() != 1) {
            return value;
        }
        Map.Entry<String, Value> only = f.fields().entrySet().iterator().next();
        Value v = only.getValue();
        return switch (only.getKey()) {
            case "i" -> integer(v);
            case "s" -> v instanceof Value.Text t ? decoded(t.text()) : v;
            case "type" -> v instanceof Value.Text t ? type(t.text()) : v;
            case "list" -> list(v);
            default -> v;
        };
    }

    private static Value integer(Value v) {
        return v instanceof Value.Text t && t.text().matches("-?\\d{1,18}")
                ? new Value.Int(Long.parseLong(t.text()))
                : v;
    }

    private static Value decoded(String base64) {
        try {
            return Value.of(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Value.of(base64);
        }
    }

    private static Value type(String name) {
        return Value.of(
                switch (name) {
                    case "DT_FLOAT" -> "float32";
                    case "DT_DOUBLE" -> "float64";
                    case "DT_HALF" -> "float16";
                    case "DT_BFLOAT16" -> "bfloat16";
                    case "DT_BOOL" -> "bool";
                    default -> name.replace("DT_", "").toLowerCase(java.util.Locale.ROOT);
                });
    }

    private static Value list(Value v) {
        if (v instanceof Value.Fields f && f.fields().isEmpty()) {
            return new Value.Items(List.of());
        }
        return v instanceof Value.Fields f && f.get("i") instanceof Value.Items integers
                ? new Value.Items(
                        integers.items().stream().map(GraphNode::integer).toList())
                : v;
    }

    /**
     * A strided slice as a key: what the bits of its masks say of each of its places is taken from {@code arguments}.
     */
    static Value key(Map<String, Value> arguments) {
        Value begin = arguments.remove("begin");
        Value end = arguments.remove("end");
        Value strides = arguments.remove("strides");
        long open = mask(arguments, "begin_mask");
        long ended = mask(arguments, "end_mask");
        long ellipsis = mask(arguments, "ellipsis_mask");
        long added = mask(arguments, "new_axis_mask");
        long single = mask(arguments, "shrink_axis_mask");
        List<Value> keys = new ArrayList<>();
        List<Value> from = items(begin);
        for (int i = 0; i < from.size(); i++) {
            long bit = 1L << i;
            if ((ellipsis & bit) != 0) {
                keys.add(Value.fields("class_name", "__ellipsis__", "config", Value.fields()));
            } else if ((added & bit) != 0) {
                keys.add(Value.Nothing.NULL);
            } else if ((single & bit) != 0) {
                keys.add(from.get(i));
            } else {
                Value.Fields slice = Value.fields(
                        "start", (open & bit) != 0 ? null : from.get(i),
                        "stop",
                                (ended & bit) != 0 || i >= items(end).size()
                                        ? null
                                        : items(end).get(i),
                        "step", i < items(strides).size() ? items(strides).get(i) : null);
                boolean numbers = slice.fields().values().stream().noneMatch(v -> v instanceof Value.Fields);
                keys.add(numbers ? Value.fields("class_name", "__slice__", "config", slice) : slice);
            }
        }
        return new Value.Items(keys);
    }

    private static List<Value> items(@Nullable Value v) {
        return v instanceof Value.Items list ? list.items() : List.of();
    }

    private static long mask(Map<String, Value> arguments, String name) {
        return arguments.remove(name) instanceof Value.Int i ? i.number() : 0;
    }
}
