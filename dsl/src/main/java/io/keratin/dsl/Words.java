package io.keratin.dsl;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

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
        String wanted = letters(word);
        int limit = wanted.length() < 4 ? 1 : 2;
        return known.stream()
                .filter(k -> distance(wanted, letters(k)) <= limit)
                .sorted(Comparator.comparingInt(k -> distance(wanted, letters(k))))
                .limit(3)
                .toList();
    }

    private static String letters(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "");
    }

    /** Edits between two words, a swap of neighbours counting as one (Damerau 1964, restricted). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
