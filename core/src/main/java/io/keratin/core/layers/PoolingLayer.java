package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Layers that make one place of every window of places: (B, …, X) to (B, …, X). Padding takes no part. A mask ends here. */
interface PoolingLayer extends WeightlessLayer {

    /** Input values that are worth a thread of their own. */
    int MIN_SHARE = 16_384;

    /** What becomes of a window's values. */
    PoolKind kind();

    /** Whether the input is (B, X, …). */
    boolean channelsFirst();

    /**
     * The windows along one of three axes, the first of which may be missing, on an input of this length: where each begins, and, in
     * a second row, where each ends.
     */
    int[][] spans(int axis, int length);

    @Override
    default Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        return call -> {
            Tensor input = call.input();
            float[] x = input.floats();
            float[] y = call.output().floats();
            int batch = input.shape().dim(0);
            int channels = input.shape().dim(DataFormat.channelAxis(channelsFirst()));
            int[] in = DataFormat.space(input.shape(), channelsFirst());
            int[][][] spans = new int[DataFormat.AXES][][];
            Arrays.setAll(spans, axis -> spans(axis, in[axis]));
            int places = DataFormat.places(in);
            int windows = spans[0][0].length * spans[1][0].length * spans[2][0].length;
            float[] last = channelsFirst() ? call.scratch(batch * places * channels) : x;
            float[] pooled = channelsFirst() ? call.scratch(batch * windows * channels) : y;
            Team team = input.size() < MIN_SHARE * call.team().size() ? Team.SOLO : call.team();
            PoolKind.Work[] work = new PoolKind.Work[team.size()];
            Arrays.setAll(work, i -> PoolKind.Work.of(call, channels));
            Team.Task task = member -> {
                int to = team.share(batch * windows, member + 1);
                for (int w = team.share(batch * windows, member); w < to; w++) {
                    pool(kernels, w, spans, last, in, channels, work[member]);
                    System.arraycopy(work[member].result(), 0, pooled, w * channels, channels);
                }
            };
            Step forward = () -> {
                if (last != x) {
                    DataFormat.transpose(batch, channels, places, x, last);
                }
                team.run(task);
                if (pooled != y) {
                    DataFormat.transpose(batch, windows, channels, pooled, y);
                }
            };
            float[] dx = call.gradient(input);
            return dx == null
                    ? forward
                    : back(
                            call,
                            forward,
                            new PoolGradient(kind(), spans, batch, in, channels, false, null, call),
                            channelsFirst() ? new int[] {batch, channels, places, windows} : null);
        };
    }

    /**
     * A step with its way back.
     *
     * @param turned batch, channels, places and windows where channels come first, and all is turned for the way back; else null
     */
    static Step back(Call call, Step forward, PoolGradient gradient, int @Nullable [] turned) {
        float[] x = call.input().floats();
        float[] y = call.output().floats();
        float[] dx = call.gradient(call.input());
        float[] dy = call.gradient(call.output());
        if (dx == null || dy == null) {
            return forward;
        }
        if (turned == null) {
            return Step.of(forward, () -> gradient.run(x, y, dy, dx));
        }
        int batch = turned[0];
        int channels = turned[1];
        int places = turned[2];
        int windows = turned[3];
        int size = batch * channels * places;
        int results = batch * channels * windows;
        float[] last = call.scratch(size);
        float[] dLast = call.scratch(size);
        float[] pooled = call.scratch(results);
        float[] dPooled = call.scratch(results);
        return Step.of(forward, () -> {
            DataFormat.transpose(batch, channels, places, x, last);
            DataFormat.transpose(batch, channels, windows, y, pooled);
            DataFormat.transpose(batch, channels, windows, dy, dPooled);
            Arrays.fill(dLast, 0, size, 0);
            gradient.run(last, pooled, dPooled, dLast);
            DataFormat.addTransposed(batch, places, channels, dLast, dx);
        });
    }

    /** Window {@code w} of all samples' windows. */
    private void pool(Kernels kernels, int w, int[][][] spans, float[] x, int[] in, int n, PoolKind.Work work) {
        int line = w / spans[2][0].length;
        int plane = line / spans[1][0].length;
        int b = plane / spans[0][0].length;
        int q0 = plane - b * spans[0][0].length;
        int q1 = line - plane * spans[1][0].length;
        int q2 = w - line * spans[2][0].length;
        int from = spans[2][0][q2];
        int rows = spans[2][1][q2] - from;
        int count = 0;
        for (int p0 = spans[0][0][q0]; p0 < spans[0][1][q0]; p0++) {
            for (int p1 = spans[1][0][q1]; p1 < spans[1][1][q1]; p1++) {
                int start = (((b * in[0] + p0) * in[1] + p1) * in[2] + from) * n;
                if (count == 0) {
                    kind().first(kernels, x, start, rows, n, work);
                } else {
                    kind().next(kernels, x, start, rows, n, work);
                }
                count += rows;
            }
        }
        kind().finish(count, n, work);
    }
}
