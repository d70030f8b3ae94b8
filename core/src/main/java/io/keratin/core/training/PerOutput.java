package io.keratin.core.training;

import io.keratin.core.config.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What {@code compile} is given for the outputs of a model: in their order, or by their names; null is for nothing.
 *
 * @param <T> what each has
 */
record PerOutput<T>(List<@Nullable T> inOrder, Map<String, T> byName) {

    PerOutput {
        inOrder = Collections.unmodifiableList(new ArrayList<>(inOrder));
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    static <T> PerOutput<T> none() {
        return new PerOutput<>(List.of(), Map.of());
    }

    boolean isEmpty() {
        return inOrder.isEmpty() && byName.isEmpty();
    }

    PerOutput<T> and(@Nullable T next) {
        List<@Nullable T> more = new ArrayList<>(inOrder);
        more.add(next);
        return new PerOutput<>(more, byName);
    }

    PerOutput<T> and(String output, T next) {
        Map<String, T> more = new LinkedHashMap<>(byName);
        more.put(output, next);
        return new PerOutput<>(inOrder, more);
    }

    /** What each output has, in their order. */
    List<@Nullable T> of(String what, List<String> outputs) {
        if (!byName.isEmpty()) {
            if (!inOrder.isEmpty() || !outputs.containsAll(byName.keySet())) {
                throw new IllegalArgumentException(what + ": expected names of outputs " + outputs + ", got "
                        + byName.keySet() + (inOrder.isEmpty() ? "" : " and " + inOrder.size() + " without a name"));
            }
            List<@Nullable T> all = new ArrayList<>();
            outputs.forEach(name -> all.add(byName.get(name)));
            return all;
        }
        if (inOrder.size() != outputs.size()) {
            throw new IllegalArgumentException(what + ": expected one for each output " + outputs + ", got "
                    + inOrder.size() + "; give them by the outputs' names, or one for each in their order");
        }
        return inOrder;
    }

    Value value(Function<T, Value> one) {
        if (!byName.isEmpty()) {
            Map<String, Value> fields = new LinkedHashMap<>();
            byName.forEach((name, t) -> fields.put(name, one.apply(t)));
            return new Value.Fields(fields);
        }
        List<Value> items = new ArrayList<>();
        inOrder.forEach(t -> items.add(t == null ? Value.Nothing.NULL : one.apply(t)));
        return items.isEmpty() ? Value.Nothing.NULL : new Value.Items(items);
    }

    /** Several as Keras writes them: a list, or an object by the names of outputs. */
    static <T> PerOutput<T> read(@Nullable Value value, String path, BiFunction<Value, String, T> one) {
        PerOutput<T> all = none();
        if (value instanceof Value.Items items) {
            for (int i = 0; i < items.items().size(); i++) {
                Value item = items.items().get(i);
                all = all.and(item == Value.Nothing.NULL ? null : one.apply(item, path + "[" + i + "]"));
            }
        } else if (value instanceof Value.Fields f && !Choice.isOne(f)) {
            for (Map.Entry<String, Value> e : f.fields().entrySet()) {
                if (e.getValue() != Value.Nothing.NULL) {
                    all = all.and(e.getKey(), one.apply(e.getValue(), path + "." + e.getKey()));
                }
            }
        } else if (value != null && value != Value.Nothing.NULL) {
            all = all.and(one.apply(value, path));
        }
        return all;
    }
}
