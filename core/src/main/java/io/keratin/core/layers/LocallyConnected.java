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
import io.keratin.core.threads.Team;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A convolution whose kernel and bias are different at every place, the LocallyConnected1D and LocallyConnected2D of Keras 1 and 2: (B,
 * …, X) to (B, …, filters), or (B, X, …) to (B, filters, …) where channels come first. The axes of time or space must be known.
 *
 * <p>Weights: kernel, bias (places, filters). The kernel's shape depends on the implementation that Keras was told to choose:
 *
 * <ol>
 *   <li>(places, taps · X, filters), without padding; where channels come first they vary slowest in the second axis
 *   <li>(input, output): all of it, of which what no window connects does not count
 *   <li>one axis: what is connected, sorted by the places of the flat output, then of the flat input
 * </ol>
 *
 * <p>As in Keras, padding {@code same} puts ⌊size / 2⌋ places before the first, and a bias is laid over an output whose channels come
 * first as its values follow one another.
 *
 * @param filters output channels
 * @param windows what slides over the input; no dilation
 * @param channelsFirst whether the input is (B, X, …)
 * @param implementation 1, 2 or 3: how the kernel is laid out
 * @param activation φ
 * @param useBias whether there is a bias
 * @param training options that matter only in training
 */
public record LocallyConnected(
        int filters,
        Windows windows,
        boolean channelsFirst,
        int implementation,
        Activation activation,
        boolean useBias,
        TrainingOptions training)
        implements ConvolutionLayer {

    private static final Set<String> TRAINING_OPTIONS = ConvolutionLayer.trainingOptions("kernel");

    /** Samples that are multiplied at once. */
    private static final int SAMPLES = 32;

    /** Checks the options. */
    public LocallyConnected {
        String layer = className(windows);
        Checks.positive(layer, "filters", filters);
        windows.check(layer, "kernel_size");
        windows.checkNotCausal(layer);
        if (implementation < 1 || implementation > 3) {
            throw new IllegalArgumentException(layer + ": implementation must be 1, 2 or 3, got " + implementation);
        }
        if (implementation == 1 && windows.padding() != Padding.VALID) {
            throw new IllegalArgumentException(
                    layer + ": implementation 1 has padding valid, got same; Keras 2 refuses it too");
        }
    }

    /** A locally connected layer with Keras's defaults and a window of these sizes, one for each axis. */
    public LocallyConnected(int filters, List<Integer> kernelSize) {
        this(filters, Windows.of(kernelSize), false, 1, Activations.LINEAR, true, TrainingOptions.NONE);
    }

    /** Reads a layer of so many axes. */
    static LayerRegistry.Factory reader(int axes) {
        return (config, registry) -> read(config, axes);
    }

    private static LocallyConnected read(Config config, int axes) {
        LocallyConnected defaults =
                new LocallyConnected(config.positiveInt("filters"), Checks.tuple(config, "kernel_size", axes));
        Windows windows = defaults.windows
                .withStrides(Checks.tuple(config, "strides", axes, defaults.windows.strides()))
                .withPadding(Padding.read(config, defaults.windows.padding()));
        return new LocallyConnected(
                defaults.filters,
                windows,
                DataFormat.channelsFirst(config, defaults.channelsFirst),
                config.integer("implementation", defaults.implementation),
                Activations.read(config, "activation", defaults.activation),
                config.flag("use_bias", defaults.useBias),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    private static String className(Windows windows) {
        return "LocallyConnected" + windows.axes() + "D";
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
        Shape wide = wideShape(input);
        outputShape(input);
        if (!input.without(0).isKnown()) {
            throw new ShapeException(
                    className() + ": has weights for every place, so all axes must be known, found " + input);
        }
        int channels = channels(input);
        int first = DataFormat.firstAxis(channelsFirst);
        Shape places = wide.slice(first, first + windows.axes());
        Shape kernel =
                switch (implementation) {
                    case 1 ->
                        Shape.of(
                                places.product(0, places.rank()),
                                Math.multiplyExact(windows.taps(), channels),
                                filters);
                    case 2 -> input.without(0).concat(wide.without(0));
                    default -> Shape.of(Math.multiplyExact(Math.multiplyExact(connections(input), channels), filters));
                };
        return withBias(places.concat(Shape.of(filters)), kernel("kernel", "kernel", kernel));
    }

    @Override
    public Value.Fields config() {
        return config(Value.fields("filters", filters, "implementation", implementation))
                .without("dilation_rate");
    }

    private Patches patches(int[] in, int channels, float[] x) {
        boolean padded = windows.padding() == Padding.SAME;
        return Patches.of(windows, in, axis -> padded ? windows.ofThree(axis).size() / 2 : 0, channels, x);
    }

    /** Pairs of an input and an output place that a window connects. */
    private int connections(Shape input) {
        Patches patches = patches(DataFormat.space(input, channelsFirst), 1, new float[0]);
        int sum = 0;
        for (int place = 0; place < patches.places(); place++) {
            sum = Math.addExact(sum, patches.inside(place).length);
        }
        return sum;
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        int channels = channels(binding.input());
        Patches geometry = patches(DataFormat.space(binding.input(), channelsFirst), channels, new float[0]);
        int places = geometry.places();
        PackedMatrix[] w = new PackedMatrix[places];
        int rows = geometry.length();
        if (implementation == 1 && !channelsFirst) {
            Arrays.setAll(w, p -> binding.packRows("kernel", p * rows, rows, filters, filters, 0));
        } else {
            Layout layout = new Layout(geometry, channels, binding.weight("kernel"));
            float[] one = new float[rows * filters];
            Arrays.setAll(w, p -> kernels.pack(layout.matrix(p, one), rows, filters, 0));
            binding.onChange(() -> {
                for (int p = 0; p < w.length; p++) {
                    w[p].fill(layout.matrix(p, one), 0, filters, 1);
                }
            });
        }
        float[] bias = binding.weightOrZeros("bias", useBias, places * filters);
        float[] biases = channelsFirst
                ? binding.derived(bias.length, turned -> DataFormat.transpose(1, filters, places, bias, turned))
                : bias;
        return run(
                binding,
                (call, batch, in, x, activation, z) ->
                        plan(call, batch, patches(in, channels, x), w, biases, kernels, activation, z),
                (call, batch, in, x, dz, dx) -> {
                    Layout layout = new Layout(patches(in, channels, x), channels, binding.weight("kernel"));
                    float[] dw = binding.gradient("kernel");
                    float[] db = binding.gradient("bias");
                    return () -> {
                        for (int p = 0; p < places; p++) {
                            layout.back(p, batch, dz, dw, db, dx);
                        }
                    };
                });
    }

    /** Place by place, one product for some samples; members of the team take places. */
    private Step plan(
            Call call,
            int batch,
            Patches patches,
            PackedMatrix[] w,
            float[] bias,
            Kernels kernels,
            RowFunction activation,
            float[] z) {
        int rows = patches.length();
        long work = (long) batch * w.length * rows * filters;
        Team team = work < SharedProduct.MIN_SHARE * call.team().size() ? Team.SOLO : call.team();
        int samples = Math.min(batch, SAMPLES);
        float[][] a = new float[team.size()][];
        float[][] scratch = new float[team.size()][];
        Arrays.setAll(a, i -> call.scratch(samples * rows));
        Arrays.setAll(scratch, i -> call.scratch(Kernels.WORK));
        int apart = w.length * filters;
        Team.Task task = member -> {
            for (int p = team.share(w.length, member); p < team.share(w.length, member + 1); p++) {
                for (int b = 0; b < batch; b += samples) {
                    int m = Math.min(samples, batch - b);
                    for (int i = 0; i < m; i++) {
                        int row = (b + i) * w.length + p;
                        patches.fill(row, row + 1, a[member], i * rows);
                    }
                    int at = b * apart + p * filters;
                    kernels.gemm(m, a[member], 0, rows, w[p], bias, p * filters, 0, z, at, apart, scratch[member]);
                    kernels.activate(activation, z, at, m, filters, apart);
                }
            }
        };
        return () -> team.run(task);
    }

    /** Finds the weights of a place in the kernel of Keras's layout. */
    private final class Layout {

        private final Patches patches;
        private final int channels;
        private final float[] kernel;
        private final int inputs;

        /** What each place sees, as {@link Patches#inside} says it. */
        private final int[][][] connected;

        /** For each place how many connections those before it have. */
        private final int[] before;

        Layout(Patches patches, int channels, float[] kernel) {
            this.patches = patches;
            this.channels = channels;
            this.kernel = kernel;
            inputs = DataFormat.places(patches.in);
            before = new int[patches.places() + 1];
            connected = new int[patches.places()][][];
            for (int place = 0; place < patches.places(); place++) {
                connected[place] = patches.inside(place);
                before[place + 1] = before[place] + connected[place].length;
            }
        }

        /** Writes the matrix (taps · channels, filters) of a place and gives it back; what no window connects is 0. */
        float[] matrix(int place, float[] matrix) {
            Arrays.fill(matrix, 0);
            int[][] inside = connected[place];
            for (int i = 0; i < inside.length; i++) {
                int tap = inside[i][0];
                for (int c = 0; c < channels; c++) {
                    for (int f = 0; f < filters; f++) {
                        matrix[(tap * channels + c) * filters + f] =
                                kernel[at(place, tap, inside[i][1], i, inside.length, c, f)];
                    }
                }
            }
            return matrix;
        }

        /** db[p] += dz[p]; dW += x · dz and dx += W · dz over all that a window connects with a place. */
        void back(
                int place, int batch, float[] dz, float @Nullable [] dw, float @Nullable [] db, float @Nullable [] dx) {
            int places = patches.places();
            for (int f = 0; f < filters; f++) {
                for (int b = 0; b < batch && db != null; b++) {
                    db[channelsFirst ? f * places + place : place * filters + f] +=
                            dz[(b * places + place) * filters + f];
                }
            }
            int[][] inside = connected[place];
            for (int i = 0; i < inside.length; i++) {
                int input = inside[i][1];
                for (int c = 0; c < channels; c++) {
                    for (int f = 0; f < filters; f++) {
                        int at = at(place, inside[i][0], input, i, inside.length, c, f);
                        for (int b = 0; b < batch; b++) {
                            float d = dz[(b * places + place) * filters + f];
                            int from = (b * inputs + input) * channels + c;
                            if (dw != null) {
                                dw[at] += patches.x[from] * d;
                            }
                            if (dx != null) {
                                dx[from] += kernel[at] * d;
                            }
                        }
                    }
                }
            }
        }

        /** Where the weight stands from the i-th of n input places of a window, which is {@code input}, to {@code place}. */
        private int at(int place, int tap, int input, int i, int n, int c, int f) {
            int places = patches.places();
            int all = before[places];
            return switch (implementation) {
                case 1 -> {
                    int row = channelsFirst ? c * windows.taps() + tap : tap * channels + c;
                    yield (place * patches.length() + row) * filters + f;
                }
                case 2 ->
                    channelsFirst
                            ? ((c * inputs + input) * filters + f) * places + place
                            : ((input * channels + c) * places + place) * filters + f;
                default ->
                    channelsFirst
                            ? (f * all + before[place]) * channels + c * n + i
                            : (before[place] * filters + f * n + i) * channels + c;
            };
        }
    }
}
