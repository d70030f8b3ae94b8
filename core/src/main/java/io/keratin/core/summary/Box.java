package io.keratin.core.summary;

/** The characters of a table's lines, each as left edge, fill, divider, right edge; rich's HEAVY_HEAD and ASCII. */
enum Box {
    HEAVY_HEAD("┏━┳┓", "┃ ┃┃", "┡━╇┩", "│ ││", "├─┼┤", "└─┴┘"),
    ASCII("+--+", "| ||", "|-+|", "| ||", "|-+|", "+--+");

    final String top;
    final String header;
    final String underHeader;
    final String row;
    final String betweenRows;
    final String bottom;

    Box(String top, String header, String underHeader, String row, String betweenRows, String bottom) {
        this.top = top;
        this.header = header;
        this.underHeader = underHeader;
        this.row = row;
        this.betweenRows = betweenRows;
        this.bottom = bottom;
    }
}
