package io.keratin.core.kernels;

import java.util.List;

/**
 * A weight matrix of {@code rows} x (gates · units), stored the way its {@link Kernels} want to read it. Immutable, unless who
 * packed it fills it again.
 *
 * <p>Products with it come out in <em>packed column order</em>: units are grouped into panels of L = {@link
 * #panelUnits()}, and inside a panel the L columns of each gate follow one another, so that all gates of a unit are
 * close together. Column of unit u, gate g: {@code (u / L * gates + g) * L + u % L}. With one gate that is the natural
 * order.
 */
public abstract class PackedMatrix {

    private static final int[] ONE_GATE = {0};

    private final int rows;
    private final int units;
    private final int gates;
    private final int panelUnits;
    private final int firstUnit;

    /** A matrix of this geometry. */
    protected PackedMatrix(int rows, int units, int gates, int panelUnits) {
        this(rows, units, gates, panelUnits, 0);
    }

    /** A part of a matrix, whose units begin with {@code firstUnit} of the whole. */
    protected PackedMatrix(int rows, int units, int gates, int panelUnits, int firstUnit) {
        this.rows = rows;
        this.units = units;
        this.gates = gates;
        this.panelUnits = panelUnits;
        this.firstUnit = firstUnit;
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

    /** Where a part's units begin in the whole matrix; 0 for a whole one. */
    public final int firstUnit() {
        return firstUnit;
    }

    /** Where a part's columns begin in a packed row of the whole matrix. */
    public final int firstColumn() {
        return firstUnit * gates;
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
        packRow(values, 0, gateOrder, row);
        return row;
    }

    /**
     * Writes a vector of (allGates · units) values, which begins at {@code offset}, in the packed column order of this matrix, 0 in the
     * padding, to {@code row} ({@link #columns()}).
     */
    public final void packRow(float[] values, int offset, int[] gateOrder, float[] row) {
        for (int g = 0; g < gates; g++) {
            for (int u = 0; u < units; u++) {
                row[(u / panelUnits * gates + g) * panelUnits + u % panelUnits] =
                        values[offset + gateOrder[g] * units + u];
            }
        }
    }

    /**
     * The matrix cut by units into at most {@code most} parts of about the same size, which share its values. A column of a
     * part's product has the same bits as that of the whole. Matrices of the same units and gates are cut at the same places.
     */
    public abstract List<PackedMatrix> parts(int most);

    /**
     * The rows from {@code from} to {@code to} (exclusive), which share this matrix's values. Only matrices of full precision:
     * in others several rows share a value.
     */
    public PackedMatrix rowRange(int from, int to) {
        throw new IllegalStateException("a matrix of reduced precision is not cut by rows");
    }

    /** As {@link #fill(float[], int, int, int, int[])}, of a matrix with one gate. */
    public final void fill(float[] w, int offset, int rowStride, int columnStride) {
        fill(w, offset, rowStride, columnStride, ONE_GATE);
    }

    /**
     * Replaces all values: row k, unit u of gate g becomes {@code w[offset + k * rowStride + (gateOrder[g] * units + u) *
     * columnStride]}. Only for who packed the matrix to compute with other values later, and shares it with nobody; full precision.
     */
    public void fill(float[] w, int offset, int rowStride, int columnStride, int[] gateOrder) {
        throw new IllegalStateException("only a matrix of full precision is filled again");
    }

    /** n values of {@code w} from {@code at} on, {@code stride} apart, to {@code to} from {@code start} on. */
    protected static void copy(float[] w, int at, int stride, float[] to, int start, int n) {
        if (stride == 1) {
            System.arraycopy(w, at, to, start, n);
            return;
        }
        for (int u = 0; u < n; u++) {
            to[start + u] = w[at + u * stride];
        }
    }

    /**
     * Writes the weights back where {@link Kernels#pack} took them from: {@code w} (rows, allGates · units), from {@code offset}
     * on. They are the values that products are computed with: rounded, where the precision is reduced.
     */
    public final void unpack(float[] w, int offset, int stride, int... gateOrder) {
        for (int g = 0; g < gates; g++) {
            for (int u = 0; u < units; u++) {
                int at = offset + gateOrder[g] * units + u;
                for (int k = 0; k < rows; k++) {
                    w[at + k * stride] = get(k, g, u);
                }
            }
        }
    }

    /** The weight of row k, gate g, unit u, as products are computed with it. */
    protected abstract float get(int k, int g, int u);
}
