package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The largest number or the mean of every window, Keras's MaxPooling1D, AveragePooling2D and so on.
 *
 * <p>(B, …, X) to (B, …, X), or (B, X, …) to (B, X, …) where channels come first. Padding takes no part. A mask ends here, as in
 * Keras.
 *
 * @param kind what becomes of a window's values
 * @param windows what slides over the input; no dilation
 * @param channelsFirst whether the input is (B, X, …)
 */
public record Pooling(PoolKind kind, Windows windows, boolean channelsFirst) implements PoolingLayer {

    /** Checks the options. */
    public Pooling {
        String layer = className(kind, windows);
        windows.check(layer, "pool_size");
        windows.checkNotCausal(layer);
        if (Collections.max(windows.dilations()) > 1) {
            throw new IllegalArgumentException(layer + ": windows of pooling have no dilation rate");
        }
    }

    /** Pooling with Keras's defaults: windows side by side, of these sizes, one for each axis. */
    public Pooling(PoolKind kind, List<Integer> poolSize) {
        this(kind, Windows.of(poolSize).withStrides(poolSize), false);
    }

    /** Reads a layer of so many axes. */
    static LayerRegistry.Factory reader(PoolKind kind, int axes) {
        return (config, registry) -> read(config, kind, axes);
    }

    private static Pooling read(Config config, PoolKind kind, int axes) {
        List<Integer> poolSize = Checks.tuple(config, "pool_size", axes, Collections.nCopies(axes, 2));
        Pooling defaults = new Pooling(kind, poolSize);
        Windows windows = defaults.windows
                .withStrides(Checks.tuple(config, "strides", axes, poolSize))
                .withPadding(Padding.read(config, defaults.windows.padding()));
        return new Pooling(kind, windows, DataFormat.channelsFirst(config, defaults.channelsFirst));
    }

    private static String className(PoolKind kind, Windows windows) {
        return kind.word() + "Pooling" + windows.axes() + "D";
    }

    @Override
    public String className() {
        return className(kind, windows);
    }

    @Override
    public Shape outputShape(Shape input) {
        return windows.slide(className(), input, channelsFirst);
    }

    @Override
    public int[][] spans(int axis, int length) {
        Window window = windows.ofThree(axis);
        int[] starts = IntStream.range(0, window.count(length))
                .map(q -> q * window.strides() - window.before(length))
                .toArray();
        return new int[][] {
            IntStream.of(starts).map(start -> Math.max(0, start)).toArray(),
            IntStream.of(starts)
                    .map(start -> (int) Math.min(length, (long) start + window.size()))
                    .toArray()
        };
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "pool_size",
                windows.sizes(),
                "padding",
                windows.padding().kerasName(),
                "strides",
                windows.strides(),
                "data_format",
                DataFormat.name(channelsFirst));
    }
}
