package io.keratin.core.ops;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values that stand among the arguments of a call: numbers, lists of them, arrays. */
final class Literals {

    private Literals() {}

    /** A number, list or array as a tensor: of floats if one of them is no integer. */
    static Tensor tensor(Value value) {
        Value v = content(value, "value");
        List<Integer> dims = new ArrayList<>();
        for (Value at = v; at instanceof Value.Items list; at = list.items().get(0)) {
            dims.add(list.items().size());
            if (list.items().isEmpty()) {
                break;
            }
        }
        Shape shape = Views.shape(dims);
        List<Value> flat = new ArrayList<>();
        flatten(v, flat);
        if (flat.size() != shape.size()) {
            throw new ShapeException("expected an array of numbers, found lists of different lengths");
        }
        DType type = value instanceof Value.Fields f ? declared(f) : null;
        if (type == null) {
            type = flat.isEmpty() || flat.stream().anyMatch(x -> x instanceof Value.Real)
                    ? DType.FLOAT32
                    : flat.stream().allMatch(x -> x instanceof Value.Flag) ? DType.BOOL : DType.INT32;
        }
        if (type == DType.FLOAT32) {
            float[] data = new float[flat.size()];
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) number(flat.get(i), "a value");
            }
            return Tensor.of(data, shape);
        }
        int[] data = new int[flat.size()];
        for (int i = 0; i < data.length; i++) {
            data[i] = (int) number(flat.get(i), "a value");
        }
        return type == DType.BOOL ? Tensor.ofBooleans(data, shape) : Tensor.of(data, shape);
    }

    /** Keras writes an array as {@code {"class_name": "__numpy__", "config": {"value": [1.0], "dtype": "float32"}}}. */
    private static Value content(Value v, String key) {
        if (v instanceof Value.Fields f && f.get("config") instanceof Value.Fields config) {
            Value inner = config.get(key);
            return inner == null ? v : inner;
        } else if (v instanceof Value.Fields f && f.get("items") instanceof Value.Items items) {
            return items;
        }
        return v;
    }

    private static @Nullable DType declared(Value.Fields array) {
        return array.get("config") instanceof Value.Fields config && config.get("dtype") instanceof Value.Text t
                ? DType.forKerasName(t.text())
                : null;
    }

    private static void flatten(Value v, List<Value> flat) {
        if (v instanceof Value.Items list) {
            list.items().forEach(item -> flatten(item, flat));
        } else {
            flat.add(v);
        }
    }

    static double number(Value v, String name) {
        if (v instanceof Value.Int i) {
            return i.number();
        } else if (v instanceof Value.Real r) {
            return r.number();
        } else if (v instanceof Value.Flag f) {
            return f.flag() ? 1 : 0;
        }
        Value inner = content(v, "value");
        if (inner != v) {
            return number(inner, name);
        }
        throw new ShapeException("expected a number as " + name + ", found " + v);
    }

    static int integer(Value v, String name) {
        double number = number(v, name);
        if (number != (int) number) {
            throw new ShapeException("expected an integer as " + name + ", found " + v);
        }
        return (int) number;
    }

    /** A list of integers, None standing for -1. */
    static int[] integers(Value value, String name) {
        Value v = content(value, "value");
        List<Value> items = v instanceof Value.Items list ? list.items() : List.of(v);
        int[] all = new int[items.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = items.get(i) == Value.Nothing.NULL ? -1 : integer(items.get(i), name);
        }
        return all;
    }

    /** {@code "int32"}, or an object whose config has that name. */
    static String dtypeName(Value v) {
        if (v instanceof Value.Text t) {
            return t.text();
        }
        return content(v, "name") instanceof Value.Text t ? t.text() : v.toString();
    }
}
