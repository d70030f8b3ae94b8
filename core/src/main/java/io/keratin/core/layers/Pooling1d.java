package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import java.util.List;

/** Layers that make one step of every window of steps: (B, T, X) to (B, T', X). Padding takes no part. A mask ends here. */
interface Pooling1d extends WeightlessLayer {

    /** Input values that are worth a thread of their own. */
    int MIN_SHARE = 16_384;

    /** Steps in a window. */
    int poolSize();

    /** Steps from one window to the next. */
    int strides();

    /** What stands beyond the ends: nothing, or padding at both. */
    Padding padding();

    /** Whether the input is (B, X, T). */
    boolean channelsFirst();

    /** Checks the options. */
    static void check(String layer, int poolSize, int strides, Padding padding) {
        Checks.positive(layer, "pool_size", poolSize);
        Checks.positive(layer, "strides", strides);
        if (padding == Padding.CAUSAL) {
            throw new IllegalArgumentException(layer + ": padding must be valid or same, got causal");
        }
    }

    /** Makes the layer of its options. */
    @FunctionalInterface
    interface Maker<L extends Pooling1d> {
        /** The layer with these options. */
        L make(int poolSize, int strides, Padding padding, boolean channelsFirst);
    }

    /** Reads the options; {@code defaults} are those for the configuration's pool_size. */
    static <L extends Pooling1d> L read(Config config, L defaults, Maker<L> maker) {
        return maker.make(
                defaults.poolSize(),
                Checks.single(config, "strides", defaults.strides()),
                Padding.read(config, defaults.padding()),
                Sequences.channelsFirst(config, defaults.channelsFirst()));
    }

    @Override
    default Shape outputShape(Shape input) {
        return window().slide(className(), input, channelsFirst());
    }

    private Window window() {
        return new Window(poolSize(), strides(), 1, padding());
    }

    @Override
    default Value.Fields config() {
        return Value.fields(
                "pool_size",
                List.of(poolSize()),
                "padding",
                padding().kerasName(),
                "strides",
                List.of(strides()),
                "data_format",
                Sequences.name(channelsFirst()));
    }

    /** What runs: each window's steps reduced to one. */
    default Layer reduce(Reduction reduction) {
        return call -> {
            Tensor in = call.input();
            float[] x = in.floats();
            float[] y = call.output().floats();
            int batch = in.shape().dim(0);
            int steps = in.shape().dim(Sequences.timeAxis(channelsFirst()));
            int channels = in.shape().dim(Sequences.channelAxis(channelsFirst()));
            int count = window().count(steps);
            int before = window().before(steps);
            Team team = in.size() < MIN_SHARE * call.team().size() ? Team.SOLO : call.team();
            float[][] result = new float[team.size()][];
            float[][] row = new float[team.size()][];
            Arrays.setAll(result, i -> call.scratch(channels));
            Arrays.setAll(row, i -> call.scratch(channels));
            float[] last = channelsFirst() ? call.scratch(batch * steps * channels) : x;
            float[] pooled = channelsFirst() ? call.scratch(batch * count * channels) : y;
            Team.Task task = member -> {
                int from = team.share(batch * count, member);
                int to = team.share(batch * count, member + 1);
                pool(reduction, from, to, last, steps, before, channels, pooled, count, result[member], row[member]);
            };
            return () -> {
                if (last != x) {
                    Sequences.transpose(batch, channels, steps, x, last);
                }
                team.run(task);
                if (pooled != y) {
                    Sequences.transpose(batch, count, channels, pooled, y);
                }
            };
        };
    }

    /** The windows from {@code from} to {@code to} (exclusive) of all samples. */
    private void pool(
            Reduction reduction,
            int from,
            int to,
            float[] x,
            int steps,
            int before,
            int channels,
            float[] y,
            int count,
            float[] result,
            float[] row) {
        for (int at = from; at < to; at++) {
            int b = at / count;
            int start = (at - b * count) * strides() - before;
            int first = Math.max(0, start);
            int end = (int) Math.min(steps, (long) start + poolSize());
            reduction.reduce(x, (b * steps + first) * channels, end - first, channels, result, row);
            System.arraycopy(result, 0, y, at * channels, channels);
        }
    }
}
