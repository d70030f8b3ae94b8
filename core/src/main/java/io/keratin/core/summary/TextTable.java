package io.keratin.core.summary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A table with a header and a line between all rows, as the Python library rich draws it for Keras. */
final class TextTable {

    private final List<Column> columns;
    private final int[] widths;
    private final Box box;
    private final List<String> lines = new ArrayList<>();

    /** A table of these columns in a line of this length. */
    TextTable(List<Column> columns, int lineLength, Box box) {
        this.columns = columns;
        this.widths = ColumnWidths.of(columns, lineLength);
        this.box = box;
    }

    /** The lines of a table with these rows of cells. */
    List<String> lines(List<List<String>> rows) {
        lines.clear();
        rule(box.top);
        row(columns.stream().map(Column::header).toList(), box.header, true);
        rule(box.underHeader);
        for (int i = 0; i < rows.size(); i++) {
            if (i > 0) {
                rule(box.betweenRows);
            }
            row(rows.get(i), box.row, false);
        }
        rule(box.bottom);
        return List.copyOf(lines);
    }

    private void rule(String pattern) {
        List<String> parts = new ArrayList<>();
        for (int width : widths) {
            parts.add(pattern.substring(1, 2).repeat(width));
        }
        join(pattern, parts);
    }

    /** As many lines as the highest cell needs; the others are filled up with empty lines below, in a header above. */
    private void row(List<String> cells, String pattern, boolean header) {
        List<List<String>> wrapped = new ArrayList<>();
        int height = 0;
        for (int c = 0; c < widths.length; c++) {
            List<String> text = new ArrayList<>(CellText.wrap(cells.get(c), inner(c)));
            wrapped.add(text);
            height = Math.max(height, text.size());
        }
        for (List<String> text : wrapped) {
            text.addAll(header ? 0 : text.size(), Collections.nCopies(height - text.size(), ""));
        }
        for (int line = 0; line < height; line++) {
            List<String> parts = new ArrayList<>();
            for (int c = 0; c < widths.length; c++) {
                parts.add(" "
                        + CellText.align(
                                wrapped.get(c).get(line), columns.get(c).align(), inner(c)) + " ");
            }
            join(pattern, parts);
        }
    }

    private int inner(int column) {
        return widths[column] - ColumnWidths.PADDING;
    }

    private void join(String pattern, List<String> parts) {
        lines.add(pattern.charAt(0) + String.join(pattern.substring(2, 3), parts) + pattern.charAt(3));
    }
}
