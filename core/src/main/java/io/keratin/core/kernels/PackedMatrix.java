package io.keratin.core.kernels;

/**
 * A weight matrix of {@code rows} x (gates · units), stored the way its {@link Kernels} want to read it. Immutable.
 *
 * <p>Products with it come out in <em>packed column order</em>: units are grouped into panels of L = {@link
 * #panelUnits()}, and inside a panel the L columns of each gate follow one another, so that all gates of a unit are
 * close together. Column of unit u, gate g: {@code (u / L * gates + g) * L + u % L}. With one gate that is the natural
 * order.
 */
public abstract class PackedMatrix {

    private final int rows;
    private final int units;
    private final int gates;
    private final int panelUnits;

    /** A matrix of this geometry. */
    protected PackedMatrix(int rows, int units, int gates, int panelUnits) {
        this.rows = rows;
        this.units = units;
        this.gates = gates;
        this.panelUnits = panelUnits;
    }

    /** The inner length k of products with this matrix. */
    public final int rows() {
        return rows;
    }

    /** Columns of one gate. */
    public final int units() {
        return units;
    }

    /** Number of gates. */
    public final int gates() {
        return gates;
    }

    /** Units in a panel, L. */
    public final int panelUnits() {
        return panelUnits;
    }

    /** Number of panels; the last one may be partly filled. */
    public final int panels() {
        return (units + panelUnits - 1) / panelUnits;
    }

    /** Length of a result row: units if there is one gate, else whole panels including the padding of the last. */
    public final int columns() {
        return gates == 1 ? units : panels() * gates * panelUnits;
    }

    /** A vector of (allGates · units) values in the packed column order of this matrix, 0 in the padding. */
    public final float[] packRow(float[] values, int... gateOrder) {
        float[] row = new float[columns()];
        for (int g = 0; g < gates; g++) {
            for (int u = 0; u < units; u++) {
                row[(u / panelUnits * gates + g) * panelUnits + u % panelUnits] = values[gateOrder[g] * units + u];
            }
        }
        return row;
    }
}
