package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array of numbers that is an option of a layer: a single one, or nested lists of them.
 *
 * @param shape its dimensions; none for a single number
 * @param values row-major
 */
public record Numbers(Shape shape, List<Double> values) {

    /** A copy of the values, as many as the shape says. */
    public Numbers {
        values = List.copyOf(values);
        if (values.size() != shape.size()) {
            throw new IllegalArgumentException(values.size() + " numbers do not have the shape " + shape);
        }
    }

    /** A single number. */
    public static Numbers of(double number) {
        return new Numbers(Shape.of(), List.of(number));
    }

    /** A list of numbers. */
    public static Numbers of(double... numbers) {
        return new Numbers(
                Shape.of(numbers.length), Arrays.stream(numbers).boxed().toList());
    }

    /** The numbers under a key: nested lists, Keras's tuples or an array of NumPy's; null if it is absent. */
    static @Nullable Numbers read(Config config, String key) {
        Value v = config.value(key);
        if (v == null) {
            return null;
        }
        Numbers numbers = of(v);
        if (numbers == null) {
            throw config.error(key, "expected a number or lists of the same number of numbers, found something else");
        }
        return numbers;
    }

    private static @Nullable Numbers of(Value v) {
        if (v instanceof Value.Real r) {
            return of(r.number());
        } else if (v instanceof Value.Int i) {
            return of((double) i.number());
        } else if (v instanceof Value.Items list) {
            return joined(list.items());
        } else if (v instanceof Value.Fields f) {
            Value inner = f.get("items") != null ? f.get("items") : f.get("config");
            inner = inner instanceof Value.Fields array ? array.get("value") : inner; // __numpy__, __tensor__
            return inner == null || inner instanceof Value.Fields ? null : of(inner);
        }
        return null;
    }

    private static @Nullable Numbers joined(List<Value> items) {
        List<Double> values = new ArrayList<>();
        Shape inner = null;
        for (Value item : items) {
            Numbers part = of(item);
            if (part == null || (inner != null && !inner.equals(part.shape))) {
                return null;
            }
            inner = part.shape;
            values.addAll(part.values);
        }
        return new Numbers(Shape.of(items.size()).concat(inner == null ? Shape.of() : inner), values);
    }

    /** As configurations hold it. */
    Value value() {
        return value(0, 0, values.size());
    }

    private Value value(int axis, int from, int to) {
        if (axis == shape.rank()) {
            return new Value.Real(values.get(from));
        }
        int step = shape.dim(axis) == 0 ? 0 : (to - from) / shape.dim(axis);
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < shape.dim(axis); i++) {
            items.add(value(axis + 1, from + i * step, from + (i + 1) * step));
        }
        return new Value.Items(items);
    }

    /** The values, each rounded to float32. */
    float[] floats() {
        float[] f = new float[values.size()];
        for (int i = 0; i < f.length; i++) {
            f[i] = values.get(i).floatValue();
        }
        return f;
    }

    /** The values as integers; an {@link IllegalArgumentException} if one is none. */
    int[] integers() {
        return values.stream()
                .mapToInt(v -> {
                    if (v != v.intValue()) {
                        throw new IllegalArgumentException("expected integers, got " + v);
                    }
                    return v.intValue();
                })
                .toArray();
    }
}
