package io.keratin.core.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A value of a configuration: what JSON can say, with integers kept apart from reals. Immutable. */
public sealed interface Value {

    /** A string. */
    record Text(String text) implements Value {

        /** By hand, as of {@link Flag}: a record's own methods take 10 ms to link, and opening a model needs these alone. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Text t && t.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }

        @Override
        public String toString() {
            return '"' + text + '"';
        }
    }

    /** An integer. */
    record Int(long number) implements Value {
        @Override
        public String toString() {
            return Long.toString(number);
        }
    }

    /** A number with a fraction or an exponent; may be NaN or infinite, as Python's JSON may. */
    record Real(double number) implements Value {
        @Override
        public String toString() {
            return Double.toString(number);
        }
    }

    /** True or false. */
    record Flag(boolean flag) implements Value {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Flag f && f.flag == flag;
        }

        @Override
        public int hashCode() {
            return Boolean.hashCode(flag);
        }

        @Override
        public String toString() {
            return Boolean.toString(flag);
        }
    }

    /** JSON's null, Python's None. */
    enum Nothing implements Value {
        /** The only one. */
        NULL;

        @Override
        public String toString() {
            return "null";
        }
    }

    /** In the arguments of a call: the place of one of its inputs. No file holds one. */
    record Input(int index) implements Value {
        @Override
        public String toString() {
            return "input " + index;
        }
    }

    /** A list. */
    record Items(List<Value> items) implements Value {
        /** A copy of {@code items}. */
        public Items {
            items = List.copyOf(items);
        }

        /** These items, each changed; this list itself if none is another then. */
        public Items map(UnaryOperator<Value> change) {
            List<Value> changed = new ArrayList<>(items.size());
            boolean same = true;
            for (Value item : items) {
                Value other = change.apply(item);
                changed.add(other);
                same &= other == item;
            }
            return same ? this : new Items(changed);
        }

        @Override
        public String toString() {
            return items.toString();
        }
    }

    /** An object: fields in the order of the file. */
    record Fields(Map<String, Value> fields) implements Value {
        /** A copy of {@code fields} that keeps their order. */
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** The field, or null if it is absent. */
        public @Nullable Value get(String key) {
            return fields.get(key);
        }

        /**
         * The whole number of a key.
         *
         * @throws IllegalArgumentException if it is something else
         */
        public int integer(String key) {
            if (get(key) instanceof Int i) {
                return Math.toIntExact(i.number());
            }
            throw new IllegalArgumentException(key + ": expected a whole number, found " + get(key));
        }

        /**
         * The list of a key.
         *
         * @throws IllegalArgumentException if it is something else
         */
        public List<Value> items(String key) {
            if (get(key) instanceof Items list) {
                return list.items();
            }
            throw new IllegalArgumentException(key + ": expected a list, found " + get(key));
        }

        /** These fields with one set or replaced; these themselves if they hold that very value. */
        public Fields with(String key, Value value) {
            if (fields.get(key) == value) {
                return this;
            }
            Map<String, Value> copy = new LinkedHashMap<>(fields);
            copy.put(key, value);
            return new Fields(copy);
        }

        /** These fields without one. */
        public Fields without(String key) {
            Map<String, Value> copy = new LinkedHashMap<>(fields);
            copy.remove(key);
            return new Fields(copy);
        }

        @Override
        public String toString() {
            return fields.toString();
        }
    }

    /** The value for a plain Java object: null, String, Boolean, Integer, Long, Float, Double, int[], List, Map or Value. */
    static Value of(@Nullable Object o) {
        if (o == null) {
            return Nothing.NULL;
        } else if (o instanceof Value v) {
            return v;
        } else if (o instanceof String s) {
            return new Text(s);
        } else if (o instanceof Boolean b) {
            return new Flag(b);
        } else if (o instanceof Integer || o instanceof Long) {
            return new Int(((Number) o).longValue());
        } else if (o instanceof Float || o instanceof Double) {
            return new Real(((Number) o).doubleValue());
        } else if (o instanceof int[] ints) {
            return new Items(
                    java.util.Arrays.stream(ints).<Value>mapToObj(Int::new).toList());
        } else if (o instanceof List<?> list) {
            return new Items(list.stream().map(Value::of).toList());
        } else if (o instanceof Map<?, ?> map) {
            Map<String, Value> fields = new LinkedHashMap<>();
            map.forEach((key, v) -> fields.put(String.valueOf(key), of(v)));
            return new Fields(fields);
        }
        throw new IllegalArgumentException("no configuration value: " + o.getClass());
    }

    /** An object of alternating keys and plain Java values, as {@link #of(Object)} takes them. */
    static Fields fields(@Nullable Object... keysAndValues) {
        Map<String, Value> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(String.valueOf(keysAndValues[i]), of(keysAndValues[i + 1]));
        }
        return new Fields(map);
    }
}
