package io.keratin.core.layers;

import io.keratin.core.threads.Team;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The way back through pooling: of a mean dx += dy / count at all places of a window that count; of a largest value dx += dy at the first
 * place that has it, or, as of a reduction in Keras, dx += dy / n at all n such places. Channels come last. Members of the team take
 * samples, in which windows may overlap.
 */
final class PoolGradient {

    private final PoolKind kind;
    private final int[][][] spans;
    private final int[] in;
    private final int batch;
    private final int channels;
    private final boolean shares;
    private final boolean @Nullable [] real;
    private final float[][] having;
    private final Team team;
    private final Team.Task task = this::share;
    private float[] x = {};
    private float[] y = {};
    private float[] dy = {};
    private float[] dx = {};

    /**
     * Lays it out.
     *
     * @param spans where windows begin and end along each of three axes, as in {@link PoolingLayer#spans}
     * @param in places of the input along each axis
     * @param shares whether places with the same largest value share its gradient
     * @param real which places of all samples count; null for all
     */
    PoolGradient(
            PoolKind kind,
            int[][][] spans,
            int batch,
            int[] in,
            int channels,
            boolean shares,
            boolean @Nullable [] real,
            Call call) {
        this.kind = kind;
        this.spans = spans;
        this.batch = batch;
        this.in = in;
        this.channels = channels;
        this.shares = shares;
        this.real = real;
        int size = batch * DataFormat.places(in) * channels;
        team = size < PoolingLayer.MIN_SHARE * call.team().size() ? Team.SOLO : call.team();
        having = new float[team.size()][];
        Arrays.setAll(having, i -> call.scratch(channels));
    }

    /** {@code dIn} modified: all of them have their channels last, {@code from} and {@code to} are what went in and came out. */
    void run(float[] from, float[] to, float[] dOut, float[] dIn) {
        x = from;
        y = to;
        dy = dOut;
        dx = dIn;
        team.run(task);
    }

    private void share(int member) {
        int end = team.share(batch, member + 1);
        int w = team.share(batch, member) * spans[0][0].length * spans[1][0].length * spans[2][0].length;
        for (int b = team.share(batch, member); b < end; b++) {
            for (int q0 = 0; q0 < spans[0][0].length; q0++) {
                for (int q1 = 0; q1 < spans[1][0].length; q1++) {
                    for (int q2 = 0; q2 < spans[2][0].length; q2++, w++) {
                        window(b, q0, q1, q2, w * channels, having[member]);
                    }
                }
            }
        }
    }

    private void window(int b, int q0, int q1, int q2, int out, float[] n) {
        Arrays.fill(n, 0, channels, kind == PoolKind.MAX && !shares ? 1 : 0);
        for (int pass = kind == PoolKind.MAX && !shares ? 1 : 0; pass < 2; pass++) {
            for (int p0 = spans[0][0][q0]; p0 < spans[0][1][q0]; p0++) {
                for (int p1 = spans[1][0][q1]; p1 < spans[1][1][q1]; p1++) {
                    for (int p2 = spans[2][0][q2]; p2 < spans[2][1][q2]; p2++) {
                        int place = ((b * in[0] + p0) * in[1] + p1) * in[2] + p2;
                        if (real != null && !real[place]) {
                            continue;
                        }
                        if (pass == 0) {
                            count(place * channels, out, n);
                        } else {
                            add(place * channels, out, n);
                        }
                    }
                }
            }
        }
    }

    /** n counts the places among which a channel's gradient is shared. */
    private void count(int at, int out, float[] n) {
        for (int c = 0; c < channels; c++) {
            n[c] += kind == PoolKind.AVERAGE || x[at + c] == y[out + c] ? 1 : 0;
        }
    }

    private void add(int at, int out, float[] n) {
        if (kind == PoolKind.AVERAGE) {
            for (int c = 0; c < channels; c++) {
                dx[at + c] += dy[out + c] / n[c];
            }
            return;
        }
        for (int c = 0; c < channels; c++) {
            if (x[at + c] == y[out + c] && n[c] > 0) {
                dx[at + c] += dy[out + c] / n[c];
                n[c] = shares ? n[c] : 0;
            }
        }
    }
}
