package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.activations.RowFunction;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The transposed convolution, Keras's Conv1DTranspose, Conv2DTranspose and Conv3DTranspose: each place q of the input adds x[q] · W[k] to
 * the output at q · strides - before + k · dilation, so that images grow; then y = φ(b + …).
 *
 * <p>(B, …, X) to (B, …, filters), or (B, X, …) to (B, filters, …) where channels come first. Weights: kernel (sizes, filters, X), bias
 * (filters). Along an axis of n places the output has, with window span s = dilation · (size - 1) + 1:
 *
 * <ul>
 *   <li>{@code valid}: (n - 1) · strides + s + outputPadding, which is max(0, strides - s) unless given;
 *   <li>{@code same}: n · strides, or (n - 1) · strides + s mod 2 + outputPadding where that is given.
 * </ul>
 *
 * @param filters output channels
 * @param windows what slides over the output; strides or dilation, not both above 1
 * @param outputPadding places added at the end of each axis, less than strides; null: as said above
 * @param channelsFirst whether the input is (B, X, …)
 * @param activation φ
 * @param useBias whether there is a bias
 * @param training options that matter only in training
 */
public record ConvTranspose(
        int filters,
        Windows windows,
        @Nullable List<Integer> outputPadding,
        boolean channelsFirst,
        Activation activation,
        boolean useBias,
        TrainingOptions training)
        implements ConvolutionLayer {

    private static final Set<String> TRAINING_OPTIONS = ConvolutionLayer.trainingOptions("kernel");

    /** Checks the options. */
    public ConvTranspose {
        String layer = className(windows);
        Checks.positive(layer, "filters", filters);
        windows.check(layer, "kernel_size");
        windows.checkNotCausal(layer);
        windows.checkNotBoth(layer);
        outputPadding = outputPadding == null ? null : List.copyOf(outputPadding);
        for (int axis = 0; outputPadding != null && axis < windows.axes(); axis++) {
            if (outputPadding.size() != windows.axes()
                    || outputPadding.get(axis) < 0
                    || outputPadding.get(axis) >= windows.strides().get(axis)) {
                throw new IllegalArgumentException(layer + ": output_padding must be from 0 to below strides "
                        + Checks.text(windows.strides()) + " along each axis, got " + Checks.text(outputPadding));
            }
        }
    }

    /** A transposed convolution with Keras's defaults and a window of these sizes, one for each axis. */
    public ConvTranspose(int filters, List<Integer> kernelSize) {
        this(filters, Windows.of(kernelSize), null, false, Activations.LINEAR, true, TrainingOptions.NONE);
    }

    /** Reads a layer of so many axes. */
    static LayerRegistry.Factory reader(int axes) {
        return (config, registry) -> read(config, axes);
    }

    private static ConvTranspose read(Config config, int axes) {
        Windows windows = Windows.read(config, axes);
        ConvTranspose defaults = new ConvTranspose(config.positiveInt("filters"), windows.sizes());
        return new ConvTranspose(
                defaults.filters,
                windows,
                config.has("output_padding") ? Checks.tuple(config, "output_padding", axes) : null,
                DataFormat.channelsFirst(config, defaults.channelsFirst),
                Activations.read(config, "activation", defaults.activation),
                config.flag("use_bias", defaults.useBias),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    private static String className(Windows windows) {
        return "Conv" + windows.axes() + "DTranspose";
    }

    @Override
    public String className() {
        return className(windows);
    }

    @Override
    public Shape wideShape(Shape input) {
        DataFormat.check(className(), input, windows.axes(), channelsFirst);
        Shape output = input.with(DataFormat.channelAxis(channelsFirst), filters);
        for (int i = 0; i < windows.axes(); i++) {
            int axis = DataFormat.firstAxis(channelsFirst) + i;
            if (input.dim(axis) == 0) {
                throw new ShapeException(className() + ": there must be something to convolve, found " + input);
            }
            output = output.with(axis, grown(i, input.dim(axis)));
        }
        return output;
    }

    /** Length of an axis of the output. */
    private int grown(int axis, int n) {
        Window window = windows.axis(axis);
        if (n == Shape.NONE) {
            return n;
        }
        int extra = outputPadding == null ? 0 : outputPadding.get(axis);
        long length;
        if (window.padding() == Padding.VALID) {
            int span = outputPadding == null ? Math.max(window.span(), window.strides()) : window.span();
            length = (n - 1L) * window.strides() + span + extra;
        } else if (outputPadding == null) {
            length = (long) n * window.strides();
        } else {
            length = (n - 1L) * window.strides() + window.span() % 2 + extra;
            if (window.span() % 2 + extra == 0) {
                throw new ShapeException(className() + ": with padding 'same' a window over " + window.span()
                        + " steps, an even number, needs output_padding of at least 1, got 0; Keras refuses it too");
            }
        }
        return Math.toIntExact(length);
    }

    /** How far the output begins after the first place that the first input place would add to. */
    private int before(int axis) {
        Window window = windows.axis(axis);
        return window.padding() == Padding.VALID
                ? 0
                : Math.max(0, window.span() - (grown(axis, 2) - window.strides())) / 2;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        outputShape(input);
        Shape shape = windows.shape().concat(Shape.of(filters, channels(input)));
        return withBias(Shape.of(filters), kernel("kernel", "kernel", shape));
    }

    @Override
    public Value.Fields config() {
        return config(Value.fields("filters", filters, "output_padding", outputPadding));
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        int channels = channels(binding.input());
        float[] bias = binding.weightOrZeros("bias", useBias, filters);
        List<Phase> phases = new ArrayList<>();
        List<AxisPhase>[] axes = axes();
        for (AxisPhase first : axes[0]) {
            for (AxisPhase second : axes[1]) {
                for (AxisPhase third : axes[2]) {
                    phases.add(phase(binding, bias, channels, first, second, third));
                }
            }
        }
        Body body = (call, batch, in, x, activation, z) -> {
            int[] out = DataFormat.space(wideShape(call.input().shape()), channelsFirst);
            List<Step> steps = new ArrayList<>();
            if (phases.size() < windows.strides().stream().reduce(1, Math::multiplyExact)) {
                steps.add(background(kernels, bias, activation, batch * DataFormat.places(out), z));
            }
            for (Phase phase : phases) {
                Patches patches = phase.patches(in, out, channels, x);
                int rows = batch * patches.places();
                steps.add(
                        steps.isEmpty() && phases.size() == 1
                                ? phase.product.plan(call, rows, () -> patches, activation, z)
                                : phase.product.plan(
                                        call, rows, () -> patches, activation, phase.target(patches.out, out, z)));
            }
            return Step.all(steps);
        };
        return run(binding, body, back(binding, channels));
    }

    /**
     * It is the way back of a convolution, and that its own: with the patches P of dz that such a convolution would read for each input
     * place, dx += P · W and dW += Pᵀ · x, W (taps · filters, X).
     */
    private Back back(Binding binding, int channels) {
        Kernels kernels = binding.kernels();
        int n = windows.taps() * filters;
        PackedMatrix w = binding.trains() ? binding.pack("kernel", n, channels, 0) : null;
        return (call, batch, in, x, dz, dx) -> {
            int[] out = DataFormat.space(wideShape(call.input().shape()), channelsFirst);
            int[][] offsets = new int[DataFormat.AXES][];
            int[] strides = new int[DataFormat.AXES];
            for (int i = 0; i < DataFormat.AXES; i++) {
                Window window = windows.ofThree(i);
                int axis = i - (DataFormat.AXES - windows.axes());
                int before = axis < 0 ? 0 : before(axis);
                strides[i] = window.strides();
                offsets[i] = IntStream.range(0, window.size())
                        .map(k -> k * window.dilation() - before)
                        .toArray();
            }
            Patches patches = new Patches(out, in, strides, offsets, filters, dz);
            Runnable bias = ConvolutionLayer.bias(binding, batch * DataFormat.places(out), filters, dz, call);
            PatchGradient gradient = PatchGradient.turned(
                    kernels,
                    patches,
                    batch * DataFormat.places(in),
                    channels,
                    binding.gradient("kernel"),
                    dx == null ? null : w,
                    call);
            return () -> {
                bias.run();
                gradient.run(x, dx);
            };
        };
    }

    /** All places hold φ(b), as those do where no window reaches. */
    private static Step background(Kernels kernels, float[] bias, RowFunction activation, int places, float[] z) {
        int n = bias.length;
        float[] row = new float[n];
        return () -> {
            System.arraycopy(bias, 0, row, 0, n);
            kernels.activate(activation, row, 0, 1, n, n);
            for (int i = 0; i < places; i++) {
                System.arraycopy(row, 0, z, i * n, n);
            }
        };
    }

    /**
     * Output places of an axis that lie {@code strides} apart all read the same taps: place first + q · strides reads input place q +
     * offsets[t] with tap taps[t].
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record AxisPhase(int first, int strides, int[] taps, int[] offsets) {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    private List<AxisPhase>[] axes() {
        List<AxisPhase>[] all = new List[DataFormat.AXES];
        for (int i = 0; i < DataFormat.AXES; i++) {
            int axis = i - (DataFormat.AXES - windows.axes());
            Window window = windows.ofThree(i);
            int before = axis < 0 ? 0 : before(axis);
            all[i] = IntStream.range(0, window.size())
                    .map(k -> Math.floorMod(k * window.dilation() - before, window.strides()))
                    .distinct()
                    .mapToObj(first -> axisPhase(window, first, before))
                    .toList();
        }
        return all;
    }

    private static AxisPhase axisPhase(Window window, int first, int before) {
        int strides = window.strides();
        int[] taps = IntStream.range(0, window.size())
                .map(k -> window.size() - 1 - k) // so that the places read go up
                .filter(k -> (first + before - k * window.dilation()) % strides == 0)
                .toArray();
        int[] offsets = Arrays.stream(taps)
                .map(k -> (first + before - k * window.dilation()) / strides)
                .toArray();
        return new AxisPhase(first, strides, taps, offsets);
    }

    private Phase phase(
            Binding binding, float[] bias, int channels, AxisPhase first, AxisPhase second, AxisPhase third) {
        int[] blocks = new int[first.taps.length * second.taps.length * third.taps.length];
        int n = 0;
        for (int k0 : first.taps) {
            for (int k1 : second.taps) {
                for (int k2 : third.taps) {
                    blocks[n++] = (k0 * windows.ofThree(1).size() + k1)
                                    * windows.ofThree(2).size()
                            + k2;
                }
            }
        }
        PackedMatrix w = binding.packTransposed("kernel", blocks, channels, filters);
        return new Phase(new AxisPhase[] {first, second, third}, filters, new TiledProduct(binding.kernels(), w, bias));
    }

    /** The output places that read the same taps along all axes, and their product. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Phase(AxisPhase[] axes, int filters, TiledProduct product) {

        Patches patches(int[] in, int[] out, int channels, float[] x) {
            int[] count = new int[DataFormat.AXES];
            int[] step = new int[DataFormat.AXES];
            int[][] offsets = new int[DataFormat.AXES][];
            for (int i = 0; i < DataFormat.AXES; i++) {
                AxisPhase axis = axes[i];
                count[i] = out[i] <= axis.first ? 0 : (out[i] - 1 - axis.first) / axis.strides + 1;
                step[i] = 1;
                offsets[i] = axis.offsets;
            }
            return new Patches(in, count, step, offsets, channels, x);
        }

        TiledProduct.Target target(int[] count, int[] out, float[] z) {
            return (from, to, tile) -> {
                for (int row = from; row < to; row++) {
                    int line = row / count[2];
                    int plane = line / count[1];
                    int b = plane / count[0];
                    int q0 = place(0, plane - b * count[0]);
                    int q1 = place(1, line - plane * count[1]);
                    int q2 = place(2, row - line * count[2]);
                    int at = ((b * out[0] + q0) * out[1] + q1) * out[2] + q2;
                    System.arraycopy(tile, (row - from) * filters, z, at * filters, filters);
                }
            };
        }

        private int place(int axis, int q) {
            return axes[axis].first + q * axes[axis].strides;
        }
    }
}
