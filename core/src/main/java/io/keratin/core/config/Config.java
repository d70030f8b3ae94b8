package io.keratin.core.config;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of one object as a factory reads it: typed access by key, errors that name the place, and a memory
 * of which keys were asked for, so that an option nobody read is never lost in silence.
 *
 * <pre>{@code
 * int units = config.positiveInt("units");           // layers[3].config.units: expected a positive integer, found "abc"
 * boolean bias = config.flag("use_bias", true);
 * }</pre>
 */
public final class Config {

    private final Value.Fields fields;
    private final String path;
    private final Dialect dialect;
    private final Map<String, ?> customObjects;
    private final Set<String> read = new LinkedHashSet<>();

    /** The configuration {@code fields}, found at {@code path} of its file. */
    public Config(Value.Fields fields, String path, Dialect dialect) {
        this(fields, path, dialect, Map.of());
    }

    private Config(Value.Fields fields, String path, Dialect dialect, Map<String, ?> customObjects) {
        this.fields = fields;
        this.path = path;
        this.dialect = dialect;
        this.customObjects = customObjects;
    }

    /** This configuration with what the user's own names stand for in it and below: Keras's {@code custom_objects}. */
    public Config withCustomObjects(Map<String, ?> objects) {
        return new Config(fields, path, dialect, Map.copyOf(objects));
    }

    /** What the user's own name stands for, or null. */
    public @Nullable Object customObject(String name) {
        return customObjects.get(name);
    }

    /** Where in the file this configuration stands, such as {@code layers[3].config}. */
    public String path() {
        return path;
    }

    /** The era in whose meaning names are read. */
    public Dialect dialect() {
        return dialect;
    }

    /** Whether the key is there and not null. */
    public boolean has(String key) {
        read.add(key);
        Value v = fields.get(key);
        return v != null && v != Value.Nothing.NULL;
    }

    /** The value of a key, null if it is absent or null. */
    public @Nullable Value value(String key) {
        return has(key) ? fields.get(key) : null;
    }

    /** A string. */
    public String text(String key) {
        Value v = required(key, "a string");
        if (v instanceof Value.Text t) {
            return t.text();
        }
        throw wrong(key, "a string", v);
    }

    /** A string, or {@code absent} if it is not there. */
    public String text(String key, String absent) {
        return has(key) ? text(key) : absent;
    }

    /** True or false, or {@code absent} if it is not there. */
    public boolean flag(String key, boolean absent) {
        Value v = value(key);
        if (v == null) {
            return absent;
        } else if (v instanceof Value.Flag f) {
            return f.flag();
        } else if (v instanceof Value.Int i && (i.number() == 0 || i.number() == 1)) {
            return i.number() == 1;
        }
        throw wrong(key, "true or false", v);
    }

    /** An integer of 32 bits. */
    public int integer(String key) {
        return integer(key, "an integer", required(key, "an integer"));
    }

    /** An integer of 32 bits, or {@code absent} if it is not there. */
    public int integer(String key, int absent) {
        return has(key) ? integer(key) : absent;
    }

    /** An integer above 0. */
    public int positiveInt(String key) {
        Value v = required(key, "a positive integer");
        int i = integer(key, "a positive integer", v);
        if (i <= 0) {
            throw wrong(key, "a positive integer", v);
        }
        return i;
    }

    /** A number, or {@code absent} if it is not there. */
    public double real(String key, double absent) {
        Value v = value(key);
        if (v == null) {
            return absent;
        } else if (v instanceof Value.Real r) {
            return r.number();
        } else if (v instanceof Value.Int i) {
            return i.number();
        }
        throw wrong(key, "a number", v);
    }

    /** A list of any values; null if it is absent. */
    public @Nullable List<Value> values(String key) {
        Value v = value(key);
        if (v == null) {
            return null;
        } else if (list(v) instanceof Value.Items list) {
            return list.items();
        }
        throw wrong(key, "a list", v);
    }

    /** A list of numbers; null if it is absent. */
    public @Nullable List<Double> reals(String key) {
        List<Value> items = values(key);
        if (items == null) {
            return null;
        }
        List<Double> out = new ArrayList<>();
        for (Value item : items) {
            if (item instanceof Value.Real r) {
                out.add(r.number());
            } else if (item instanceof Value.Int i) {
                out.add((double) i.number());
            } else {
                throw wrong(key, "numbers", item);
            }
        }
        return out;
    }

    /** A list of integers of 64 bits; a single integer counts as a list of one; null if it is absent. */
    public @Nullable List<Long> longs(String key) {
        Value v = value(key);
        if (v == null) {
            return null;
        }
        List<Long> out = new ArrayList<>();
        for (Value item : list(v) instanceof Value.Items list ? list.items() : List.of(v)) {
            if (!(item instanceof Value.Int i)) {
                throw wrong(key, "integers", item);
            }
            out.add(i.number());
        }
        return out;
    }

