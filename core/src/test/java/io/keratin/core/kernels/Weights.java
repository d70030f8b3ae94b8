package io.keratin.core.kernels;

import java.util.Random;

/** A plain weight matrix (rows, gates · units) beside its packed form, with the double-precision loops that use it. */
final class Weights {

    final int rows;
    final int units;
    final int gates;
    final int[] order;
    final float[] values;
    final PackedMatrix packed;

    /** Random weights; gate g of the packed form is gate {@code order[g]} of the plain one. */
    Weights(Kernels kernels, Random random, int rows, int units, int... order) {
        this(kernels, WeightPrecision.FLOAT32, random, rows, units, order);
    }

    /** Random weights packed in this precision; the plain ones are those that are left of them. */
    Weights(Kernels kernels, WeightPrecision precision, Random random, int rows, int units, int... order) {
        this.rows = rows;
        this.units = units;
        this.gates = order.length;
        this.order = order;
        float[] original = floats(random, rows * gates * units, 0.5f);
        this.values = precision.rounded(original, rows);
        this.packed = kernels.pack(original, rows, units, precision, order);
    }

    static float[] floats(Random random, int n, float scale) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (random.nextFloat() * 2 - 1) * scale;
        }
        return x;
    }

    static float[][] work(int m, PackedMatrix r) {
        int[] lengths = Kernels.stepWork(m, r);
        float[][] work = new float[lengths.length][];
        for (int i = 0; i < work.length; i++) {
            work[i] = new float[lengths[i]];
        }
        return work;
    }

    /** Fails if a value is further away than the tolerance, relative to 1 or the expected value; NaN is NaN. */
    static void check(float actual, double expected, double tolerance, Object what, int row, int column) {
        boolean same = Double.compare(actual, expected) == 0;
        if (!same && !(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)))) {
            throw new AssertionError(
                    what + ", row " + row + ", column " + column + ": expected " + expected + ", found " + actual);
        }
    }

    /** Place of a unit's gate in a packed row. */
    int column(int gate, int unit) {
        int panel = packed.panelUnits();
        return (unit / panel * gates + gate) * panel + unit % panel;
    }

    /** Sum over k of a[at + k] · (weight k of that gate and unit). */
    double dot(float[] a, int at, int gate, int unit) {
        double sum = 0;
        for (int k = 0; k < rows; k++) {
            sum += (double) a[at + k] * values[k * gates * units + order[gate] * units + unit];
        }
        return sum;
    }
}
