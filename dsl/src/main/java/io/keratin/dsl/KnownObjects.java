package io.keratin.dsl;

import io.keratin.core.config.Value;
import io.keratin.core.layers.ModelSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The initializers, regularizers or constraints of Keras, with the options of each: their names in any spelling that Keras
 * takes ({@code HeNormal}, {@code he_normal}), and the form in which files hold them.
 */
final class KnownObjects {

    private final String what;
    private final Map<String, List<String>> options = new LinkedHashMap<>();
    private final Map<String, String> spellings = new LinkedHashMap<>();

    /**
     * A table.
     *
     * @param what {@code initializer}, {@code regularizer} or {@code constraint}
     */
    KnownObjects(String what) {
        this.what = what;
    }

    /** The table with one more class. */
    KnownObjects add(String className, String... optionNames) {
        options.put(className, List.of(optionNames));
        spellings.put(ModelSpec.snakeCase(className), className);
        return this;
    }

    /** The table with another spelling of a class. */
    KnownObjects alias(String spelling, String className) {
        spellings.put(spelling, className);
        return this;
    }

    /** The class that a name means. */
    String className(String name) {
        if (options.containsKey(name)) {
            return name;
        }
        String found = spellings.get(name);
        if (found == null) {
            throw Words.unknown(what, name, spellings.keySet());
        }
        return found;
    }

    /** A configuration with one option set or replaced. */
    Value.Fields with(String className, Value.Fields config, String option, Object value) {
        List<String> known = options.getOrDefault(className(className), List.of());
        return config.with(Words.known("option of " + className, option, known), Value.of(value));
    }

    /** As Keras's {@code serialize_keras_object} writes it. */
    Value.Fields serialized(String className, Value.Fields config) {
        return Value.fields(
                "module", "keras." + what + "s", "class_name", className, "config", config, "registered_name", null);
    }
}
