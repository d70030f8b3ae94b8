package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.WeightSource.Layout;
import io.keratin.keras.WeightSource.Located;
import io.keratin.keras.container.Hdf5Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Weights that an older Keras kept in another layout: gates in arrays of their own (Keras 1), kernels of cuDNN layers, kernels
 * of convolutions in Theano's order or turned round. {@code preprocess_weights_for_loading} of Keras 2 is the model.
 */
final class OldLayouts {

    /** The gates of Keras 1 in the order of its arrays, and where each stands today: i, f, c, o and z, r, h. */
    private static final String LSTM_GATES = "icfo";

    private static final String[] TODAY = {"", "", "", "zrh", "ifco"};

    /** Weights that are turned round where they have axes of space. */
    private static final Set<String> KERNELS =
            Set.of("kernel", "depthwise_kernel", "pointwise_kernel", "recurrent_kernel");

    private final boolean keras1;
    private final boolean turned;

    /**
     * The layouts of a file.
     *
     * @param version the version that wrote it
     * @param theano whether Theano computed with it
     */
    OldLayouts(String version, boolean theano) {
        keras1 = isKeras1(version);
        turned = theano;
    }

    static boolean isKeras1(String version) {
        return version.startsWith("1.") || version.equals("1");
    }

    /**
     * The next weights of a file for the weights of one part of a layer, or nothing if they do not fit.
     *
     * @param layer the part that owns the weights, or null if it is not known
     * @param specs the weights of the part, one after another
     * @param entries the weights in the file that are not taken yet
     */
    List<Located> next(@Nullable NamedLayer layer, List<WeightSpec> specs, List<NamedWeights.Entry> entries) {
        List<Located> gates = gates(layer, specs, entries);
        if (!gates.isEmpty()) {
            return gates;
        }
        if (entries.size() < specs.size()) {
            return List.of();
        }
        List<Located> located = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            located.add(new Located(specs.get(i), entries.get(i).dataset()));
        }
        List<Located> cudnn = cudnn(located);
        if (!cudnn.isEmpty()) {
            return cudnn;
        }
        located.replaceAll(l -> kernel(layer, l));
        return located;
    }

    private static boolean isCell(WeightSpec second) {
        return second.name().equals("recurrent_kernel");
    }

    // ---- gates of Keras 1

    /** kernel, recurrent_kernel and bias of G gates from G times W, U, b. */
    private List<Located> gates(@Nullable NamedLayer layer, List<WeightSpec> specs, List<NamedWeights.Entry> entries) {
        if (specs.size() != 3 || !isCell(specs.get(1))) {
            return List.of();
        }
        int units = specs.get(1).shape().dim(-2);
        int count = specs.get(1).shape().last() / Math.max(1, units);
        if (count < 3 || count > 4 || entries.size() < 3 * count) {
            return List.of();
        }
        String written = count == 4 ? LSTM_GATES : TODAY[count];
        List<Located> located = new ArrayList<>();
        for (int part = 0; part < 3; part++) {
            WeightSpec spec = specs.get(part);
            Shape one = spec.shape().with(-1, units);
            List<Hdf5Dataset> arrays = new ArrayList<>();
            Layout each = Layout.TODAY;
            for (char gate : TODAY[count].toCharArray()) {
                Hdf5Dataset array =
                        entries.get(3 * written.indexOf(gate) + part).dataset();
                each = kernel(layer, new Located(new WeightSpec(spec.name(), one, spec.initializer()), array))
                        .layout();
                if (each.isToday() && !array.shape().equals(one)) {
                    return List.of();
                }
                arrays.add(array);
            }
            int rows = (int) (one.size() / units);
            String rule =
                    "the gates of recurrent layers put together from " + 3 * count + " arrays, as Keras 1 kept them";
            Layout gate = each;
            Layout all = new Layout(
                    each.isToday() ? rule : each.rule() + "; " + rule,
                    gatesOf -> sideBySide(
                            gatesOf.stream()
                                    .map(g -> gate.conversion().apply(List.of(g)))
                                    .toList(),
                            rows,
                            units));
            located.add(new Located(spec, arrays, all));
        }
        return located;
    }

    private static float[] sideBySide(List<float[]> matrices, int rows, int columns) {
        float[] all = new float[matrices.size() * rows * columns];
        for (int m = 0; m < matrices.size(); m++) {
            for (int r = 0; r < rows; r++) {
                System.arraycopy(matrices.get(m), r * columns, all, (r * matrices.size() + m) * columns, columns);
            }
        }
        return all;
    }

    // ---- cuDNN

    /** Weights of a CuDNNLSTM or CuDNNGRU: the bias is flat and twice as long. */
    private static List<Located> cudnn(List<Located> cell) {
        if (cell.size() != 3
                || !isCell(cell.get(1).spec())
                || cell.get(1).spec().shape().rank() != 2) {
            return List.of();
        }
        Shape kernel = cell.get(0).spec().shape();
        Shape bias = cell.get(2).spec().shape();
        int units = cell.get(1).spec().shape().dim(0);
        int columns = kernel.last();
        boolean asKnown = bias.rank() == 1 ? columns == 4 * units : columns == 3 * units;
        if (!asKnown
                || !cell.get(2).first().shape().equals(Shape.of(2 * columns))
                || !cell.get(0).first().shape().equals(kernel)
                || !cell.get(1).first().shape().equals(cell.get(1).spec().shape())) {
            return List.of();
        }
        int features = kernel.dim(0);
        Layout kernels = new Layout(
                "kernels of a cuDNN layer transposed, gate by gate",
                a -> transposed(a.get(0), features, units, columns));
        Layout recurrent = new Layout(kernels.rule(), a -> transposed(a.get(0), units, units, columns));
        Layout biases = bias.rank() == 2
                ? new Layout("the two biases of a cuDNN layer as rows", a -> a.get(0))
                : new Layout("the two biases of a cuDNN layer added", a -> halvesAdded(a.get(0)));
        return List.of(with(cell.get(0), kernels), with(cell.get(1), recurrent), with(cell.get(2), biases));
    }

    private static Located with(Located located, Layout layout) {
        return new Located(located.spec(), located.datasets(), layout);
    }

    /**
     * The memory of each gate's block (rows, units) of a matrix holds (units, rows), which is turned back. For the recurrent
     * kernels, which are square, that is the transposition Keras does.
     */
    private static float[] transposed(float[] matrix, int rows, int units, int columns) {
        float[] out = new float[matrix.length];
        for (int gate = 0; gate < columns; gate += units) {
            for (int n = 0; n < rows * units; n++) {
                int from = n / units * columns + gate + n % units;
                int to = n % rows * columns + gate + n / rows;
                out[to] = matrix[from];
            }
        }
        return out;
    }

    private static float[] halvesAdded(float[] both) {
        float[] sum = Arrays.copyOf(both, both.length / 2);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += both[sum.length + i];
        }
        return sum;
    }

    // ---- kernels of convolutions

    /** A kernel with two channel axes behind its spatial ones. */
    private Located kernel(@Nullable NamedLayer layer, Located located) {
        WeightSpec spec = located.spec();
        int rank = spec.shape().rank();
        boolean slides = layer == null || !layer.spec().className().startsWith("LocallyConnected");
        if (!slides || !KERNELS.contains(spec.name()) || rank < 3 || !(keras1 || turned)) {
            return located;
        }
        Layout layout = keras1 ? order(layer, spec.shape(), located.first().shape()) : Layout.TODAY;
        if (layout.isToday() && !located.first().shape().equals(spec.shape())) {
            return located;
        }
        if (turned) {
            layout = layout.then(new Layout(
                    "kernels of convolutions turned round: Theano convolves where others correlate",
                    a -> turned(a.get(0), spec.shape())));
        }
        return with(located, layout);
    }

    /**
     * From the order of axes of Keras 1 to today's: (space …, in, out), or (space …, out, in) where a layer is transposed. A
     * kernel that does not fit is left as it is, and refused for its shape.
     */
    private static Layout order(@Nullable NamedLayer layer, Shape today, Shape inFile) {
        int rank = today.rank();
        if (rank == 3) {
            // Conv1D was a Conv2D of width 1: (length, 1, in, out), in the first versions (out, in, length, 1)
            return inFile.equals(Shape.of(today.dim(0), 1, today.dim(1), today.dim(2)))
                    ? new Layout("kernels of 1D convolutions from (length, 1, in, out)", a -> a.get(0))
                    : permuted("kernels of 1D convolutions from (out, in, length, 1)", today, inFile, 2, 1, 0);
        }
        boolean transposed = layer != null && layer.spec().className().endsWith("Transpose");
        boolean first = layer != null
                && Value.of("channels_first").equals(layer.spec().config().get("data_format"));
        if (!first && !transposed) {
            return Layout.TODAY;
        }
        int[] axes = new int[rank];
        for (int space = 0; space < rank - 2; space++) {
            axes[space] = first ? space + 2 : space;
        }
        int out = first ? 0 : rank - 1;
        int in = first ? 1 : rank - 2;
        axes[rank - 2] = transposed ? out : in;
        axes[rank - 1] = transposed ? in : out;
        return permuted("kernels of convolutions from the order of axes of Keras 1", today, inFile, axes);
    }

    /** to[i0, i1, …] = from[…], axis k of the result being axis {@code axes[k]} of what the file has. */
    private static Layout permuted(String rule, Shape today, Shape inFile, int... axes) {
        int rank = axes.length;
        boolean fits = inFile.rank() >= rank && inFile.size() == today.size();
        for (int k = 0; fits && k < rank; k++) {
            fits = inFile.dim(axes[k]) == today.dim(k);
        }
        if (!fits) {
            return Layout.TODAY;
        }
        int[] strides = new int[inFile.rank()];
        int size = 1;
        for (int axis = inFile.rank() - 1; axis >= 0; axis--) {
            strides[axis] = size;
            size *= inFile.dim(axis);
        }
        int count = size;
        return new Layout(rule, arrays -> {
            float[] out = new float[count];
            int[] index = new int[rank];
            for (int n = 0; n < count; n++) {
                int at = 0;
                for (int k = 0; k < rank; k++) {
                    at += index[k] * strides[axes[k]];
                }
                out[n] = arrays.get(0)[at];
                for (int k = rank - 1; k >= 0 && ++index[k] == inFile.dim(axes[k]); k--) {
                    index[k] = 0;
                }
            }
            return out;
        });
    }

    /** All axes but the last two reversed: what lies behind them moves as one block. */
    private static float[] turned(float[] kernel, Shape shape) {
        int block = shape.last() * shape.dim(-2);
        float[] out = new float[kernel.length];
        int blocks = block == 0 ? 0 : kernel.length / block;
        for (int n = 0; n < blocks; n++) {
            System.arraycopy(kernel, n * block, out, (blocks - 1 - n) * block, block);
        }
        return out;
    }
}
