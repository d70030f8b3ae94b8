package io.keratin.core.config;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Objects that Keras knows by name, each made of its configuration: losses, metrics, optimizers and what else
 * {@code compile} takes. Immutable; {@link #with} gives a new registry with one more.
 *
 * @param <T> what it makes
 */
public final class Registry<T> {

    /** Keys of a configuration that say nothing about what an object computes. */
    private static final Set<String> NEUTRAL = Set.of("name", "dtype", "is_legacy_optimizer", "jit_compile");

    private final String what;
    private final Map<String, Function<Config, T>> factories;

    /**
     * A registry of these names; upper and lower case differ.
     *
     * @param what what an error calls one of its objects: {@code loss}
     */
    public Registry(String what, Map<String, Function<Config, T>> factories) {
        this.what = what;
        this.factories = new LinkedHashMap<>(factories);
    }

    /** This registry with one more object, or another one under a known name. */
    public Registry<T> with(String name, Function<Config, T> factory) {
        Registry<T> more = new Registry<>(what, factories);
        more.factories.put(name, factory);
        return more;
    }

    /** The names that can be read. */
    public Set<String> names() {
        return new TreeSet<>(factories.keySet());
    }

    /** Whether an object of this name can be read. */
    public boolean knows(String name) {
        return factories.containsKey(name);
    }

    /**
     * The object of a name with Keras's defaults.
     *
     * @throws IllegalArgumentException if the name is unknown; the message has similar ones
     */
    public T get(String name) {
        return factory(name).apply(new Config(Value.fields(), "", Dialect.KERAS_3));
    }

    /**
     * The object that a value describes, as Keras writes it: a name, or {@code {"class_name": …, "config": {…}}}.
     *
     * @param path where the value stands, for errors
     * @throws ModelFormatException if the name is unknown, an option is wrong or not understood
     */
    public T read(Value value, String path) {
        Value.Fields entry = value instanceof Value.Fields f ? f : Value.fields("class_name", value);
        boolean function = Value.of("function").equals(entry.get("class_name"));
        Value name = function && entry.get("config") != null ? entry.get("config") : entry.get("class_name");
        if (!(name instanceof Value.Text text)) {
            throw new ModelFormatException(
                    Kind.MISMATCH, path, "expected the name or the configuration of a " + what + ", found " + value);
        }
        Value.Fields fields = !function && entry.get("config") instanceof Value.Fields f ? f : Value.fields();
        Config config = new Config(fields, path, Dialect.KERAS_3);
        try {
            T object = factory(text.text()).apply(config);
            config.refuseUnread(text.text(), NEUTRAL);
            return object;
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(Kind.MISMATCH, path, String.valueOf(e.getMessage()), e);
        }
    }

    /** What Keras writes for an object of this configuration. */
    public static Value.Fields entry(String module, String className, Value.Fields config) {
        return Value.fields("module", module, "class_name", className, "config", config, "registered_name", null);
    }

    private Function<Config, T> factory(String name) {
        Function<Config, T> found = factories.get(name);
        if (found == null) {
            List<String> near = near(name);
            throw new IllegalArgumentException("unknown " + what + " '" + name + "'; "
                    + (near.isEmpty()
                            ? "known are " + String.join(", ", names())
                            : "similar: " + String.join(", ", near)));
        }
        return found;
    }

    /** The known names that fewest changes of letters make of this one, up to three. */
    private List<String> near(String name) {
        Map<Integer, Set<String>> byDistance = new TreeMap<>();
        String wanted = Spelling.letters(name);
        for (String known : factories.keySet()) {
            String other = Spelling.letters(known);
            boolean part =
                    Math.min(wanted.length(), other.length()) > 2 && (other.contains(wanted) || wanted.contains(other));
            int distance = Spelling.distance(wanted, other);
            if (part || distance <= Math.max(1, wanted.length() / 3)) {
                byDistance.computeIfAbsent(distance, d -> new TreeSet<>()).add(known);
            }
        }
        return byDistance.values().stream().flatMap(Set::stream).limit(3).toList();
    }
}
