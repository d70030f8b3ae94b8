package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pooling to a size of the output, Keras's AdaptiveAveragePooling1D, AdaptiveMaxPooling2D and so on: of an axis of n places output q of
 * m sees those from ⌊q · n / m⌋ to ⌈(q + 1) · n / m⌉.
 *
 * @param kind what becomes of a window's values
 * @param outputSize output places along each axis
 * @param channelsFirst whether the input is (B, X, …)
 */
public record AdaptivePooling(PoolKind kind, List<Integer> outputSize, boolean channelsFirst) implements PoolingLayer {

    /** Checks the options. */
    public AdaptivePooling {
        outputSize = List.copyOf(outputSize);
        Checks.positive(className(kind, outputSize), "output_size", outputSize);
    }

    /** Adaptive pooling with Keras's defaults, to these sizes, one for each axis. */
    public AdaptivePooling(PoolKind kind, List<Integer> outputSize) {
        this(kind, outputSize, false);
    }

    /** Reads a layer of so many axes. */
    static LayerRegistry.Factory reader(PoolKind kind, int axes) {
        return (config, registry) -> read(config, kind, axes);
    }

    private static AdaptivePooling read(Config config, PoolKind kind, int axes) {
        AdaptivePooling defaults = new AdaptivePooling(kind, Checks.tuple(config, "output_size", axes));
        return new AdaptivePooling(kind, defaults.outputSize, DataFormat.channelsFirst(config, defaults.channelsFirst));
    }

    private static String className(PoolKind kind, List<Integer> outputSize) {
        return "Adaptive" + kind.word() + "Pooling" + outputSize.size() + "D";
    }

    @Override
    public String className() {
        return className(kind, outputSize);
    }

    @Override
    public Shape outputShape(Shape input) {
        DataFormat.check(className(), input, outputSize.size(), channelsFirst);
        Shape output = input;
        for (int i = 0; i < outputSize.size(); i++) {
            int axis = DataFormat.firstAxis(channelsFirst) + i;
            if (input.dim(axis) == 0) {
                throw new ShapeException(className() + ": there must be something to pool, found " + input);
            }
            output = output.with(axis, outputSize.get(i));
        }
        return output;
    }

    @Override
    public int[][] spans(int axis, int length) {
        int own = axis - (DataFormat.AXES - outputSize.size());
        int count = own < 0 ? 1 : outputSize.get(own);
        return new int[][] {
            IntStream.range(0, count)
                    .map(q -> (int) ((long) q * length / count))
                    .toArray(),
            IntStream.range(0, count)
                    .map(q -> (int) (((q + 1L) * length + count - 1) / count))
                    .toArray()
        };
    }

    @Override
    public Value.Fields config() {
        return Value.fields("output_size", outputSize, "data_format", DataFormat.name(channelsFirst));
    }
}
