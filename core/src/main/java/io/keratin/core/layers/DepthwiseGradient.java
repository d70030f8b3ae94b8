package io.keratin.core.layers;

import io.keratin.core.threads.Team;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way back through {@link Depthwise}: with u = c · multiplier + m, over all places q and the input places p that they read with tap
 * t, dw[t][u] += Σ x[p][c] · dz[q][u] and dx[p][c] += w[t][u] · dz[q][u]. Members of the team take channels. Weights are summed line
 * by line of output places, so that long sums lose no digits.
 */
final class DepthwiseGradient {

    private final Patches patches;
    private final int lines;
    private final int multiplier;
    private final float[] w;
    private final float @Nullable [] dw;
    private final float[] sums;
    private final Team team;
    private final Team.Task task = this::share;
    private float[] dz = {};
    private float @Nullable [] dx;

    /**
     * Lays it out.
     *
     * @param w (taps, channels, multiplier)
     * @param dw its gradient, null if it is not trained
     */
    DepthwiseGradient(Patches patches, int batch, int multiplier, float[] w, float @Nullable [] dw, Call call) {
        this.patches = patches;
        this.multiplier = multiplier;
        this.w = w;
        this.dw = dw;
        lines = batch * patches.out[0] * patches.out[1];
        int units = patches.channels * multiplier;
        sums = call.scratch(units);
        long work = (long) lines * patches.out[2] * w.length;
        team = work < SharedProduct.MIN_SHARE * call.team().size() ? Team.SOLO : call.team();
    }

    /** Adds to dw and, if it is not null, to {@code dIn}. {@code dOut} (rows, channels · multiplier) not modified. */
    void run(float[] dOut, float @Nullable [] dIn) {
        dz = dOut;
        dx = dIn;
        team.run(task);
    }

    private void share(int member) {
        int from = team.share(patches.channels, member);
        int to = team.share(patches.channels, member + 1);
        for (int line = 0; line < lines; line++) {
            for (int tap = 0, t0 = 0; t0 < patches.taps(0); t0++) {
                for (int t1 = 0; t1 < patches.taps(1); t1++) {
                    int start = patches.line(line, t0, t1);
                    for (int t = 0; t < patches.taps(2); t++, tap++) {
                        if (start >= 0) {
                            line(line, start, t, tap, from, to);
                        }
                    }
                }
            }
        }
    }

    /** A line of output places with one tap; {@code start} is where the input line begins, {@code from} the first channel. */
    private void line(int line, int start, int t, int tap, int from, int to) {
        int channels = patches.channels;
        int units = channels * multiplier;
        int n = patches.out[2];
        Arrays.fill(sums, from * multiplier, to * multiplier, 0);
        for (int q = 0; q < n; q++) {
            int place = patches.place(q, t);
            if (place < 0 || place >= patches.in[2]) {
                continue;
            }
            int out = (line * n + q) * units;
            int in = start + place * channels;
            if (dw != null) {
                addProducts(patches.x, in, dz, out, from, to);
            }
            if (dx != null) {
                addBack(dx, in, tap * units, dz, out, from, to);
            }
        }
        for (int u = from * multiplier; dw != null && u < to * multiplier; u++) {
            dw[tap * units + u] += sums[u];
        }
    }

    private void addProducts(float[] x, int in, float[] d, int out, int from, int to) {
        if (multiplier == 1) {
            for (int c = from; c < to; c++) {
                sums[c] += x[in + c] * d[out + c];
            }
            return;
        }
        for (int c = from; c < to; c++) {
            for (int u = c * multiplier; u < (c + 1) * multiplier; u++) {
                sums[u] += x[in + c] * d[out + u];
            }
        }
    }

    private void addBack(float[] to, int in, int at, float[] d, int out, int from, int end) {
        if (multiplier == 1) {
            for (int c = from; c < end; c++) {
                to[in + c] += w[at + c] * d[out + c];
            }
            return;
        }
        for (int c = from; c < end; c++) {
            float sum = 0;
            for (int u = c * multiplier; u < (c + 1) * multiplier; u++) {
                sum += w[at + u] * d[out + u];
            }
            to[in + c] += sum;
        }
    }
}
