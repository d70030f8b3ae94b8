package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way back through z (m, n) = x (m, k) · W (k, n) + b by all members of a team: dW += xᵀ · dz, db += Σ dz, dx += dz · Wᵀ, each as one
 * large product. A member takes rows of dW and of dx, whose bits do not depend on how many there are.
 */
final class ProductGradient {

    /** Rows of x that are turned and multiplied at once: what they need stays in the cache. */
    private static final int TOGETHER = 512;

    /** Rows of x that are turned together: as many as one cache line of the result has values. */
    private static final int LINE = 16;

    private final Kernels kernels;
    private final int k;
    private final int n;
    private final float @Nullable [] dw;
    private final float @Nullable [] db;
    private final @Nullable PackedMatrix transposed;
    private final Team team;
    private final int together;
    private final float[] turned;
    private final @Nullable PackedMatrix packed;
    private final List<PackedMatrix> parts;

    /** Those of the last rows, which may be fewer. */
    private final @Nullable PackedMatrix last;

    private final List<PackedMatrix> lastParts;
    private final float[] sum;
    private final float[] row;
    private final float[][] work;
    private final Team.Task prepare = this::prepare;
    private final Team.Task weights = this::weights;
    private final Team.Task inputs = this::inputs;

    private final int m;
    private final int ldz;
    private final int dbOffset;
    private final int firstColumn;
    private float[] dz = {};
    private int dzOffset;
    private float[] x = {};
    private int xOffset;
    private int ldx;
    private float[] dx = {};
    private int first;
    private int count;

    /**
     * The way back for m rows.
     *
     * @param dw (k, n), null if nobody needs it
     * @param db (n), null if nobody needs it
     * @param transposed Wᵀ (n, k), null if nobody needs dx
     */
    ProductGradient(
            Kernels kernels,
            int m,
            int k,
            int n,
            float @Nullable [] dw,
            float @Nullable [] db,
            @Nullable PackedMatrix transposed,
            Call call) {
        this(kernels, m, k, n, n, 0, dw, db, 0, transposed, call);
    }

    /**
     * The way back through n columns of a larger product.
     *
     * @param columns of the larger product: length of a row of dz and of dW
     * @param firstColumn the first of the n
     * @param dw (k, columns), null if nobody needs it
     * @param db their gradients from {@code dbOffset} on, null if nobody needs them
     * @param transposed (n, k), null if nobody needs dx
     */
    ProductGradient(
            Kernels kernels,
            int m,
            int k,
            int n,
            int columns,
            int firstColumn,
            float @Nullable [] dw,
            float @Nullable [] db,
            int dbOffset,
            @Nullable PackedMatrix transposed,
            Call call) {
        this.ldz = columns;
        this.firstColumn = firstColumn;
        this.dbOffset = dbOffset;
        this.kernels = kernels;
        this.m = m;
        this.k = k;
        this.n = n;
        this.dw = dw;
        this.db = db;
        this.transposed = transposed;
        team = (long) m * k * n >= call.team().size() * SharedProduct.MIN_SHARE ? call.team() : Team.SOLO;
        together = Math.min(m, TOGETHER);
        packed = dw == null ? null : call.matrix(kernels, together, n);
        parts = packed == null ? List.of() : packed.parts(team.size());
        boolean even = together == 0 || m % together == 0;
        last = packed == null || even ? packed : packed.rowRange(0, m % together);
        lastParts = last == null ? List.of() : last.parts(team.size());
        turned = dw == null ? new float[0] : call.scratch(k * together);
        sum = db == null ? new float[0] : call.scratch(n);
        row = db == null ? new float[0] : call.scratch(n);
        work = new float[team.size()][];
        Arrays.setAll(work, i -> call.scratch(Kernels.WORK));
    }

    /** As {@link #run(float[], int, float[], int, int, float[])}, of arrays that begin at 0 and rows that follow one another. */
    void run(float[] gradient, float[] input, float @Nullable [] inputGradient) {
        run(gradient, 0, input, 0, k, inputGradient);
    }

    /**
     * Adds to dW, db and dx.
     *
     * @param gradient dz, whose rows begin at {@code at}; not modified
     * @param input x, row i at {@code start + i * stride}; not modified
     * @param inputGradient dx (m, k), modified; null if nobody needs it
     */
    void run(float[] gradient, int at, float[] input, int start, int stride, float @Nullable [] inputGradient) {
        dz = gradient;
        dzOffset = at + firstColumn;
        x = input;
        xOffset = start;
        ldx = stride;
        if (db != null) {
            sumRows(db);
        }
        for (first = 0; dw != null && first < m; first += together) {
            count = Math.min(together, m - first);
            team.run(prepare);
            team.run(weights);
        }
        if (inputGradient != null && transposed != null) {
            dx = inputGradient;
            team.run(inputs);
        }
    }

    /** db += Σ dz. */
    private void sumRows(float[] bias) {
        Arrays.fill(sum, 0, n, 0);
        if (ldz == n) {
            kernels.addRows(dz, dzOffset, m, n, sum, row);
        } else {
            for (int r = 0; r < m; r++) {
                kernels.addRows(dz, dzOffset + r * ldz, 1, n, sum, row);
            }
        }
        for (int i = 0; i < n; i++) {
            bias[dbOffset + i] += sum[i];
        }
    }

    /** Turns some rows of x, and packs those of dz. */
    private void prepare(int member) {
        int to = team.share(k, member + 1);
        for (int r0 = 0; r0 < count; r0 += LINE) {
            int end = Math.min(count, r0 + LINE);
            for (int i = team.share(k, member); i < to; i++) {
                int from = xOffset + (first + r0) * ldx + i;
                for (int r = r0; r < end; r++) {
                    turned[i * together + r] = x[from];
                    from += ldx;
                }
            }
        }
        if (member < parts.size()) {
            PackedMatrix part = count == together ? parts.get(member) : lastParts.get(member);
            part.fill(dz, dzOffset + first * ldz + part.firstColumn(), ldz, 1);
        }
    }

    /** dW += xᵀ · dz of these rows. */
    private void weights(int member) {
        int from = team.share(k, member);
        PackedMatrix b = count == together ? packed : last;
        if (dw != null && b != null) {
            kernels.gemm(
                    team.share(k, member + 1) - from,
                    turned,
                    from * together,
                    together,
                    b,
                    dw,
                    from * ldz + firstColumn,
                    ldz,
                    dw,
                    from * ldz + firstColumn,
                    ldz,
                    work[member]);
        }
    }

    /** dx += dz · Wᵀ. */
    private void inputs(int member) {
        int from = team.share(m, member);
        if (transposed != null) {
            kernels.gemm(
                    team.share(m, member + 1) - from,
                    dz,
                    dzOffset + from * ldz,
                    ldz,
                    transposed,
                    dx,
                    from * k,
                    k,
                    dx,
                    from * k,
                    k,
                    work[member]);
        }
    }
}
