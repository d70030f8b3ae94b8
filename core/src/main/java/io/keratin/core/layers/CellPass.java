package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import java.util.Arrays;

/**
 * A recurrent cell's way through time in training, and back, for some samples of a batch. Arrays of one step are (samples, H), begin at
 * 0 and are one for each step: loops over them are what C2 turns into vector code.
 */
public abstract class CellPass {

    /**
     * Some columns of the recurrent kernel, and what they are multiplied with.
     *
     * @param first the first column
     * @param r these columns (H, n)
     * @param transposed the same (n, H)
     * @param mask what the state is multiplied with before, (samples, H); empty for nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Group(int first, PackedMatrix r, PackedMatrix transposed, float[] mask) {}

    /**
     * What a pass is laid out for.
     *
     * @param call where arrays come from
     * @param binding where the cell's weights are
     * @param kernels what multiplies
     * @param batch number of samples of all passes together
     * @param firstSample the first of this one's
     * @param samples how many it has
     * @param time number of steps
     * @param units H
     * @param columns gates · H
     * @param groups the columns of the recurrent kernel
     * @param z (T · B, columns), step after step: the input's projections with bias on the way forward, gradients with respect to them
     *     on the way back
     * @param dr gradients with respect to the recurrent products, where they are others than those in {@code z}; else {@code z}
     * @param recurrentBias what the recurrent products start from, where they have a bias of their own
     * @param biasOffset where it begins
     * @param operands what each group's columns were multiplied with, (T · B, H), written on the way back
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Layout(
            Call call,
            Binding binding,
            Kernels kernels,
            int batch,
            int firstSample,
            int samples,
            int time,
            int units,
            int columns,
            Group[] groups,
            float[] z,
            float[] dr,
            float[] recurrentBias,
            int biasOffset,
            float[][] operands) {

        /** Where the rows of step s begin, in rows. */
        int row(int s) {
            return s * batch + firstSample;
        }

        Gate gate(Activation f) {
            return new Gate(kernels, f, call, time, samples, units);
        }

        float[] scratch() {
            return call.scratch(samples * units);
        }

        /** An array for each step and one more: a state before and after each. */
        float[][] states() {
            float[][] states = new float[time + 1][];
            Arrays.setAll(states, s -> call.kept(samples * units));
            return states;
        }
    }

    final Layout layout;
    final Kernels kernels;
    final int samples;
    final int units;
    final int columns;

    /** Number of values of an array of one step. */
    final int n;

    /** The states before each step and after the last: h, then c if there is one. */
    final float[][][] states;

    /** The gradients with respect to the states after a step, then before it. */
    final float[][] d;

    final float[] work;
    private final float[] masked;
    private final float[] through;

    CellPass(Layout layout, int stateCount) {
        this.layout = layout;
        kernels = layout.kernels;
        samples = layout.samples;
        units = layout.units;
        columns = layout.columns;
        n = samples * units;
        states = new float[stateCount][][];
        d = new float[stateCount][];
        for (int i = 0; i < stateCount; i++) {
            states[i] = layout.states();
            d[i] = layout.scratch();
        }
        work = layout.call.scratch(Kernels.WORK);
        boolean drops = Arrays.stream(layout.groups).anyMatch(g -> g.mask.length > 0);
        masked = drops ? layout.scratch() : new float[0];
        through = layout.scratch();
    }

    /** From the states before step s and the projected input to the states after it. */
    abstract void forward(int s);

    /**
     * From {@link #d} with respect to the states after step s to that with respect to those before it; writes this step's gradients
     * with respect to the products.
     */
    abstract void backward(int s);

    /**
     * Adds the gradients of weights that belong to no product at step s, once all passes have been back through time. One thread runs it,
     * step after step and sample after sample: sums have the same bits for every team.
     */
    void learn(int s) {}

    /** to (samples, columns) = start + h · R, the state before step s masked for each group. {@code to} modified. */
    final void recurrent(int s, float[] start, int at, int ld, float[] to) {
        for (Group g : layout.groups) {
            recurrent(g, states[0][s], start, at, ld, to);
        }
    }

    /** The columns of one group alone. */
    final void recurrent(Group g, float[] h, float[] start, int at, int ld, float[] to) {
        float[] operand = masked(g, h);
        kernels.gemm(samples, operand, 0, units, g.r, start, at + g.first, ld, to, g.first, columns, work);
    }

    private float[] masked(Group g, float[] h) {
        if (g.mask.length == 0) {
            return h;
        }
        times(h, g.mask, masked, n);
        return masked;
    }

    /** Adds dh += (dr · Rᵀ) ∘ mask of one group at step s, and writes down what it was multiplied with. */
    final void back(int group, int s, float[] h, float[] dh) {
        Group g = layout.groups[group];
        int row = layout.row(s);
        System.arraycopy(masked(g, h), 0, layout.operands[group], row * units, n);
        int from = row * columns + g.first;
        if (g.mask.length == 0) {
            kernels.gemm(samples, layout.dr, from, columns, g.transposed, dh, 0, units, dh, 0, units, work);
        } else {
            kernels.gemm(samples, layout.dr, from, columns, g.transposed, null, 0, 0, through, 0, units, work);
            addTimes(through, g.mask, dh, n);
        }
    }

    /** As {@link #back(int, int, float[], float[])}, of all groups with the state before the step. */
    final void back(int s, float[] dh) {
        for (int g = 0; g < layout.groups.length; g++) {
            back(g, s, states[0][s], dh);
        }
    }

    /** Writes the gradient with respect to a gate's columns of step s. */
    final void put(float[] from, int gate, int s, float[] to) {
        for (int row = 0; row < samples; row++) {
            System.arraycopy(from, row * units, to, (layout.row(s) + row) * columns + gate * units, units);
        }
    }

    /** dz of a gate at step s: x ∘ y times its derivative. {@code dz} modified. */
    final void gate(int which, Gate gate, float[] x, float[] y, float[] dz, int s) {
        times(x, y, dz, n);
        gate.derive(s, dz);
        put(dz, which, s, layout.z());
    }

    /** to = x · y. */
    static void times(float[] x, float[] y, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] = x[i] * y[i];
        }
    }

    /** to += x · y. */
    static void addTimes(float[] x, float[] y, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += x[i] * y[i];
        }
    }

    /** to += x. */
    static void add(float[] x, float[] to, int n) {
        for (int i = 0; i < n; i++) {
            to[i] += x[i];
        }
    }
}
