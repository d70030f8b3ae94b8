package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The largest value or the mean of every channel over all places, Keras's GlobalMaxPooling1D, GlobalAveragePooling2D and so on: (B,
 * …, X) to (B, X), or to (B, 1, …, X) if the axes are kept.
 *
 * <p>With a mask only the real steps of a sequence count for the mean; a sample without any gives NaN, as in Keras. For the
 * largest value masked steps count like all others.
 *
 * @param kind what becomes of the values
 * @param axes axes of time or space
 * @param channelsFirst whether the input is (B, X, …)
 * @param keepdims whether the axes are kept, with length 1
 */
public record GlobalPooling(PoolKind kind, int axes, boolean channelsFirst, boolean keepdims)
        implements WeightlessLayer {

    /** Checks the options. */
    public GlobalPooling {
        if (axes < 1 || axes > DataFormat.AXES) {
            throw new IllegalArgumentException("pooling has one to three axes, got " + axes);
        }
    }

    /** Global pooling with Keras's defaults. */
    public GlobalPooling(PoolKind kind, int axes) {
        this(kind, axes, false, false);
    }

    /** Reads a layer of so many axes. */
    static LayerRegistry.Factory reader(PoolKind kind, int axes) {
        return (config, registry) -> read(config, new GlobalPooling(kind, axes));
    }

    private static GlobalPooling read(Config config, GlobalPooling defaults) {
        return new GlobalPooling(
                defaults.kind,
                defaults.axes,
                DataFormat.channelsFirst(config, defaults.channelsFirst),
                config.flag("keepdims", defaults.keepdims));
    }

    @Override
    public String className() {
        return "Global" + kind.word() + "Pooling" + axes + "D";
    }

    @Override
    public Shape outputShape(Shape input) {
        DataFormat.check(className(), input, axes, channelsFirst);
        int first = DataFormat.firstAxis(channelsFirst);
        Shape output = input;
        for (int axis = first + axes - 1; axis >= first; axis--) {
            if (input.dim(axis) == 0) {
                throw new ShapeException(className() + ": there must be at least one step, found " + input);
            }
            output = keepdims ? output.with(axis, 1) : output.without(axis);
        }
        return output;
    }

    @Override
    public Value.Fields config() {
        return Value.fields("data_format", DataFormat.name(channelsFirst), "keepdims", keepdims);
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        return call -> {
            Tensor in = call.input();
            float[] x = in.floats();
            float[] y = call.output().floats();
            int batch = in.shape().dim(0);
            int steps = DataFormat.places(DataFormat.space(in.shape(), channelsFirst));
            int channels = in.shape().dim(DataFormat.channelAxis(channelsFirst));
            PoolKind.Work work = PoolKind.Work.of(call, channels);
            float[] last = channelsFirst ? call.scratch(in.size()) : x;
            Mask mask = kind == PoolKind.AVERAGE && axes == 1 ? fitting(call.mask(0), steps) : null;
            Step forward = () -> {
                if (last != x) {
                    DataFormat.transpose(batch, channels, steps, x, last);
                }
                for (int b = 0; b < batch; b++) {
                    reduce(kernels, mask, b, last, steps, channels, work);
                    System.arraycopy(work.result(), 0, y, b * channels, channels);
                }
            };
            if (call.gradient(in) == null) {
                return forward;
            }
            int[] space = {1, 1, steps};
            int[][] one = {{0}, {1}};
            PoolGradient gradient = new PoolGradient(
                    kind,
                    new int[][][] {one, one, {{0}, {steps}}},
                    batch,
                    space,
                    channels,
                    true,
                    mask == null ? null : mask.values(),
                    call);
            return PoolingLayer.back(
                    call, forward, gradient, channelsFirst ? new int[] {batch, channels, steps, 1} : null);
        };
    }

    private static @Nullable Mask fitting(@Nullable Mask mask, int steps) {
        if (mask != null && (mask.shape().rank() != 2 || mask.shape().dim(1) != steps)) {
            throw new ShapeException("GlobalAveragePooling1D: a mask of shape " + mask.shape() + " does not fit "
                    + steps + " steps; a mask follows axis 1, where channels_first has its channels");
        }
        return mask;
    }

    /** result (n) = all steps of sample b, or only the real ones. A NaN among them is never passed over. */
    private void reduce(Kernels kernels, @Nullable Mask mask, int b, float[] x, int steps, int n, PoolKind.Work work) {
        if (kind == PoolKind.MAX) {
            kernels.maxOfRows(x, b * steps * n, steps, n, work.result(), work.row());
            return;
        }
        if (mask == null) {
            kind.first(kernels, x, b * steps * n, steps, n, work);
            kind.finish(steps, n, work);
            return;
        }
        boolean[] real = mask.values();
        kind.first(kernels, x, 0, 0, n, work);
        int count = 0;
        for (int step = b * steps; step < (b + 1) * steps; step++) {
            if (real[step]) {
                kind.next(kernels, x, step * n, 1, n, work);
                count++;
            }
        }
        kind.finish(count, n, work);
    }
}
