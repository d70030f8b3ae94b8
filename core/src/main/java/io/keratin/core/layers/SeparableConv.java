package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A depthwise convolution and a mixing of its channels at each place, Keras's SeparableConv1D and SeparableConv2D: (B, …, X) to (B, …,
 * filters), or (B, X, …) to (B, filters, …) where channels come first.
 *
 * <p>Weights: depthwise_kernel (sizes, X, depthMultiplier), pointwise_kernel (1, …, X · depthMultiplier, filters), bias (filters).
 *
 * @param filters output channels
 * @param depthMultiplier filters for each channel in the first step
 * @param windows what slides over the input
 * @param channelsFirst whether the input is (B, X, …)
 * @param activation φ
 * @param useBias whether there is a bias
 * @param training options that matter only in training
 */
public record SeparableConv(
        int filters,
        int depthMultiplier,
        Windows windows,
        boolean channelsFirst,
        Activation activation,
        boolean useBias,
        TrainingOptions training)
        implements ConvolutionLayer {

    private static final Set<String> TRAINING_OPTIONS = ConvolutionLayer.trainingOptions("depthwise", "pointwise");

    /** Checks the options. */
    public SeparableConv {
        String layer = className(windows);
        Checks.positive(layer, "filters", filters);
        Checks.positive(layer, "depth_multiplier", depthMultiplier);
        windows.check(layer, "kernel_size");
        windows.checkNotCausal(layer);
    }

    /** A separable convolution with Keras's defaults and a window of these sizes, one for each axis. */
    public SeparableConv(int filters, List<Integer> kernelSize) {
        this(filters, 1, Windows.of(kernelSize), false, Activations.LINEAR, true, TrainingOptions.NONE);
    }

    /** Reads a layer of so many axes. */
    static LayerRegistry.Factory reader(int axes) {
        return (config, registry) -> read(config, axes);
    }

    private static SeparableConv read(Config config, int axes) {
        Windows windows = Windows.read(config, axes);
        SeparableConv defaults = new SeparableConv(config.positiveInt("filters"), windows.sizes());
        return new SeparableConv(
                defaults.filters,
                config.integer("depth_multiplier", defaults.depthMultiplier),
                windows,
                DataFormat.channelsFirst(config, defaults.channelsFirst),
                Activations.read(config, "activation", defaults.activation),
                config.flag("use_bias", defaults.useBias),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    private static String className(Windows windows) {
        return "SeparableConv" + windows.axes() + "D";
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
        Shape depthwise = windows.shape().concat(Shape.of(channels, depthMultiplier));
        Shape pointwise = windows.points().concat(Shape.of(Math.multiplyExact(channels, depthMultiplier), filters));
        return withBias(
                Shape.of(filters),
                kernel("depthwise_kernel", "depthwise", depthwise),
                kernel("pointwise_kernel", "pointwise", pointwise));
    }

    @Override
    public Value.Fields config() {
        return config(Value.fields("filters", filters, "depth_multiplier", depthMultiplier));
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        int channels = channels(binding.input());
        int wide = channels * depthMultiplier;
        Depthwise depthwise = new Depthwise(
                windows.taps(), channels, depthMultiplier, binding.weight("depthwise_kernel"), new float[wide]);
        float[] bias = binding.weightOrZeros("bias", useBias, filters);
        TiledProduct pointwise = new TiledProduct(kernels, binding.pack("pointwise_kernel", wide, filters, 0), bias);
        depthwise.follow(binding, "depthwise_kernel", false);
        Body body = (call, batch, in, x, activation, z) -> {
            Patches patches = Patches.of(windows, in, channels, x);
            int rows = batch * patches.places();
            return pointwise.plan(call, rows, () -> depthwise.rows(call, kernels, patches), activation, z);
        };
        return run(binding, body, back(binding, channels, depthwise));
    }

    /** With d between the two steps, which is computed again: dP += dᵀ · dz, dd = dz · Pᵀ, and back through the first. */
    private Back back(Binding binding, int channels, Depthwise depthwise) {
        Kernels kernels = binding.kernels();
        int wide = channels * depthMultiplier;
        return (call, batch, in, x, dz, dx) -> {
            Patches patches = Patches.of(windows, in, channels, x);
            int rows = batch * patches.places();
            Runnable bias = ConvolutionLayer.bias(binding, rows, filters, dz, call);
            float[] d = call.scratch(rows * wide);
            float[] dd = call.scratch(rows * wide);
            Step first = depthwise.plan(call, batch, patches, kernels, Activations.LINEAR, d);
            ProductGradient pointwise = new ProductGradient(
                    kernels,
                    rows,
                    wide,
                    filters,
                    binding.gradient("pointwise_kernel"),
                    null,
                    binding.transposed("pointwise_kernel", 0, wide, filters),
                    call);
            DepthwiseGradient before = new DepthwiseGradient(
                    patches,
                    batch,
                    depthMultiplier,
                    binding.weight("depthwise_kernel"),
                    binding.gradient("depthwise_kernel"),
                    call);
            return () -> {
                bias.run();
                first.forward();
                Arrays.fill(dd, 0, rows * wide, 0);
                pointwise.run(dz, d, dd);
                before.run(dd, dx);
            };
        };
    }
}
