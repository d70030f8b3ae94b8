package io.keratin.core.config;

import java.util.Locale;

/** How alike two words are: what an error may suggest in place of an unknown name. */
public final class Spelling {

    private Spelling() {}

    /** What counts of a word: its letters and digits, without regard to case. */
    public static String letters(String word) {
        return word.toLowerCase(Locale.ROOT).replace("_", "");
    }

    /** Edits between two words, a swap of neighbours counting as one (Damerau 1964, restricted). */
    public static int distance(String a, String b) {
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
