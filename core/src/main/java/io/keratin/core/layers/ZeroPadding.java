package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * Zeros around sequences, images or volumes: ZeroPadding1D, 2D, 3D, by the number of axes.
 *
 * @param padding how many, for each axis of time or space
 * @param channelsFirst whether the channels come before those axes
 */
public record ZeroPadding(List<Sides> padding, boolean channelsFirst) implements SpatialLayer {

    /** A copy of the sides. */
    public ZeroPadding {
        padding = List.copyOf(padding);
    }

    /** A ZeroPadding with Keras's defaults: one zero on every side. */
    public ZeroPadding(int axes) {
        this(Sides.of(axes, 1), false);
    }

    static LayerRegistry.Factory reader(int axes) {
        return (config, registry) -> fromConfig(axes, config);
    }

    private static ZeroPadding fromConfig(int axes, Config config) {
        ZeroPadding defaults = new ZeroPadding(axes);
        return new ZeroPadding(
                Sides.read(config, "padding", defaults.padding),
                DataFormat.channelsFirst(config, defaults.channelsFirst));
    }

    @Override
    public String className() {
        return "ZeroPadding" + axes() + "D";
    }

    @Override
    public int axes() {
        return padding.size();
    }

    @Override
    public int length(int i, int dim) {
        return Math.addExact(dim, padding.get(i).sum());
    }

    @Override
    public int[] picks(int i, int dim) {
        return Pieces.range(-padding.get(i).before(), length(i, dim), dim);
    }

    @Override
    public Value.Fields config() {
        return Value.fields("padding", Sides.value(padding), "data_format", DataFormat.name(channelsFirst));
    }
}
