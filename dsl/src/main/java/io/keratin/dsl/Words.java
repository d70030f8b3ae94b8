package io.keratin.dsl;

import io.keratin.core.config.Spelling;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Looks up words of a closed vocabulary; an unknown one is answered with those that look like it. */
final class Words {

    private Words() {}

    /** {@code word} if it is known, else an error: {@code unknown activation 'rleu'; did you mean relu? Known are …}. */
    static String known(String what, String word, Collection<String> known) {
        if (known.contains(word)) {
            return word;
        }
        throw unknown(what, word, known);
    }

    /** The error for a word that is not known. */
    static IllegalArgumentException unknown(String what, String word, Collection<String> known) {
        List<String> near = near(word, known);
        return new IllegalArgumentException("unknown " + what + " '" + word + "'; "
                + (near.isEmpty() ? "known are " : "did you mean " + String.join(" or ", near) + "? Known are ")
                + String.join(", ", known));
    }

    /** At most three words within two edits (one for short words), nearest first. */
    private static List<String> near(String word, Collection<String> known) {
        String wanted = Spelling.letters(word);
        int limit = wanted.length() < 4 ? 1 : 2;
        return known.stream()
                .filter(k -> Spelling.distance(wanted, Spelling.letters(k)) <= limit)
                .sorted(Comparator.comparingInt(k -> Spelling.distance(wanted, Spelling.letters(k))))
                .limit(3)
                .toList();
    }
}
