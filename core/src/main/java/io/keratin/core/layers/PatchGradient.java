package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way back through z (rows, F) = P · W, where row q of P is the patch of the input that output place q reads: dW += Pᵀ · dz; dP = dz
 * · Wᵀ, and each of its values is added to dx where its patch read it. P and dP are made tile by tile: nobody keeps the whole of
 * them. Tiles do not depend on the team, whose members take patches of a tile, rows of dW, and channels of dx.
 *
 * <p>A transposed convolution goes back the other way round: P holds the patches of dz, and dW += Pᵀ · x, dx += P · W.
 */
final class PatchGradient {

    /** Values of a tile, a quarter of an L2 cache of 1 MB, and how many rows it has at least and at most. */
    private static final int TILE = 65536;

    private static final int MIN_ROWS = 48;
    private static final int MAX_ROWS = 512;

    /** Channels that are worth a member's while. */
    private static final int MIN_CHANNELS = 16;

    private final Patches patches;
    private final int rows;
    private final int filters;
    private final int together;
    private final boolean reads;
    private final @Nullable PackedMatrix w;
    private final float[] tile;
    private final float[] dTile;
    private final ProductGradient whole;

    /** That of the last rows, which may be fewer. */
    private final ProductGradient last;

    private final Team team;
    private final Team byChannel;
    private final Team.Task read = this::read;
    private final Team.Task add = this::add;
    private final Team.Task multiply = this::multiply;
    private final float[][] work;
    private int first;
    private int count;
    private float[] dx = {};

    private final Kernels kernels;

    /**
     * Lays it out for a convolution.
     *
     * @param rows output places of all samples
     * @param filters F
     * @param dw (taps · channels, F), null if it is not trained
     * @param transposed Wᵀ, null if nobody needs dx
     */
    static PatchGradient of(
            Kernels kernels,
            Patches patches,
            int rows,
            int filters,
            float @Nullable [] dw,
            @Nullable PackedMatrix transposed,
            Call call) {
        return new PatchGradient(kernels, patches, rows, filters, dw, transposed, null, call);
    }

    /**
     * Lays it out for a transposed convolution.
     *
     * @param patches those of dz
     * @param rows input places of all samples
     * @param channels X
     * @param dw (taps · filters, X), null if it is not trained
     * @param w of the same shape, null if nobody needs dx
     */
    static PatchGradient turned(
            Kernels kernels,
            Patches patches,
            int rows,
            int channels,
            float @Nullable [] dw,
            @Nullable PackedMatrix w,
            Call call) {
        return new PatchGradient(kernels, patches, rows, channels, dw, null, w, call);
    }

    private PatchGradient(
            Kernels kernels,
            Patches patches,
            int rows,
            int filters,
            float @Nullable [] dw,
            @Nullable PackedMatrix transposed,
            @Nullable PackedMatrix w,
            Call call) {
        this.kernels = kernels;
        this.patches = patches;
        this.w = w;
        this.rows = rows;
        this.filters = filters;
        int n = patches.length();
        together = Math.max(1, Math.min(rows, Math.max(MIN_ROWS, Math.min(MAX_ROWS, TILE / Math.max(1, n)))));
        reads = dw != null || w != null;
        tile = reads ? call.scratch(together * n) : new float[0];
        dTile = transposed == null ? new float[0] : call.scratch(together * n);
        whole = new ProductGradient(kernels, together, n, filters, dw, null, transposed, call);
        int rest = rows % together;
        last = rest == 0 ? whole : new ProductGradient(kernels, rest, n, filters, dw, null, transposed, call);
        boolean worthIt = (long) rows * n * filters >= call.team().size() * SharedProduct.MIN_SHARE;
        team = worthIt ? call.team() : Team.SOLO;
        work = new float[team.size()][];
        Arrays.setAll(work, i -> call.scratch(w == null ? 0 : Kernels.WORK));
        byChannel = patches.channels >= MIN_CHANNELS * team.size() ? team : Team.SOLO;
    }

    /** Adds to dW and, if it is not null, to {@code dIn}. {@code dz}, of a transposed convolution x, not modified. */
    void run(float[] dz, float @Nullable [] dIn) {
        boolean goesOn = dIn != null && dTile.length > 0;
        int n = patches.length();
        for (first = 0; first < rows; first += together) {
            count = Math.min(together, rows - first);
            if (reads) {
                team.run(read);
            }
            ProductGradient product = count == together ? whole : last;
            if (goesOn) {
                Arrays.fill(dTile, 0, count * n, 0);
            }
            product.run(dz, first * filters, tile, 0, n, goesOn ? dTile : null);
            if (dIn != null && goesOn) {
                dx = dIn;
                byChannel.run(add);
            } else if (dIn != null) {
                dx = dIn;
                team.run(multiply);
            }
        }
    }

    private void read(int member) {
        int from = team.share(count, member);
        patches.fill(first + from, first + team.share(count, member + 1), tile, from * patches.length());
    }

    private void multiply(int member) {
        int n = patches.length();
        int from = team.share(count, member);
        int at = (first + from) * filters;
        if (w != null) {
            int m = team.share(count, member + 1) - from;
            kernels.gemm(m, tile, from * n, n, w, dx, at, filters, dx, at, filters, work[member]);
        }
    }

    private void add(int member) {
        int channels = patches.channels;
        int from = byChannel.share(channels, member);
        patches.add(first, first + count, dTile, dx, from, byChannel.share(channels, member + 1));
    }
}
