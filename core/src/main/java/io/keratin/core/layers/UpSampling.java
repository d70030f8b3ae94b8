package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.DType;
import java.util.Collections;
import java.util.List;

/**
 * Makes sequences, images or volumes larger: UpSampling1D, 2D, 3D, by the number of axes. Each position is repeated; images may
 * be interpolated instead.
 *
 * @param size how many times larger, for each axis of time or space
 * @param channelsFirst whether the channels come before those axes; never for sequences
 * @param interpolation how; anything but the nearest position only for images
 */
public record UpSampling(List<Integer> size, boolean channelsFirst, Interpolation interpolation)
        implements SpatialLayer {

    /** Checks the options. */
    public UpSampling {
        size = List.copyOf(size);
        for (int factor : size) {
            Checks.positive("UpSampling" + size.size() + "D", "size", factor);
        }
        if (channelsFirst && size.size() == 1) {
            throw new IllegalArgumentException("UpSampling1D: channels come last, as in Keras");
        }
        if (interpolation != Interpolation.NEAREST && size.size() != 2) {
            throw new IllegalArgumentException(
                    "UpSampling" + size.size() + "D: only images are interpolated, by UpSampling2D");
        }
    }

    /** An UpSampling with Keras's defaults: every axis twice as long. */
    public UpSampling(int axes) {
        this(Collections.nCopies(axes, 2), false, Interpolation.NEAREST);
    }

    static LayerRegistry.Factory reader(int axes) {
        return (config, registry) -> fromConfig(axes, config);
    }

    private static UpSampling fromConfig(int axes, Config config) {
        UpSampling defaults = new UpSampling(axes);
        return new UpSampling(
                Checks.tuple(config, "size", axes, defaults.size),
                axes == 1 ? defaults.channelsFirst : DataFormat.channelsFirst(config, defaults.channelsFirst),
                axes == 2 ? Interpolation.read(config, defaults.interpolation) : defaults.interpolation);
    }

    @Override
    public String className() {
        return "UpSampling" + axes() + "D";
    }

    @Override
    public int axes() {
        return size.size();
    }

    @Override
    public int length(int i, int dim) {
        return Math.multiplyExact(dim, size.get(i));
    }

    @Override
    public int[] picks(int i, int dim) {
        return Pieces.repeated(dim, size.get(i));
    }

    @Override
    public DType outputDType(DType input) {
        return interpolation == Interpolation.NEAREST ? input : DType.FLOAT32;
    }

    @Override
    public Value.Fields config() {
        if (axes() == 1) {
            return Value.fields("size", size.get(0));
        }
        Value.Fields config = Value.fields("size", size, "data_format", DataFormat.name(channelsFirst));
        return axes() == 2 ? config.with("interpolation", Value.of(interpolation.kerasName())) : config;
    }

    @Override
    public Layer bind(Binding binding) {
        if (interpolation == Interpolation.NEAREST) {
            return SpatialLayer.super.bind(binding);
        }
        return call -> {
            Images from = Images.of(call.input().shape(), channelsFirst);
            Images to = Images.of(outputShape(call.input().shape()), channelsFirst);
            float[] y = call.output().floats();
            Step forward = from.resized(call, call.input().floats(), to, interpolation, false, y);
            float[] dx = call.gradient(call.input());
            float[] dy = call.gradient(call.output());
            return dx == null || dy == null
                    ? forward
                    : Step.of(forward, from.resizedBack(call, to, interpolation, false, dy, dx));
        };
    }
}
