package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.activations.Derivative;
import io.keratin.core.activations.RowFunction;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** y (m, n) = φ(x (m, k) · W + b), and back, by all members of a team: each takes rows where there are many, else columns. */
final class SharedProduct {

    /** Multiply-adds that are worth a thread of their own. */
    static final long MIN_SHARE = 100_000;

    /** Rows for which the whole of W is worth reading. */
    private static final int MIN_ROWS = 12;

    /** Values of a matrix that stays in the L2 cache, so that it may be read for some rows at a time. */
    private static final int SMALL = 100_000;

    /** Values of a result that stay in the L1 cache, and the rows that a matrix is at least read for. */
    private static final int TOGETHER = 4096;

    private static final int MIN_TOGETHER = 24;

    private final Kernels kernels;
    private final List<PackedMatrix> parts;
    private final float[] bias;
    private final RowFunction activation;
    private final boolean activates;
    private final int rows;
    private final int features;
    private final int units;

    /** Rows that are activated while they are in the cache. */
    private final int together;

    private final Team team;
    private final float[][] work;

    /** The products before they are activated, where the derivative asks for them. */
    private float[] z;

    /** The gradient with respect to them that a loss may have, see {@link Call#logits}. */
    private float @Nullable [] dLogits;

    private final @Nullable Derivative derivative;
    private final Team.Task task = this::share;
    private final Team.Task derive = this::derive;
    private @Nullable ProductGradient gradient;
    private float[] dy = {};
    private float[] x = {};
    private float[] y = {};

    SharedProduct(Kernels kernels, PackedMatrix w, float[] bias, RowFunction activation, int rows, Call call) {
        this.kernels = kernels;
        this.bias = bias;
        this.activation = activation;
        this.activates = activation != Activations.LINEAR;
        this.rows = rows;
        features = w.rows();
        units = w.units();
        boolean small = (long) features * units <= SMALL;
        together = activates && small ? Math.max(MIN_TOGETHER, TOGETHER / Math.max(1, units)) : Math.max(1, rows);
        int members = call.team().size();
        boolean worthIt = (long) rows * features * units >= members * MIN_SHARE;
        boolean byRows = rows >= members * MIN_ROWS;
        parts = worthIt && !byRows ? w.parts(members) : List.of(w);
        team = worthIt && (byRows || parts.size() > 1) ? call.team() : Team.SOLO;
        work = new float[team.size()][];
        Arrays.setAll(work, i -> call.scratch(Kernels.WORK));
        derivative = activates && activation instanceof Activation a ? a.derivative() : null;
        boolean keeps = call.training() && derivative != null && !derivative.ofResults();
        z = keeps ? call.kept(rows * units) : new float[0];
    }

    /** {@code from} not modified, {@code to} modified. */
    void run(float[] from, float[] to) {
        x = from;
        y = to;
        team.run(task);
        if (parts.size() > 1 && !activation.elementwise()) { // needs whole rows
            keep(0, rows, units);
            kernels.activate(activation, y, 0, rows, units, units);
        }
    }

    private void share(int member) {
        if (parts.size() == 1) {
            int end = team.share(rows, member + 1);
            for (int row = team.share(rows, member); row < end; row += together) {
                int m = Math.min(together, end - row);
                int at = row * units;
                kernels.gemm(m, x, row * features, features, parts.get(0), bias, 0, 0, y, at, units, work[member]);
                if (activates) {
                    keep(at, m, units);
                    kernels.activate(activation, y, at, m, units, units);
                }
            }
        } else if (member < parts.size()) {
            PackedMatrix part = parts.get(member);
            int at = part.firstColumn();
            kernels.gemm(rows, x, 0, features, part, bias, at, 0, y, at, units, work[member]);
            if (activates && activation.elementwise()) {
                keep(at, rows, part.units());
                kernels.activate(activation, y, at, rows, part.units(), units);
            }
        }
    }

    private void keep(int at, int m, int n) {
        for (int row = 0; row < m && z.length > 0; row++) {
            System.arraycopy(y, at + row * units, z, at + row * units, n);
        }
    }

    /** Also writes the products before they are activated to a tensor. */
    SharedProduct withLogits(@Nullable Tensor logits, Call call) {
        if (logits != null) {
            z = logits.floats();
            dLogits = call.gradient(logits);
        }
        return this;
    }

    /** Whether a gradient finds its way back. */
    boolean differentiable() {
        return !activates || derivative != null;
    }

    /**
     * Lays out the way back.
     *
     * @param dw gradient of W, null if it is not trained
     * @param db gradient of b, null if it is not trained
     * @param transposed Wᵀ, null if the gradient of x is not needed
     */
    SharedProduct withGradient(
            float @Nullable [] dw, float @Nullable [] db, @Nullable PackedMatrix transposed, Call call) {
        gradient = new ProductGradient(kernels, rows, features, units, dw, db, transposed, call);
        return this;
    }

    /**
     * dz = dy ∘ φ'; dW += xᵀ · dz; db += Σ dz; dx += dz · Wᵀ.
     *
     * @param from x
     * @param to y, as {@link #run} left it
     * @param dTo dy (m, n), dz afterwards
     * @param dFrom dx, modified; null if it is not needed
     */
    void back(float[] from, float[] to, float[] dTo, float @Nullable [] dFrom) {
        y = to;
        dy = dTo;
        if (derivative != null) {
            team.run(derive);
        }
        if (gradient != null) {
            gradient.run(dTo, from, dFrom);
        }
    }

    private void derive(int member) {
        int first = team.share(rows, member);
        int m = team.share(rows, member + 1) - first;
        if (derivative != null) {
            float[] v = derivative.ofResults() ? y : z;
            derivative.apply(v, first * units, units, dy, first * units, units, m, units);
        }
        for (int i = first * units; dLogits != null && i < (first + m) * units; i++) {
            dy[i] += dLogits[i];
        }
    }
}
