package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import java.util.List;

/**
 * Sequences, images or volumes without their borders: Cropping1D, 2D, 3D, by the number of axes.
 *
 * @param cropping how much is cut, for each axis of time or space
 * @param channelsFirst whether the channels come before those axes; never for sequences
 */
public record Cropping(List<Sides> cropping, boolean channelsFirst) implements SpatialLayer {

    /** Checks the order of the axes. */
    public Cropping {
        cropping = List.copyOf(cropping);
        if (channelsFirst && cropping.size() == 1) {
            throw new IllegalArgumentException("Cropping1D: channels come last, as in Keras");
        }
    }

    /** A Cropping with Keras's defaults: nothing is cut from images, else one position from every side. */
    public Cropping(int axes) {
        this(Sides.of(axes, axes == 2 ? 0 : 1), false);
    }

    static LayerRegistry.Factory reader(int axes) {
        return (config, registry) -> fromConfig(axes, config);
    }

    private static Cropping fromConfig(int axes, Config config) {
        Cropping defaults = new Cropping(axes);
        return new Cropping(
                Sides.read(config, "cropping", defaults.cropping),
                axes == 1 ? defaults.channelsFirst : DataFormat.channelsFirst(config, defaults.channelsFirst));
    }

    @Override
    public String className() {
        return "Cropping" + axes() + "D";
    }

    @Override
    public int axes() {
        return cropping.size();
    }

    @Override
    public int length(int i, int dim) {
        Sides cut = cropping.get(i);
        if (cut.sum() >= dim) {
            throw new ShapeException(className() + ": an axis of " + dim
                    + " positions must be longer than what is cut, " + cut.before() + " and " + cut.after());
        }
        return dim - cut.sum();
    }

    @Override
    public int[] picks(int i, int dim) {
        return Pieces.range(cropping.get(i).before(), length(i, dim), dim);
    }

    @Override
    public Value.Fields config() {
        Value.Fields config = Value.fields("cropping", Sides.value(cropping));
        return axes() == 1 ? config : config.with("data_format", Value.of(DataFormat.name(channelsFirst)));
    }
}
