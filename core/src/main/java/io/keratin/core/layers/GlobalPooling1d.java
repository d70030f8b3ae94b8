package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Layers that make one step of a whole sequence: (B, T, X) to (B, X), or to (B, 1, X) if the time axis is kept. */
interface GlobalPooling1d extends WeightlessLayer {

    /** Whether the input is (B, X, T). */
    boolean channelsFirst();

    /** Whether the time axis is kept, with length 1. */
    boolean keepdims();

    /** Makes one row of a sample's steps. */
    @FunctionalInterface
    interface Sample {
        /** result (n) = the steps of sample b, n channels each, as one; see {@link Reduction#reduce}. */
        void reduce(int b, float[] x, int n, float[] result, float[] row);
    }

    /** Chooses how for this call of the layer, whose input has so many steps. */
    @FunctionalInterface
    interface Choice {
        /** The reduction under this mask. */
        Sample of(@Nullable Mask mask, int steps);
    }

    /** Makes the layer of its options. */
    @FunctionalInterface
    interface Maker<L extends GlobalPooling1d> {
        /** The layer with these options. */
        L make(boolean channelsFirst, boolean keepdims);
    }

    /** Reads the options. */
    static <L extends GlobalPooling1d> L read(Config config, L defaults, Maker<L> maker) {
        return maker.make(
                Sequences.channelsFirst(config, defaults.channelsFirst()),
                config.flag("keepdims", defaults.keepdims()));
    }

    @Override
    default Shape outputShape(Shape input) {
        Sequences.check(className(), input, channelsFirst());
        int axis = Sequences.timeAxis(channelsFirst());
        if (input.dim(axis) == 0) {
            throw new ShapeException(className() + ": there must be at least one step, found " + input);
        }
        return keepdims() ? input.with(axis, 1) : input.without(axis);
    }

    @Override
    default Value.Fields config() {
        return Value.fields("data_format", Sequences.name(channelsFirst()), "keepdims", keepdims());
    }

    /** What runs: each sample's steps reduced to one. */
    default Layer reduce(Choice choice) {
        return call -> {
            Tensor in = call.input();
            float[] x = in.floats();
            float[] y = call.output().floats();
            int batch = in.shape().dim(0);
            int steps = in.shape().dim(Sequences.timeAxis(channelsFirst()));
            int channels = in.shape().dim(Sequences.channelAxis(channelsFirst()));
            float[] result = call.scratch(channels);
            float[] row = call.scratch(channels);
            float[] last = channelsFirst() ? call.scratch(in.size()) : x;
            Sample reduction = choice.of(call.mask(0), steps);
            return () -> {
                if (last != x) {
                    Sequences.transpose(batch, channels, steps, x, last);
                }
                for (int b = 0; b < batch; b++) {
                    reduction.reduce(b, last, channels, result, row);
                    System.arraycopy(result, 0, y, b * channels, channels);
                }
            };
        };
    }
}
