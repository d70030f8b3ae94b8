package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Convolution along time: y[t] = φ(b + Σ x[t · strides - before + k · dilationRate] · W[k]), the sum over k = 0 to kernelSize - 1,
 * where {@code before} is the padding before the first step and padding is 0.
 *
 * <p>(B, T, X) to (B, T', filters), or (B, X, T) to (B, filters, T') where channels come first. Weights: kernel (kernelSize,
 * X / groups, filters), bias (filters). The activation sees the last axis, whichever that is. A mask ends here, as in Keras.
 *
 * @param filters output channels
 * @param kernelSize steps that one output sees
 * @param strides steps from one window to the next
 * @param padding what stands beyond the ends
 * @param channelsFirst whether the input is (B, X, T)
 * @param dilationRate distance between the steps of a window; 1, or strides must be 1
 * @param groups how many parts of the channels are convolved apart, each with its own filters
 * @param activation φ
 * @param useBias whether there is a bias
 * @param training options that matter only in training
 */
public record Conv1d(
        int filters,
        int kernelSize,
        int strides,
        Padding padding,
        boolean channelsFirst,
        int dilationRate,
        int groups,
        Activation activation,
        boolean useBias,
        TrainingOptions training)
        implements UnaryLayer {

    private static final Set<String> TRAINING_OPTIONS = Set.of(
            "kernel_initializer",
            "bias_initializer",
            "kernel_regularizer",
            "bias_regularizer",
            "activity_regularizer",
            "kernel_constraint",
            "bias_constraint");

    /** Checks the options. */
    public Conv1d {
        Checks.positive("Conv1D", "filters", filters);
        Checks.positive("Conv1D", "kernel_size", kernelSize);
        Checks.positive("Conv1D", "strides", strides);
        Checks.positive("Conv1D", "dilation_rate", dilationRate);
        Checks.positive("Conv1D", "groups", groups);
        if (!Window.isCountable(kernelSize, dilationRate)) {
            throw new IllegalArgumentException("Conv1D: kernel_size " + kernelSize + " with dilation_rate "
                    + dilationRate + " spans more steps than can be counted");
        }
        if (strides > 1 && dilationRate > 1) {
            throw new IllegalArgumentException(
                    "Conv1D: strides above 1 cannot be combined with dilation_rate above 1, got " + strides + " and "
                            + dilationRate + "; Keras refuses it too");
        }
        if (filters % groups != 0) {
            throw new IllegalArgumentException(
                    "Conv1D: filters must be a multiple of groups, got " + filters + " and " + groups);
        }
    }

    /** A Conv1D with Keras's defaults. */
    public Conv1d(int filters, int kernelSize) {
        this(filters, kernelSize, 1, Padding.VALID, false, 1, 1, Activations.LINEAR, true, TrainingOptions.NONE);
    }

    static Conv1d fromConfig(Config config, LayerRegistry registry) {
        Conv1d defaults = new Conv1d(config.positiveInt("filters"), Checks.single(config, "kernel_size"));
        return new Conv1d(
                defaults.filters,
                defaults.kernelSize,
                Checks.single(config, "strides", defaults.strides),
                Padding.read(config, defaults.padding),
                Sequences.channelsFirst(config, defaults.channelsFirst),
                Checks.single(config, "dilation_rate", defaults.dilationRate),
                config.integer("groups", defaults.groups),
                Activations.read(config, "activation", defaults.activation),
                config.flag("use_bias", defaults.useBias),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "Conv1D";
    }

    Window window() {
        return new Window(kernelSize, strides, dilationRate, padding);
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape wide = wideShape(input);
        int n = wide.last();
        if (n != Shape.NONE && activation.rowLength(2) != 2 && n % 2 != 0) {
            throw new ShapeException(
                    "Conv1D: activation 'glu' halves the last axis, which must be even, found " + wide + " before it");
        }
        return n == Shape.NONE ? wide : wide.with(2, activation.rowLength(n));
    }

    /** The output before the activation. */
    private Shape wideShape(Shape input) {
        Shape slid = window().slide("Conv1D", input, channelsFirst);
        return slid.with(Sequences.channelAxis(channelsFirst), filters);
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        outputShape(input);
        int channels = input.dim(Sequences.channelAxis(channelsFirst));
        if (channels == Shape.NONE) {
            throw new ShapeException("Conv1D: the number of channels must be known, found " + input);
        }
        if (channels % groups != 0) {
            throw new ShapeException("Conv1D: the channels must be a multiple of groups " + groups + ", found "
                    + channels + " in " + input);
        }
        List<WeightSpec> w = new ArrayList<>();
        w.add(new WeightSpec(
                "kernel",
                Shape.of(kernelSize, channels / groups, filters),
                Initializers.of(training, "kernel_initializer", Initializers.GLOROT_UNIFORM)));
        if (useBias) {
            w.add(new WeightSpec(
                    "bias", Shape.of(filters), Initializers.of(training, "bias_initializer", Initializers.ZEROS)));
        }
        return w;
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields(
                "filters",
                filters,
                "kernel_size",
                List.of(kernelSize),
                "strides",
                List.of(strides),
                "padding",
                padding.kerasName(),
                "data_format",
                Sequences.name(channelsFirst),
                "dilation_rate",
                List.of(dilationRate),
                "groups",
                groups,
                "activation",
                activation.serialized(),
                "use_bias",
                useBias));
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        int channels = binding.input().dim(Sequences.channelAxis(channelsFirst));
        Convolution convolution = Convolution.of(this, channels, binding);
        return call -> {
            Tensor in = call.input();
            float[] y = call.output().floats();
            Shape wide = wideShape(in.shape());
            int n = wide.last();
            int rows = wide.product(0, 2);
            int result = call.output().shape().last();
            float[] z = result == n ? y : call.scratch(rows * n);
            Step product = channelsFirst
                    ? transposed(call, convolution, channels, wide.last(), z, kernels)
                    : shared(call, convolution, in.floats(), in.shape().dim(1), z, kernels);
            return () -> {
                product.forward();
                for (int r = 0; z != y && r < rows; r++) {
                    System.arraycopy(z, r * n, y, r * result, result);
                }
            };
        };
    }

    /** Products and activation of output steps in equal shares for the members of the team. */
    private Step shared(Call call, Convolution convolution, float[] x, int steps, float[] z, Kernels kernels) {
        int batch = call.input().shape().dim(0);
        int rows = batch * window().count(steps);
        long work = (long) rows * filters * kernelSize * (call.input().size() / Math.max(1, batch * steps) / groups);
        Team team = work < SharedProduct.MIN_SHARE * call.team().size() ? Team.SOLO : call.team();
        Convolution.Products products = convolution.products(call, x, batch, steps, z, team.size());
        Team.Task task = member -> {
            int from = team.share(rows, member);
            int to = team.share(rows, member + 1);
            products.run(from, to, member);
            if (!channelsFirst) {
                kernels.activate(activation, z, from * filters, to - from, filters, filters);
            }
        };
        return () -> team.run(task);
    }

    private Step transposed(Call call, Convolution convolution, int channels, int count, float[] z, Kernels kernels) {
        float[] x = call.input().floats();
        int batch = call.input().shape().dim(0);
        int steps = call.input().shape().dim(2);
        float[] last = call.scratch(batch * steps * channels);
        float[] product = call.scratch(batch * count * filters);
        Step step = shared(call, convolution, last, steps, product, kernels);
        return () -> {
            Sequences.transpose(batch, channels, steps, x, last);
            step.forward();
            Sequences.transpose(batch, count, filters, product, z);
            kernels.activate(activation, z, 0, batch * filters, count, count);
        };
    }
}
