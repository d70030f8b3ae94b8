package io.keratin.keras.callbacks;

import io.keratin.core.config.PythonFloat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of files with places for numbers, as Python's {@code format} fills them: {@code {epoch:02d}-{val_loss:.2f}.keras}. */
final class PathPattern {

    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)(?::(0?)(\\d*)(?:\\.(\\d+))?([dfe]?))?}");

    private PathPattern() {}

    /**
     * The name with its places filled.
     *
     * @throws IllegalArgumentException if something that is not logged has a place, or a format is not understood
     */
    static String fill(String pattern, Map<String, Double> values) {
        StringBuilder name = new StringBuilder();
        Matcher place = PLACE.matcher(pattern);
        while (place.find()) {
            Double value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalArgumentException("file name '" + pattern + "': nothing called '" + place.group(1)
                        + "' is logged; there are " + values.keySet());
            }
            place.appendReplacement(name, Matcher.quoteReplacement(number(value, place)));
        }
        place.appendTail(name);
        if (name.indexOf("{") >= 0) {
            throw new IllegalArgumentException(
                    "file name '" + pattern + "': expected places such as {epoch}, {epoch:02d} or {val_loss:.2f}");
        }
        return name.toString();
    }

    private static String number(double value, Matcher place) {
        String flags = place.group(2) == null ? "" : place.group(2);
        String width = place.group(3) == null ? "" : place.group(3);
        String kind = place.group(5) == null ? "" : place.group(5);
        String precision = place.group(4) == null ? "" : "." + place.group(4);
        flags = width.isEmpty() ? "" : flags;
        if (kind.equals("d")
                || (kind.isEmpty() && value == Math.rint(value) && precision.isEmpty() && isCount(place))) {
            return String.format(Locale.ROOT, "%" + flags + width + "d", (long) value);
        }
        return kind.isEmpty() && precision.isEmpty()
                ? PythonFloat.repr(value)
                : String.format(Locale.ROOT, "%" + flags + width + precision + (kind.isEmpty() ? "f" : kind), value);
    }

    private static boolean isCount(Matcher place) {
        return place.group(1).equals("epoch") || place.group(1).equals("batch");
    }
}
