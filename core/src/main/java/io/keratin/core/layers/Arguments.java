package io.keratin.core.layers;

import io.keratin.core.config.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a graph gives a layer when it calls it, as in Python: {@code layer(x, [h, c], training=False)}. In place of tensors
 * there are {@link Value.Input}s, numbered in the order in which they stand here.
 *
 * @param positional the arguments without a name
 * @param named the arguments with a name
 */
public record Arguments(Value.Items positional, Value.Fields named) {

    /** One tensor and nothing else. */
    public static final Arguments ONE_INPUT = of(1);

    /** This many tensors, one after another. */
    public static Arguments of(int inputs) {
        List<Value> all = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            all.add(new Value.Input(i));
        }
        return new Arguments(new Value.Items(all), Value.fields());
    }

    /** The argument at a position or, where there are not so many, of this name; null if there is neither. */
    public @Nullable Value get(int position, String name) {
        return position < positional.items().size() ? positional.items().get(position) : named.get(name);
    }

    /** Number of the input at a position or of this name, or -1 if it is absent or None. */
    public int input(int position, String name) {
        return get(position, name) instanceof Value.Input i ? i.index() : -1;
    }

    /** Without arguments of these names. */
    public Arguments without(String... names) {
        Map<String, Value> rest = new LinkedHashMap<>(named.fields());
        for (String name : names) {
            rest.remove(name);
        }
        return new Arguments(positional, new Value.Fields(rest));
    }

    /**
     * Refuses everything but tensors, lists and objects of tensors; None says nothing, and neither does {@code training}: a
     * prediction calls the whole graph with {@code training=False}, which Keras puts in place of what a call was recorded with.
     *
     * @throws IllegalArgumentException if there is more
     */
    public void refuseOptions() {
        for (Value value : positional.items()) {
            check("an argument", value);
        }
        for (Map.Entry<String, Value> argument : named.fields().entrySet()) {
            if (!argument.getKey().equals("training")) {
                check(argument.getKey(), argument.getValue());
            }
        }
    }

    private static void check(String name, Value value) {
        if (value instanceof Value.Items list) {
            list.items().forEach(item -> check(name, item));
        } else if (value instanceof Value.Fields f && f.get("class_name") == null) {
            f.fields().values().forEach(item -> check(name, item));
        } else if (!(value instanceof Value.Input || value == Value.Nothing.NULL)) {
            throw new IllegalArgumentException("is called with " + name + " = " + value + ", which it does not take");
        }
    }
}
