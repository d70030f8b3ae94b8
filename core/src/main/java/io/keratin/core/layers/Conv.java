package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Convolution along time, of images or of volumes, Keras's Conv1D, Conv2D and Conv3D: y[q] = φ(b + Σ x[q · strides - before + k ·
 * dilation] · W[k]) over all places k of a window, where {@code before} is the padding before the first place and padding is 0.
 *
 * <p>(B, …, X) to (B, …, filters), or (B, X, …) to (B, filters, …) where channels come first. Weights: kernel (sizes, X / groups,
 * filters), bias (filters).
 *
 * @param filters output channels
 * @param windows what slides over the input; strides or dilation, not both above 1
 * @param channelsFirst whether the input is (B, X, …)
 * @param groups how many parts of the channels are convolved apart, each with its own filters
 * @param activation φ
 * @param useBias whether there is a bias
 * @param training options that matter only in training
 */
public record Conv(
        int filters,
        Windows windows,
        boolean channelsFirst,
        int groups,
        Activation activation,
        boolean useBias,
        TrainingOptions training)
        implements ConvolutionLayer {

    private static final Set<String> TRAINING_OPTIONS = ConvolutionLayer.trainingOptions("kernel");

    /** Checks the options. */
    public Conv {
        String layer = className(windows);
        Checks.positive(layer, "filters", filters);
        windows.check(layer, "kernel_size");
        windows.checkNotBoth(layer);
        Checks.positive(layer, "groups", groups);
        if (filters % groups != 0) {
            throw new IllegalArgumentException(
                    layer + ": filters must be a multiple of groups, got " + filters + " and " + groups);
        }
    }

    /** A convolution with Keras's defaults and a window of these sizes, one for each axis. */
    public Conv(int filters, List<Integer> kernelSize) {
        this(filters, Windows.of(kernelSize), false, 1, Activations.LINEAR, true, TrainingOptions.NONE);
    }

    /** Reads a Conv1D, Conv2D or Conv3D. */
    static LayerRegistry.Factory reader(int axes) {
        return (config, registry) -> read(config, axes);
    }

    private static Conv read(Config config, int axes) {
        Windows windows = Windows.read(config, axes);
        Conv defaults = new Conv(config.positiveInt("filters"), windows.sizes());
        return new Conv(
                defaults.filters,
                windows,
                DataFormat.channelsFirst(config, defaults.channelsFirst),
                config.integer("groups", defaults.groups),
                Activations.read(config, "activation", defaults.activation),
                config.flag("use_bias", defaults.useBias),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    private static String className(Windows windows) {
        return "Conv" + windows.axes() + "D";
    }

    @Override
    public String className() {
        return className(windows);
    }

    @Override
    public Shape wideShape(Shape input) {
        return windows.slide(className(), input, channelsFirst).with(DataFormat.channelAxis(channelsFirst), filters);
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        outputShape(input);
        int channels = channels(input);
        if (channels % groups != 0) {
            throw new ShapeException(className() + ": the channels must be a multiple of groups " + groups + ", found "
                    + channels + " in " + input);
        }
        Shape shape = windows.shape().concat(Shape.of(channels / groups, filters));
        return withBias(Shape.of(filters), kernel("kernel", "kernel", shape));
    }

    @Override
    public Value.Fields config() {
        return config(Value.fields("filters", filters, "groups", groups));
    }

    @Override
    public Layer bind(Binding binding) {
        int channels = channels(binding.input());
        Kernels kernels = binding.kernels();
        float[] bias = binding.weightOrZeros("bias", useBias, filters);
        if (groups == channels && groups > 1) {
            Depthwise depthwise =
                    new Depthwise(windows.taps(), channels, filters / channels, binding.weight("kernel"), bias);
            return run(
                    kernels,
                    (call, batch, in, x, activation, z) -> depthwise.plan(
                            call, batch, Patches.of(windows, in, channels, 1, x), kernels, activation, z));
        }
        List<PackedMatrix> matrices = new ArrayList<>();
        int rows = windows.taps() * (channels / groups);
        for (int g = 0; g < groups; g++) {
            matrices.add(binding.pack("kernel", rows, filters / groups, g));
        }
        List<PackedMatrix> slabs = groups == 1 ? slabs(matrices.get(0), binding.stacks()) : null;
        TiledProduct product = new TiledProduct(kernels, matrices, bias);
        boolean plain = groups == 1 && windows.arePoints();
        return run(kernels, (call, batch, in, x, activation, z) -> {
            if (plain) {
                int all = batch * DataFormat.places(in);
                SharedProduct dense = new SharedProduct(kernels, matrices.get(0), bias, activation, all, call);
                return () -> dense.run(x, z);
            }
            return product.plan(call, batch, Patches.of(windows, in, channels, groups, x), slabs, activation, z);
        });
    }

    /** The rows of the matrix for each line of a window; null if it cannot be cut. */
    private @Nullable List<PackedMatrix> slabs(PackedMatrix whole, boolean cuts) {
        int lines = windows.taps() / windows.sizes().get(windows.axes() - 1);
        if (lines == 1) {
            return List.of(whole);
        }
        if (!cuts) {
            return null;
        }
        int rows = whole.rows() / lines;
        List<PackedMatrix> slabs = new ArrayList<>();
        for (int line = 0; line < lines; line++) {
            slabs.add(whole.rowRange(line * rows, (line + 1) * rows));
        }
        return slabs;
    }
}
