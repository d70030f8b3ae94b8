package io.keratin.core.summary;

/**
 * A column of a {@link TextTable}.
 *
 * @param header its title
 * @param align where its text stands
 * @param end where it ends, as a fraction of the line
 */
record Column(String header, Align align, double end) {

    /** Where the text of a cell stands. */
    enum Align {
        LEFT,
        CENTER,
        RIGHT
    }

    Column withEnd(double other) {
        return new Column(header, align, other);
    }
}
