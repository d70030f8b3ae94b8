package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;

/** Layers that make one step of every window of steps: (B, T, X) to (B, T', X). Padding takes no part. A mask ends here. */
interface Pooling1d extends WeightlessLayer {

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
            float[] result = call.scratch(channels);
            float[] row = call.scratch(channels);
            if (!channelsFirst()) {
                return () -> pool(reduction, batch, x, steps, channels, y, count, result, row);
            }
            float[] last = call.scratch(batch * steps * channels);
            float[] pooled = call.scratch(batch * count * channels);
            return () -> {
                Sequences.transpose(batch, channels, steps, x, last);
                pool(reduction, batch, last, steps, channels, pooled, count, result, row);
                Sequences.transpose(batch, count, channels, pooled, y);
            };
        };
    }

    private void pool(
            Reduction reduction,
            int batch,
            float[] x,
            int steps,
            int channels,
            float[] y,
            int count,
            float[] result,
            float[] row) {
        int before = window().before(steps);
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < count; t++) {
                int start = t * strides() - before;
                int from = Math.max(0, start);
                int to = (int) Math.min(steps, (long) start + poolSize());
                reduction.reduce(x, (b * steps + from) * channels, to - from, channels, result, row);
                System.arraycopy(result, 0, y, (b * count + t) * channels, channels);
            }
        }
    }
}
