package io.keratin.core.summary;

import io.keratin.core.summary.Column.Align;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text in cells of a terminal: wrapped, cut and aligned as rich does it. A character takes one cell, an East Asian
 * one or a picture two, a combining mark none. {@code rich/_wrap.py}, {@code rich/text.py}, {@code rich/cells.py}.
 */
final class CellText {

    /** A word keeps the white space after it; the first one also that before it. */
    private static final Pattern WORD = Pattern.compile("\\G\\s*+\\S++\\s*+", Pattern.UNICODE_CHARACTER_CLASS);

    private static final String ELLIPSIS = "…";

    /** First and last code point of the blocks whose characters are two cells wide. */
    private static final int[][] WIDE = {
        {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0xA4CF}, {0xA960, 0xA97C}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
        {0xFE10, 0xFE19}, {0xFE30, 0xFE6F}, {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6}, {0x16FE0, 0x1B2FB}, {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}
    };

    private CellText() {}

    /** Number of cells that a text takes. */
    static int cells(String text) {
        return text.codePoints().map(CellText::cells).sum();
    }

    private static int cells(int codePoint) {
        switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.FORMAT -> {
                return 0;
            }
            default -> {}
        }
        for (int[] block : WIDE) {
            if (codePoint >= block[0] && codePoint <= block[1]) {
                return 2;
            }
        }
        return 1;
    }

    /** Breaks a text between words; a word that is wider than the line stands alone, too long. */
    static List<String> wrap(String text, int width) {
        return width < 1 ? List.of("") : divide(text, width, false);
    }

    /** Breaks a text between words, and a word that is wider than the line into pieces. */
    static List<String> fold(String text, int width) {
        return divide(text, width, true).stream().map(line -> crop(line, width)).toList();
    }

    private static List<String> divide(String text, int width, boolean fold) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        int filled = 0;
        Matcher words = WORD.matcher(text);
        while (words.find()) {
            String word = words.group();
            int needed = cells(word.stripTrailing());
            if (needed <= width - filled) {
                filled += cells(word);
                continue;
            }
            // A word that fits on no line begins one too, unless nothing stands before it.
            if (words.start() > start) {
                lines.add(text.substring(start, words.start()));
                start = words.start();
            }
            if (fold && needed > width) {
                for (int next; (next = fitting(text, start, width)) < words.end(); start = next) {
                    lines.add(text.substring(start, next));
                }
            }
            filled = cells(text.substring(start, words.end()));
        }
        lines.add(text.substring(start));
        lines.replaceAll(line -> withoutSpaceBeyond(line, width));
        return lines;
    }

    /** Takes white space off the end as long as the line is too long. */
    private static String withoutSpaceBeyond(String line, int width) {
        int end = line.length();
        while (end > width && Character.isWhitespace(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end);
    }

    /** The first {@code width} cells of a text; half of a wide character becomes a space. */
    static String crop(String text, int width) {
        if (cells(text) <= width) {
            return text;
        }
        String start = width < 1 ? "" : text.substring(0, fitting(text, 0, width));
        return cells(start) > width ? " " : start + " ".repeat(width - cells(start));
    }

    /** Where a line of {@code width} cells ends that begins at {@code from}; it has one character at least. */
    private static int fitting(String text, int from, int width) {
        int filled = 0;
        int end = from;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            filled += cells(codePoint);
            if (filled > width && end > from) {
                return end;
            }
            end += Character.charCount(codePoint);
        }
        return end;
    }

    /** One line of a cell: filled up with spaces if it is too short, its end cut off with "…" if it is too long. */
    static String align(String line, Align align, int width) {
        String text = align == Align.LEFT ? line : line.stripTrailing();
        int space = width - cells(text);
        if (space < 0) {
            return crop(text, width - 1) + ELLIPSIS;
        }
        int left =
                switch (align) {
                    case LEFT -> 0;
                    case CENTER -> space / 2;
                    case RIGHT -> space;
                };
        return " ".repeat(left) + text + " ".repeat(space - left);
    }
}
