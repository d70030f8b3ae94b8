package io.keratin.keras.container;

import io.keratin.core.config.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
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

    /** Python's {@code repr} of a float: the fewest digits that read back as the same number. */
    static String real(double x) {
        if (Double.isNaN(x)) {
            return "NaN";
        } else if (Double.isInfinite(x)) {
            return x > 0 ? "Infinity" : "-Infinity";
        } else if (x == 0) {
            return 1 / x < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(Math.abs(x));
        String digits = shortest.unscaledValue().toString();
        int point = digits.length() - shortest.scale(); // position of the decimal point from the first digit
        String sign = x < 0 ? "-" : "";
        if (point > 16 || point < -3) {
            int exponent = point - 1;
            String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
            String power = (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
            return sign + digits.charAt(0) + fraction + "e" + power;
        }
        String plain = shortest.toPlainString();
        return sign + (plain.contains(".") ? plain : plain + ".0");
    }

    /** JDK 17's {@code Double.toString} sometimes writes a digit too many, so digits are taken away while they may be. */
    private static BigDecimal shortest(double x) {
        BigDecimal exact = new BigDecimal(x);
        BigDecimal best = new BigDecimal(Double.toString(x));
        for (int digits = best.stripTrailingZeros().precision(); digits > 0; digits--) {
            BigDecimal fewer = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (fewer.doubleValue() != x) {
                break;
            }
            best = fewer;
        }
        return best.stripTrailingZeros();
    }
}
