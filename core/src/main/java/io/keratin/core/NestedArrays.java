package io.keratin.core;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;

/** Nested Java arrays to tensors and back. */
final class NestedArrays {

    private NestedArrays() {}

    static Tensor tensor(float[][] x) {
        int n = x.length == 0 ? 0 : x[0].length;
        float[] flat = new float[Math.multiplyExact(x.length, n)];
        for (int i = 0; i < x.length; i++) {
            check(x[i].length, n, "row " + i);
            System.arraycopy(x[i], 0, flat, i * n, n);
        }
        return Tensor.of(flat, x.length, n);
    }

    static Tensor tensor(int[][] x) {
        int n = x.length == 0 ? 0 : x[0].length;
        int[] flat = new int[Math.multiplyExact(x.length, n)];
        for (int i = 0; i < x.length; i++) {
            check(x[i].length, n, "row " + i);
            System.arraycopy(x[i], 0, flat, i * n, n);
        }
        return Tensor.of(flat, x.length, n);
    }

    static Tensor tensor(String[][] x) {
        int n = x.length == 0 ? 0 : x[0].length;
        String[] flat = new String[Math.multiplyExact(x.length, n)];
        for (int i = 0; i < x.length; i++) {
            check(x[i].length, n, "row " + i);
            System.arraycopy(x[i], 0, flat, i * n, n);
        }
        return Tensor.of(flat, x.length, n);
    }

    static Tensor tensor(float[][][] x) {
        int time = x.length == 0 ? 0 : x[0].length;
        int features = time == 0 ? 0 : x[0][0].length;
        float[] flat = new float[Math.multiplyExact(Math.multiplyExact(x.length, time), features)];
        for (int i = 0; i < x.length; i++) {
            check(x[i].length, time, "sequence " + i);
            for (int t = 0; t < time; t++) {
                check(x[i][t].length, features, "sequence " + i + ", step " + t);
                System.arraycopy(x[i][t], 0, flat, (i * time + t) * features, features);
            }
        }
        return Tensor.of(flat, x.length, time, features);
    }

    static float[][] rows(Tensor y, String model) {
        checkRank(y, 2, model, "predictSequences or predict with a Tensor");
        int n = y.shape().last();
        float[][] rows = new float[y.shape().dim(0)][];
        Arrays.setAll(rows, i -> range(y, i * n, n));
        return rows;
    }

    static float[][][] sequences(Tensor y, String model) {
        checkRank(y, 3, model, "predict");
        int time = y.shape().dim(1);
        int n = y.shape().last();
        float[][][] all = new float[y.shape().dim(0)][time][];
        for (int i = 0; i < all.length; i++) {
            for (int t = 0; t < time; t++) {
                all[i][t] = range(y, (i * time + t) * n, n);
            }
        }
        return all;
    }

    /** The n numbers from {@code at} on, as floats. */
    private static float[] range(Tensor y, int at, int n) {
        float[] out = new float[n];
        copy(y, at, Tensor.of(out, n), 0, n);
        return out;
    }

    /** Copies n values, turning ints into floats and floats into ints as needed. */
    static void copy(Tensor x, int from, Tensor to, int at, int n) {
        if (x.storage().getClass() == to.storage().getClass()) {
            System.arraycopy(x.storage(), from, to.storage(), at, n);
        } else if (x.dtype().isInts()) {
            for (int i = 0; i < n; i++) {
                to.floats()[at + i] = x.ints()[from + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                to.ints()[at + i] = (int) x.floats()[from + i];
            }
        }
    }

    private static void check(int length, int expected, String where) {
        if (length != expected) {
            throw new ShapeException(
                    "ragged input: " + where + " has length " + length + ", the first one has " + expected);
        }
    }

    private static void checkRank(Tensor y, int rank, String model, String instead) {
        if (y.shape().rank() != rank) {
            throw new ShapeException("model '" + model + "' gives an output of shape " + y.shape()
                    + ", which is not of rank " + rank + "; call " + instead);
        }
    }
}
