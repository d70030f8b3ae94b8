package io.keratin.core.training;

import io.keratin.core.config.Registry;
import io.keratin.core.config.Value;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A loss or a metric as {@code compile} is given it: the object, or a name whose meaning may follow from the shapes of labels and
 * predictions ({@code accuracy}).
 *
 * @param <T> what is chosen
 */
record Choice<T>(@Nullable T object, String name) {

    static <T> Choice<T> named(String name) {
        if (name == null) {
            throw new IllegalArgumentException("compile: expected the name of a loss or a metric, found null");
        }
        return new Choice<>(null, name);
    }

    static <T> Choice<T> of(T object) {
        return new Choice<>(object, "");
    }

    /** As Keras writes it in a compile configuration: a text is a name, and so is a function. */
    static <T> Choice<T> read(Registry<T> registry, Value value, String path) {
        if (value instanceof Value.Text name) {
            return named(name.text());
        }
        if (value instanceof Value.Fields f
                && Value.of("function").equals(f.get("class_name"))
                && f.get("config") instanceof Value.Text name) {
            return named(name.text());
        }
        return of(registry.read(value, path));
    }

    /** Whether a value describes one object, rather than several by the names of outputs. */
    static boolean isOne(Value value) {
        return value instanceof Value.Text || (value instanceof Value.Fields f && f.get("class_name") != null);
    }

    T get(Function<String, T> byName) {
        return object == null ? byName.apply(name) : object;
    }

    Value value(Function<T, Value.Fields> entry) {
        return object == null ? Value.of(name) : entry.apply(object);
    }
}
