package io.keratin.core.losses;

/** A function of one row: labels and predictions of n elements become one value. */
@FunctionalInterface
public interface RowValue {

    /** The value of the row at {@code from}. */
    double value(float[] t, float[] p, int from, int n);
}
