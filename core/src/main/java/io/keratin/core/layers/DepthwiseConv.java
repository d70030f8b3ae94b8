package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Shape;
import java.util.List;
import java.util.Set;

/**
 * Each channel convolved alone, Keras's DepthwiseConv1D and DepthwiseConv2D: (B, …, X) to (B, …, X · depthMultiplier), or (B, X, …)
 * to (B, X · depthMultiplier, …) where channels come first. Output channel x · depthMultiplier + m comes of input channel x.
 *
 * <p>Weights: kernel (sizes, X, depthMultiplier), bias (X · depthMultiplier).
 *
 * @param depthMultiplier filters for each channel
 * @param windows what slides over the input
 * @param channelsFirst whether the input is (B, X, …)
 * @param activation φ
 * @param useBias whether there is a bias
 * @param training options that matter only in training
 */
public record DepthwiseConv(
        int depthMultiplier,
        Windows windows,
        boolean channelsFirst,
        Activation activation,
        boolean useBias,
        TrainingOptions training)
        implements ConvolutionLayer {

    private static final Set<String> TRAINING_OPTIONS = ConvolutionLayer.trainingOptions("depthwise");

    /** Checks the options. */
    public DepthwiseConv {
        String layer = className(windows);
        Checks.positive(layer, "depth_multiplier", depthMultiplier);
        windows.check(layer, "kernel_size");
        windows.checkNotCausal(layer);
    }

    /** A depthwise convolution with Keras's defaults and a window of these sizes, one for each axis. */
    public DepthwiseConv(List<Integer> kernelSize) {
        this(1, Windows.of(kernelSize), false, Activations.LINEAR, true, TrainingOptions.NONE);
    }

    /** Reads a layer of so many axes. */
    static LayerRegistry.Factory reader(int axes) {
        return (config, registry) -> read(config, axes);
    }

    private static DepthwiseConv read(Config config, int axes) {
        Windows windows = Windows.read(config, axes);
        DepthwiseConv defaults = new DepthwiseConv(windows.sizes());
        return new DepthwiseConv(
                config.integer("depth_multiplier", defaults.depthMultiplier),
                windows,
                DataFormat.channelsFirst(config, defaults.channelsFirst),
                Activations.read(config, "activation", defaults.activation),
                config.flag("use_bias", defaults.useBias),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    private static String className(Windows windows) {
        return "DepthwiseConv" + windows.axes() + "D";
    }

    @Override
    public String className() {
        return className(windows);
    }

    @Override
    public Shape wideShape(Shape input) {
        int axis = DataFormat.channelAxis(channelsFirst);
        Shape slid = windows.slide(className(), input, channelsFirst);
        int channels = slid.dim(axis);
        return channels == Shape.NONE ? slid : slid.with(axis, Math.multiplyExact(channels, depthMultiplier));
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        outputShape(input);
        int channels = channels(input);
        Shape shape = windows.shape().concat(Shape.of(channels, depthMultiplier));
        return withBias(Shape.of(channels * depthMultiplier), kernel("kernel", "depthwise", shape));
    }

    @Override
    public Value.Fields config() {
        return config(Value.fields("depth_multiplier", depthMultiplier));
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        int channels = channels(binding.input());
        float[] bias = binding.weightOrZeros("bias", useBias, channels * depthMultiplier);
        Depthwise depthwise = new Depthwise(windows.taps(), channels, depthMultiplier, binding.weight("kernel"), bias);
        depthwise.follow(binding, "kernel", useBias);
        return run(
                binding,
                (call, batch, in, x, activation, z) ->
                        depthwise.plan(call, batch, Patches.of(windows, in, channels, x), kernels, activation, z),
                back(binding, windows, channels, depthMultiplier));
    }

    /** The way back of a layer that is a depthwise convolution, with a kernel and perhaps a bias. */
    static Back back(Binding binding, Windows windows, int channels, int multiplier) {
        return (call, batch, in, x, dz, dx) -> {
            Patches patches = Patches.of(windows, in, channels, x);
            Runnable bias = ConvolutionLayer.bias(binding, batch * patches.places(), channels * multiplier, dz, call);
            DepthwiseGradient gradient = new DepthwiseGradient(
                    patches, batch, multiplier, binding.weight("kernel"), binding.gradient("kernel"), call);
            return () -> {
                bias.run();
                gradient.run(dz, dx);
            };
        };
    }
}
