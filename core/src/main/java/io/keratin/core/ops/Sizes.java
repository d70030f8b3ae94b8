package io.keratin.core.ops;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Numbers among the arguments of a call that depend on the shape of an input, as graphs of tf.keras 2 have them: {@code
 * {"__shape__": {"of": input, "from": 1, "to": 3}}} is a list of lengths, {@code {"__size__": {"of": input, "axis": 1}}} one of them,
 * and {@code {"__size__": {"op": "Multiply", "a": …, "b": …}}} is worked out.
 */
final class Sizes {

    /** A length that is not known yet. */
    static final int OPEN = Integer.MIN_VALUE;

    private static final String SHAPE = "__shape__";
    private static final String SIZE = "__size__";
    private static final Set<String> SLICE = Set.of("start", "stop", "step");

    private Sizes() {}

    /** The value with numbers in place of such sizes. */
    static Value resolve(Value value, List<Symbol> inputs) {
        if (value instanceof Value.Items list) {
            return new Value.Items(list.items().stream()
                    .flatMap(v -> of(v, SHAPE) == null
                            ? Stream.of(resolve(v, inputs))
                            : ((Value.Items) resolve(v, inputs)).items().stream())
                    .toList());
        } else if (of(value, SHAPE) instanceof Value.Fields shape) {
            return shape(shape, inputs);
        } else if (of(value, SIZE) instanceof Value.Fields size) {
            return Value.of(size(size, inputs));
        } else if (value instanceof Value.Fields f
                && SLICE.containsAll(f.fields().keySet())) {
            Value.Fields slice = f;
            for (String key : f.fields().keySet()) {
                slice = slice.with(key, resolve(f.fields().getOrDefault(key, Value.Nothing.NULL), inputs));
            }
            return slice;
        }
        return value;
    }

    /** Whether a value holds the length of the first axis of an input. */
    static boolean countsSamples(Value value) {
        if (value instanceof Value.Items list) {
            return list.items().stream().anyMatch(Sizes::countsSamples);
        } else if (of(value, SHAPE) instanceof Value.Fields shape) {
            return Value.of(0).equals(shape.get("from"));
        } else if (of(value, SIZE) instanceof Value.Fields size) {
            return size.get("op") == null
                    ? Value.of(0).equals(size.get("axis"))
                    : Stream.of("a", "b")
                            .anyMatch(k -> countsSamples(size.fields().getOrDefault(k, Value.Nothing.NULL)));
        }
        return false;
    }

    /** The input whose shape a value asks for; null if it asks for none. */
    static @Nullable Integer input(Value value) {
        if (value instanceof Value.Input in) {
            return in.index();
        } else if (value instanceof Value.Items list) {
            return first(list.items().stream(), value);
        }
        return value instanceof Value.Fields f ? first(f.fields().values().stream(), value) : null;
    }

    private static @Nullable Integer first(Stream<Value> values, Value of) {
        return values.filter(v -> !v.equals(of))
                .map(Sizes::input)
                .filter(i -> i != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Value of(Value value, String key) {
        return value instanceof Value.Fields f && f.fields().size() == 1 ? f.get(key) : null;
    }

    private static Value.Items shape(Value.Fields of, List<Symbol> inputs) {
        Shape shape = input(of, inputs).shape();
        int from = place(of.get("from"), 0, shape.rank());
        int to = place(of.get("to"), shape.rank(), shape.rank());
        return new Value.Items(IntStream.range(from, Math.max(from, to))
                .<Value>mapToObj(a -> Value.of(length(shape, a)))
                .toList());
    }

    private static int place(@Nullable Value v, int absent, int rank) {
        if (v == null || v == Value.Nothing.NULL) {
            return absent;
        }
        int at = Literals.integer(v, "a place in a shape");
        return Math.max(0, Math.min(rank, at < 0 ? at + rank : at));
    }

    private static int length(Shape shape, int axis) {
        return shape.dim(axis) == Shape.NONE ? OPEN : shape.dim(axis);
    }

    private static Symbol input(Value.Fields of, List<Symbol> inputs) {
        if (of.get("of") instanceof Value.Input in) {
            return inputs.get(in.index());
        }
        throw new ShapeException("expected the shape of a tensor, found that of " + of.get("of"));
    }

    private static int size(Value.Fields size, List<Symbol> inputs) {
        if (!(size.get("op") instanceof Value.Text op)) {
            Symbol x = input(size, inputs);
            int axis = Literals.integer(size.fields().getOrDefault("axis", Value.Nothing.NULL), "axis");
            int from = place(size.get("from"), 0, x.rank());
            return length(x.shape(), x.axis(axis < 0 ? axis : axis + from));
        }
        int a = Literals.integer(resolve(size.fields().getOrDefault("a", Value.Nothing.NULL), inputs), "a size");
        int b = Literals.integer(resolve(size.fields().getOrDefault("b", Value.Nothing.NULL), inputs), "a size");
        if (a == OPEN || b == OPEN) {
            return OPEN;
        }
        return switch (op.text()) {
            case "Add" -> a + b;
            case "Subtract" -> a - b;
            case "Multiply" -> a * b;
            case "FloorDivide" -> Math.floorDiv(a, b);
            case "Mod" -> Math.floorMod(a, b);
            case "Maximum" -> Math.max(a, b);
            case "Minimum" -> Math.min(a, b);
            default -> throw new ShapeException("a size cannot be computed by " + op.text());
        };
    }
}