    /** A list of integers; a single integer counts as a list of one; null if it is absent. */
    public int @Nullable [] integers(String key) {
        Value v = value(key);
        if (v == null) {
            return null;
        }
        List<Value> items = list(v) instanceof Value.Items list ? list.items() : List.of(v);
        int[] out = new int[items.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = integer(key, "integers", items.get(i));
        }
        return out;
    }

    /** A list of dimensions, null standing for an open one ({@code -1}); null if it is absent. */
    public int @Nullable [] dims(String key) {
        Value v = value(key);
        if (v == null) {
            return null;
        } else if (!(list(v) instanceof Value.Items list)) {
            throw wrong(key, "a list of dimensions", v);
        } else {
            int[] out = new int[list.items().size()];
            for (int i = 0; i < out.length; i++) {
                Value d = list.items().get(i);
                out[i] = d == Value.Nothing.NULL ? -1 : integer(key, "a list of dimensions", d);
                if (out[i] < -1 || (out[i] == -1 && d != Value.Nothing.NULL)) {
                    throw wrong(key, "dimensions of at least 0", v);
                }
            }
            return out;
        }
    }

    /** An object. */
    public Config object(String key) {
        Value v = required(key, "an object");
        if (v instanceof Value.Fields f) {
            return new Config(f, at(key), dialect, customObjects);
        }
        throw wrong(key, "an object", v);
    }

    /** A list of objects. */
    public List<Config> objects(String key) {
        Value v = required(key, "a list of objects");
        if (!(v instanceof Value.Items list)) {
            throw wrong(key, "a list of objects", v);
        }
        List<Config> out = new ArrayList<>();
        for (Value item : list.items()) {
            if (!(item instanceof Value.Fields f)) {
                throw wrong(key, "a list of objects", item);
            }
            out.add(new Config(f, at(key) + "[" + out.size() + "]", dialect, customObjects));
        }
        return out;
    }

    /** The values of those keys that are there and not null, unexamined and in the file's order: options kept for later. */
    public Map<String, Value> keep(Set<String> keys) {
        Map<String, Value> kept = new LinkedHashMap<>();
        for (String key : fields.fields().keySet()) {
            Value v = keys.contains(key) ? value(key) : null;
            if (v != null) {
                kept.put(key, v);
            }
        }
        return kept;
    }

    /**
     * Refuses options that nobody asked for: they could change the numbers, and are never lost in silence.
     *
     * @param className whose options they are
     * @param neutral keys that change nothing
     * @throws ModelFormatException if there are some that are not null
     */
    public void refuseUnread(String className, Set<String> neutral) {
        List<String> rest = new ArrayList<>();
        for (Map.Entry<String, Value> option : fields.fields().entrySet()) {
            String key = option.getKey();
            if (option.getValue() != Value.Nothing.NULL && !read.contains(key) && !neutral.contains(key)) {
                rest.add(key);
            }
        }
        if (!rest.isEmpty()) {
            throw new ModelFormatException(
                    Kind.UNSUPPORTED,
                    path,
                    className + " has options that are not understood and could change its numbers: "
                            + String.join(", ", rest));
        }
    }

    /** The whole object. */
    public Value.Fields fields() {
        return fields;
    }

    /** An error at a key of this configuration: {@code path.key: problem}. */
    public ModelFormatException error(String key, String problem) {
        return new ModelFormatException(Kind.MISMATCH, at(key), problem);
    }

    /** Keras writes a tuple as an object, {@code {"class_name": "__tuple__", "items": [1, 2]}}, and so did TensorFlow a list. */
    private static Value list(Value v) {
        if (v instanceof Value.Fields f && f.get("class_name") != null) {
            Value items = f.get("items") == null ? f.get("config") : f.get("items");
            return items instanceof Value.Items ? items : v;
        }
        return v;
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private Value required(String key, String expected) {
        Value v = value(key);
        if (v == null) {
            throw error(key, "expected " + expected + ", found nothing");
        }
        return v;
    }

    private int integer(String key, String expected, Value v) {
        if (v instanceof Value.Int i && i.number() == (int) i.number()) {
            return (int) i.number();
        } else if (v instanceof Value.Real r && r.number() == (int) r.number()) {
            return (int) r.number();
        }
        throw wrong(key, expected, v);
    }

    private ModelFormatException wrong(String key, String expected, Value found) {
        String text = found.toString();
        return error(
                key,
                "expected " + expected + ", found " + (text.length() <= 80 ? text : text.substring(0, 77) + "..."));
    }
}
