package io.keratin.core.ops;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code x[key]}: integers, slices, {@code None} for a new axis, {@code ...} for all axes between. */
final class Indexing {

    private static final Value ELLIPSIS = Value.of("...");

    private Indexing() {}

    static Symbol get(Symbol x, List<Value> given) {
        List<Value> keys = new ArrayList<>(given.stream().map(Indexing::plain).toList());
        long axes = keys.stream()
                .filter(k -> k != Value.Nothing.NULL && k != ELLIPSIS)
                .count();
        int ellipsis = keys.indexOf(ELLIPSIS);
        if (axes > x.rank() || ellipsis != keys.lastIndexOf(ELLIPSIS)) {
            throw new ShapeException("index " + given + " does not fit " + x.shape());
        }
        if (ellipsis < 0) {
            ellipsis = keys.size();
            keys.add(ELLIPSIS);
        }
        Symbol result = x;
        int axis = 0;
        for (Value key : keys) {
            if (key == ELLIPSIS) {
                axis += x.rank() - (int) axes;
            } else if (key == Value.Nothing.NULL) {
                result = Views.expand(result, axis++);
            } else if (key instanceof Value.Items list) {
                result = Views.take(result, axis, Literals.integers(list, "index"));
                axis++;
            } else if (key instanceof Value.Fields slice) {
                Integer step = integer(slice, "step");
                result = Views.slice(
                        result, axis++, integer(slice, "start"), integer(slice, "stop"), step == null ? 1 : step);
            } else {
                result = Views.pick(result, axis, Literals.integer(key, "index"));
            }
        }
        return result;
    }

    /** A key as itself: Keras writes slices and the ellipsis as objects, and arrays too. */
    private static Value plain(Value key) {
        if (key instanceof Value.Fields f && f.get("class_name") instanceof Value.Text name) {
            if (name.text().equals("__ellipsis__")) {
                return ELLIPSIS;
            } else if (name.text().equals("__slice__") && f.get("config") instanceof Value.Fields slice) {
                return slice;
            } else if (name.text().equals("__numpy__") || name.text().equals("__tensor__")) {
                Value value = f.get("config") instanceof Value.Fields c ? c.get("value") : null;
                return value == null ? key : value;
            }
        }
        if (key instanceof Value.Input) {
            throw new ShapeException("an index that is computed; Keras has take and take_along_axis for that");
        }
        return key;
    }

    private static @Nullable Integer integer(Value.Fields slice, String name) {
        Value v = slice.get(name);
        return v == null || v == Value.Nothing.NULL ? null : (Integer) Literals.integer(v, name);
    }
}
