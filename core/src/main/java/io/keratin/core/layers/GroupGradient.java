package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way back through a convolution of groups of channels: a {@link PatchGradient} for each, over copies of the group's own channels,
 * filters and weights.
 */
final class GroupGradient {

    private final int groups;
    private final int channels;
    private final int filters;
    private final int places;
    private final int rows;
    private final int taps;
    private final float[] x;
    private final float[] w;
    private final float @Nullable [] dw;
    private final float[] ownX;
    private final float[] ownDx;
    private final float[] ownDz;
    private final float[] ownDw;
    private final PackedMatrix transposed;
    private final PatchGradient gradient;

    /**
     * Lays it out.
     *
     * @param in places of the input along each axis
     * @param channels those of a group
     * @param filters those of a group
     * @param x (batch, in, groups · channels)
     * @param w the kernel (taps, channels, groups · filters)
     * @param dw its gradient, null if it is not trained
     */
    GroupGradient(
            Kernels kernels,
            Windows windows,
            int batch,
            int[] in,
            int groups,
            int channels,
            int filters,
            float[] x,
            float[] w,
            float @Nullable [] dw,
            Call call) {
        this.groups = groups;
        this.channels = channels;
        this.filters = filters;
        this.x = x;
        this.w = w;
        this.dw = dw;
        taps = windows.taps();
        places = batch * DataFormat.places(in);
        ownX = call.scratch(places * channels);
        ownDx = call.scratch(places * channels);
        Patches patches = Patches.of(windows, in, channels, ownX);
        rows = batch * patches.places();
        ownDz = call.scratch(rows * filters);
        int own = taps * channels * filters;
        ownDw = dw == null ? new float[0] : call.scratch(own);
        transposed = kernels.matrix(filters, taps * channels, 1);
        gradient = PatchGradient.of(kernels, patches, rows, filters, dw == null ? null : ownDw, transposed, call);
    }

    /** Adds to dw and, if it is not null, to {@code dx}. {@code dz} (rows, groups · filters) not modified. */
    void run(float[] dz, float @Nullable [] dx) {
        for (int g = 0; g < groups; g++) {
            pick(x, groups * channels, g * channels, places, channels, ownX);
            pick(dz, groups * filters, g * filters, rows, filters, ownDz);
            Arrays.fill(ownDx, 0, places * channels, 0);
            Arrays.fill(ownDw, 0);
            transposed.fill(w, g * filters, 1, groups * filters);
            gradient.run(ownDz, dx == null ? null : ownDx);
            if (dx != null) {
                addTo(dx, groups * channels, g * channels, places, channels, ownDx);
            }
            if (dw != null) {
                addTo(dw, groups * filters, g * filters, taps * channels, filters, ownDw);
            }
        }
    }

    private static void pick(float[] from, int stride, int at, int rows, int n, float[] to) {
        for (int r = 0; r < rows; r++) {
            System.arraycopy(from, r * stride + at, to, r * n, n);
        }
    }

    private static void addTo(float[] to, int stride, int at, int rows, int n, float[] from) {
        for (int r = 0; r < rows; r++) {
            for (int i = 0; i < n; i++) {
                to[r * stride + at + i] += from[r * n + i];
            }
        }
    }
}
