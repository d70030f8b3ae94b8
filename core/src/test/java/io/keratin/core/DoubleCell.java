package io.keratin.core;

import java.util.Arrays;
import java.util.List;

/** The recurrences of Keras in double precision, one sample, one step at a time, straight from the formulas. */
final class DoubleCell {

    /** Which recurrence. */
    enum Kind {
        LSTM(4),
        GRU(3),
        GRU_RESET_BEFORE(3),
        SIMPLE_RNN(1);

        final int gates;

        Kind(int gates) {
            this.gates = gates;
        }
    }

    final double[] h;
    final double[] c;

    /** Of the last step, for each unit: the sum of the absolute values of what its largest gate is a sum of. */
    final double[] summed;

    private final Kind kind;
    private final int units;
    private final float[] kernel;
    private final float[] recurrent;
    private final float[] bias;

    /** A cell at state 0; weights in Keras's order: kernel, recurrent_kernel, bias. */
    DoubleCell(Kind kind, int units, List<float[]> weights) {
        this.kind = kind;
        this.units = units;
        kernel = weights.get(0);
        recurrent = weights.get(1);
        bias = weights.get(2);
        h = new double[units];
        c = new double[units];
        summed = new double[units];
    }

    /** One step on the features at {@code at}. */
    void step(float[] x, int at, int features) {
        double[] before = h.clone();
        Arrays.fill(summed, 1);
        switch (kind) {
            case LSTM -> lstm(x, at, features, before);
            case GRU -> gru(x, at, features, before);
            case GRU_RESET_BEFORE -> gruResetBefore(x, at, features, before);
            case SIMPLE_RNN -> {
                for (int u = 0; u < units; u++) {
                    h[u] = Math.tanh(input(x, at, features, 0, u) + state(before, 0, u));
                }
            }
        }
    }

    private void lstm(float[] x, int at, int features, double[] before) {
        for (int u = 0; u < units; u++) {
            double i = sigmoid(input(x, at, features, 0, u) + state(before, 0, u));
            double f = sigmoid(input(x, at, features, 1, u) + state(before, 1, u));
            double g = Math.tanh(input(x, at, features, 2, u) + state(before, 2, u));
            double o = sigmoid(input(x, at, features, 3, u) + state(before, 3, u));
            c[u] = f * c[u] + i * g;
            h[u] = o * Math.tanh(c[u]);
        }
    }

    private void gru(float[] x, int at, int features, double[] before) {
        int second = 3 * units;
        for (int u = 0; u < units; u++) {
            double z = sigmoid(input(x, at, features, 0, u) + state(before, 0, u) + bias[second + u]);
            double r = sigmoid(input(x, at, features, 1, u) + state(before, 1, u) + bias[second + units + u]);
            double s = state(before, 2, u) + bias[second + 2 * units + u];
            double g = Math.tanh(input(x, at, features, 2, u) + r * s);
            h[u] = z * before[u] + (1 - z) * g;
        }
    }

    private void gruResetBefore(float[] x, int at, int features, double[] before) {
        double[] reset = new double[units];
        for (int u = 0; u < units; u++) {
            reset[u] = before[u] * sigmoid(input(x, at, features, 1, u) + state(before, 1, u));
        }
        for (int u = 0; u < units; u++) {
            double z = sigmoid(input(x, at, features, 0, u) + state(before, 0, u));
            double g = Math.tanh(input(x, at, features, 2, u) + state(reset, 2, u));
            h[u] = z * before[u] + (1 - z) * g;
        }
    }

    private double input(float[] x, int at, int features, int gate, int unit) {
        int column = gate * units + unit;
        double sum = bias[column];
        double size = Math.abs(sum);
        for (int k = 0; k < features; k++) {
            double term = (double) x[at + k] * kernel[k * kind.gates * units + column];
            sum += term;
            size += Math.abs(term);
        }
        summed[unit] = Math.max(summed[unit], size);
        return sum;
    }

    private double state(double[] state, int gate, int unit) {
        int column = gate * units + unit;
        double sum = 0;
        double size = 0;
        for (int k = 0; k < units; k++) {
            double term = state[k] * recurrent[k * kind.gates * units + column];
            sum += term;
            size += Math.abs(term);
        }
        summed[unit] = Math.max(summed[unit], size);
        return sum;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
