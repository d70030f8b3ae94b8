package io.keratin.keras.container;

import io.keratin.core.config.PythonFloat;
import io.keratin.core.config.Value;
import java.util.Map;

/** The text of a JSON value, character for character as Python's {@code json.dumps} writes it. */
final class JsonText {

    private final StringBuilder out = new StringBuilder();

    private JsonText() {}

    static String of(Value value) {
        JsonText text = new JsonText();
        text.value(value);
        return text.out.toString();
    }

    private void value(Value value) {
        if (value instanceof Value.Text t) {
            string(t.text());
        } else if (value instanceof Value.Real r) {
            out.append(real(r.number()));
        } else if (value instanceof Value.Items list) {
            items(list);
        } else if (value instanceof Value.Fields object) {
            fields(object);
        } else {
            out.append(value); // Int, Flag and Nothing print as JSON does
        }
    }

    private void items(Value.Items list) {
        String separator = "[";
        for (Value item : list.items()) {
            out.append(separator);
            value(item);
            separator = ", ";
        }
        out.append(list.items().isEmpty() ? "[]" : "]");
    }

    private void fields(Value.Fields object) {
        String separator = "{";
        for (Map.Entry<String, Value> field : object.fields().entrySet()) {
            out.append(separator);
            string(field.getKey());
            out.append(": ");
            value(field.getValue());
            separator = ", ";
        }
        out.append(object.fields().isEmpty() ? "{}" : "}");
    }

    private void string(String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < ' ' || c > '~') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** As Python's {@code json} writes a float. */
    static String real(double x) {
        if (Double.isNaN(x)) {
            return "NaN";
        }
        return Double.isInfinite(x) ? x > 0 ? "Infinity" : "-Infinity" : PythonFloat.repr(x);
    }
}
