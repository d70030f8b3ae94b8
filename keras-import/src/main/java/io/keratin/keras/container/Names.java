package io.keratin.keras.container;

import java.util.List;

/** Lists of names in messages. */
final class Names {

    private static final int SHOWN = 8;

    private Names() {}

    /** The first few of {@code names}. */
    static String shown(List<String> names) {
        if (names.isEmpty()) {
            return "nothing";
        }
        String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() > SHOWN ? first + ", … (" + names.size() + ")" : first;
    }
}
