package io.keratin.core.summary;

import java.util.List;

/**
 * How wide the columns of a summary are.
 *
 * <p>Keras cuts the line at the columns' ends and asks rich for columns of those widths. They fill the line by
 * themselves; rich then adds to each a space left and right, and has to take these and the vertical lines away again,
 * 3n + 1 characters for n columns. Columns with a fixed width do not shrink in rich, so its last resort comes into play:
 * all columns give the same, from the first on each its share of what is left, rounded half to even as Python does.
 * {@code rich/table.py}, {@code _calculate_column_widths}; {@code rich/_ratio.py}, {@code ratio_reduce}.
 */
final class ColumnWidths {

    /** The narrowest column that Keras asks for. */
    private static final int NARROWEST = 4;

    /** A space on each side. */
    static final int PADDING = 2;

    private ColumnWidths() {}

    /**
     * The widths with padding, without the vertical lines.
     *
     * @throws IllegalArgumentException if the line is too short, as in Keras
     */
    static int[] of(List<Column> columns, int lineLength) {
        int n = columns.size();
        int[] widths = new int[n];
        int start = 0;
        int excess = n + 1 - lineLength;
        for (int i = 0; i < n; i++) {
            int end = (int) (columns.get(i).end() * lineLength);
            if (end - start < NARROWEST) {
                throw new IllegalArgumentException(
                        "summary: " + n + " columns do not fit into a line of " + lineLength + " characters");
            }
            widths[i] = end - start + PADDING;
            excess += widths[i];
            start = end;
        }
        for (int i = 0; i < n; i++) {
            int share = (int) Math.rint((double) excess / (n - i));
            widths[i] -= share;
            excess -= share;
        }
        return widths;
    }
}
