package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.layers.TiledProduct.Block;
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

    /** Columns of a product that a vector holds. */
    private static final int VECTOR = 16;

    /** What a product costs besides its multiplications, in vectors of them a row; more where its columns do not fill vectors. */
    private static final int PRODUCT = 24;

    private static final int UNEVEN_PRODUCT = 64;

    /** Channels of a tap that are worth a product of their own. */
    private static final int MIN_CHANNELS = 16;

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
            depthwise.follow(binding, "kernel", useBias);
            return run(
                    binding,
                    (call, batch, in, x, activation, z) ->
                            depthwise.plan(call, batch, Patches.of(windows, in, channels, x), kernels, activation, z),
                    DepthwiseConv.back(binding, windows, channels, filters / channels));
        }
        int together = together(channels / groups);
        if (together < groups) {
            List<Block> blocks = blocks(binding, channels, together);
            TiledProduct product = new TiledProduct(kernels, blocks, bias);
            return run(
                    binding,
                    (call, batch, in, x, activation, z) ->
                            product.plan(call, batch, Patches.of(windows, in, channels, x), blocks, activation, z),
                    (call, batch, in, x, dz, dx) -> back(binding, channels, call, batch, in, x, dz, dx));
        }
        PackedMatrix whole = groups == 1
                ? binding.pack("kernel", windows.taps() * channels, filters, 0)
                : binding.packGroups(
                        "kernel", 0, windows.taps(), channels / groups, filters, filters / groups, 0, groups);
        List<Block> inPlace = inPlace(whole, channels, binding.stacks());
        TiledProduct product = new TiledProduct(kernels, whole, bias);
        Body body = (call, batch, in, x, activation, z) -> {
            if (windows.arePoints()) {
                int all = batch * DataFormat.places(in);
                SharedProduct dense = new SharedProduct(kernels, whole, bias, activation, all, call);
                return () -> dense.run(x, z);
            }
            return product.plan(call, batch, Patches.of(windows, in, channels, x), inPlace, activation, z);
        };
        return run(binding, body, (call, batch, in, x, dz, dx) -> back(binding, channels, call, batch, in, x, dz, dx));
    }

    /** db += Σ dz; dW += Pᵀ · dz and dx += dz · Wᵀ with the patches P of x, group by group. */
    private Runnable back(
            Binding binding,
            int channels,
            Call call,
            int batch,
            int[] in,
            float[] x,
            float[] dz,
            float @Nullable [] dx) {
        Kernels kernels = binding.kernels();
        float[] dw = binding.gradient("kernel");
        Patches patches = Patches.of(windows, in, channels, x);
        int rows = batch * patches.places();
        Runnable bias = ConvolutionLayer.bias(binding, rows, filters, dz, call);
        if (groups > 1) {
            float[] w = binding.weight("kernel");
            GroupGradient gradient = new GroupGradient(
                    kernels, windows, batch, in, groups, channels / groups, filters / groups, x, w, dw, call);
            return () -> {
                bias.run();
                gradient.run(dz, dx);
            };
        }
        int n = patches.length();
        PackedMatrix transposed = dx == null ? null : binding.transposed("kernel", 0, n, filters);
        if (windows.arePoints()) {
            ProductGradient gradient = new ProductGradient(kernels, rows, n, filters, dw, null, transposed, call);
            return () -> {
                bias.run();
                gradient.run(dz, x, dx);
            };
        }
        PatchGradient gradient = PatchGradient.of(kernels, patches, rows, filters, dw, transposed, call);
        return () -> {
            bias.run();
            gradient.run(dz, dx);
        };
    }

    /**
     * How many groups are multiplied as one, with zeros where a filter does not see a channel: filters that do not fill a vector, and
     * many short products, cost more than multiplying by zeros.
     *
     * @param channels those of one group
     */
    private int together(int channels) {
        int taps = windows.taps();
        int lines = taps / windows.sizes().get(windows.axes() - 1);
        int best = 1;
        double least = Double.MAX_VALUE;
        for (int n = 1; n <= groups; n++) {
            if (groups % n == 0) {
                long parts = groups / n;
                long columns = (long) n * (filters / groups);
                long vectors = (columns + VECTOR - 1) / VECTOR;
                double steps = (double) groups * taps * channels * vectors;
                double products = n == groups ? lines : parts * taps;
                double cost = steps + products * (columns % VECTOR == 0 ? PRODUCT : UNEVEN_PRODUCT);
                best = cost < least ? n : best;
                least = Math.min(least, cost);
            }
        }
        return best;
    }

    /** A block for each tap of some groups together. */
    private List<Block> blocks(Binding binding, int channels, int together) {
        int own = channels / groups;
        List<Block> blocks = new ArrayList<>();
        for (int part = 0; part < groups / together; part++) {
            int column = part * together * (filters / groups);
            int channel = part * together * own;
            for (int tap = 0; tap < windows.taps(); tap++) {
                PackedMatrix w = binding.packGroups("kernel", tap, 1, own, filters, filters / groups, part, together);
                blocks.add(new Block(tap * channels + channel, w, column, tap, channel));
            }
        }
        return blocks;
    }

    /** A block for each line of a window, or for each tap where a line's are not neighbours; null if the matrix cannot be cut. */
    private @Nullable List<Block> inPlace(PackedMatrix whole, int channels, boolean cuts) {
        int axis = windows.axes() - 1;
        int run = windows.dilations().get(axis) == 1 ? windows.sizes().get(axis) : 1;
        if (run == windows.taps()) {
            return List.of(new Block(0, whole, 0, 0, 0));
        }
        if (!cuts || (run == 1 && channels < MIN_CHANNELS)) {
            return null;
        }
        List<Block> blocks = new ArrayList<>();
        for (int tap = 0; tap < windows.taps(); tap += run) {
            blocks.add(new Block(tap * channels, whole.rowRange(tap * channels, (tap + run) * channels), 0, tap, 0));
        }
        return blocks;
    }
}
