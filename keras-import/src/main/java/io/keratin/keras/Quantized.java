package io.keratin.keras;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.Hdf5Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A weight that {@code model.quantize("int8")} or {@code ("int4")} has made small, decoded to floats.
 *
 * <p>Each channel has a scale, w = q / scale; or, in int4, each channel of each block of rows a scale and a zero point, w = (q -
 * zero) · scale. A kernel's channels are the axes that its layer says, the table of an embedding has one for each row. Two values
 * of four bits share a byte, the even one in the lower half.
 *
 * @param values the quantised values
 * @param scale the scales
 * @param zero the zero points of blocks, or null where there are no blocks
 * @param blocks the number of the block of each position, or null where there are no blocks
 */
record Quantized(
        Hdf5Dataset values,
        Hdf5Dataset scale,
        @Nullable Hdf5Dataset zero,
        @Nullable Hdf5Dataset blocks) {

    private static final String BLOCKS = "g_idx";

    /** The names of an owner's variables as Keras 3 stores them, what quantised ones need among them. */
    static List<String> names(List<WeightSpec> own, int stored) {
        long channels = own.stream().filter(Quantized::mayBe).count();
        boolean inBlocks = stored > own.size() + channels;
        List<String> names = new ArrayList<>();
        String open = "";
        for (WeightSpec weight : own) {
            if (mayBe(weight)) {
                close(open, inBlocks, names);
                open = weight.name();
            }
            names.add(weight.name());
        }
        close(open, inBlocks, names);
        return names;
    }

    private static void close(String weight, boolean inBlocks, List<String> names) {
        if (!weight.isEmpty()) {
            names.add(weight + "_scale");
        }
        if (!weight.isEmpty() && inBlocks) {
            names.add(weight + "_zero");
            if (!names.contains(BLOCKS)) {
                names.add(BLOCKS);
            }
        }
    }

    /** Whether Keras may quantise a weight. */
    static boolean mayBe(WeightSpec weight) {
        return !weight.storage().scaledAlong().isEmpty();
    }

    /** The weight, if the file holds it quantised; {@code beside} finds what stands beside it under a name. */
    static @Nullable Quantized of(WeightSpec weight, Hdf5Dataset values, Lookup beside) {
        if (!mayBe(weight) || !isQuantized(values)) {
            return null;
        }
        Hdf5Dataset scale = beside.find(weight.name() + "_scale");
        Hdf5Dataset zero = beside.find(weight.name() + "_zero");
        return scale == null ? null : new Quantized(values, scale, zero, zero == null ? null : beside.find(BLOCKS));
    }

    /** Whether these are whole numbers of eight bits. */
    static boolean isQuantized(Hdf5Dataset values) {
        return values.dtype().equals("int8");
    }

    /** Whether a variable of this name belongs to a quantised one of another name, which {@code beside} finds. */
    static boolean isBeside(String name, Lookup beside) {
        if (name.equals(BLOCKS)) {
            return true;
        }
        int end = name.endsWith("_scale") ? name.length() - 6 : name.endsWith("_zero") ? name.length() - 5 : 0;
        Hdf5Dataset values = end == 0 ? null : beside.find(name.substring(0, end));
        return values != null && isQuantized(values);
    }

    /** Finds a data set, or null. */
    interface Lookup {
        @Nullable
        Hdf5Dataset find(String name);
    }

    /** What does not fit the weight, or null. */
    @Nullable
    String problem(WeightSpec weight) {
        Shape shape = weight.shape();
        Matrix matrix = new Matrix(weight);
        if (!values.shape().equals(shape)
                && !values.shape().equals(matrix.packedColumns())
                && !values.shape().equals(matrix.packedRows())) {
            return "is " + values.shape() + " as " + values.dtype() + " in the file, " + shape + " in the model";
        }
        if (zero == null
                ? scale.size() != matrix.channels
                : !scale.shape().equals(zero.shape()) || scale.size() == 0 || scale.size() % matrix.channels != 0) {
            return "has scales of shape " + scale.shape() + " in the file, which do not fit " + shape + " in the model";
        }
        if (zero != null && (blocks == null || blocks.size() != matrix.positions())) {
            return "has zero points in the file, but not the block of each of its " + matrix.positions() + " positions";
        }
        return null;
    }

    /** The floats, and in {@code rules} how they were found. */
    float[] read(WeightSpec weight, Set<String> rules) {
        Matrix matrix = new Matrix(weight);
        float[] q = values.readFloats(values.size());
        boolean packed = isPacked(weight, matrix, q);
        rules.add("weights quantised as " + (packed ? "int4" : "int8")
                + " were decoded to float32; what goes into their layers is not quantised, as Keras may do");
        float[] w = packed ? unpacked(q, matrix, values.shape().equals(matrix.packedColumns())) : q;
        float[] scales = scale.readFloats(scale.size());
        if (zero == null || blocks == null) {
            IntUnaryOperator channel = packed ? matrix::channel : channels(weight);
            for (int i = 0; i < w.length; i++) {
                w[i] /= scales[channel.applyAsInt(i)];
            }
            return w;
        }
        float[] zeros = zero.readFloats(scale.size());
        int[] at = blockOfPosition(matrix, blocks, scales.length / matrix.channels);
        for (int i = 0; i < w.length; i++) {
            int s = matrix.scale(i, at, scales.length);
            w[i] = (w[i] - zeros[s]) * scales[s];
        }
        return w;
    }

    private static int[] blockOfPosition(Matrix matrix, Hdf5Dataset blocks, int count) {
        long[] all = blocks.readLongs(matrix.positions());
        int[] at = new int[all.length];
        for (int i = 0; i < at.length; i++) {
            if (all[i] < 0 || all[i] >= count) {
                throw new ModelFormatException(
                        Kind.MISMATCH, blocks.path(), "position " + i + " is in block " + all[i] + " of " + count);
            }
            at[i] = (int) all[i];
        }
        return at;
    }

    /**
     * Four bits a value: by the shape, by the zero points, which eight bits never have; or, where a byte holds a single value, by
     * its upper half being empty: eight bits fill their range.
     */
    private boolean isPacked(WeightSpec weight, Matrix matrix, float[] q) {
        if (!values.shape().equals(weight.shape()) || zero != null) {
            return true;
        }
        boolean single =
                values.shape().equals(matrix.packedColumns()) || values.shape().equals(matrix.packedRows());
        for (int i = 0; single && i < q.length; i++) {
            single = q[i] >= 0 && q[i] <= 15;
        }
        return single;
    }

    private static float[] unpacked(float[] bytes, Matrix matrix, boolean byColumns) {
        float[] w = new float[matrix.rows * matrix.columns];
        int stored = (matrix.columns + 1) / 2;
        for (int i = 0; i < w.length; i++) {
            int row = i / matrix.columns;
            int column = i % matrix.columns;
            int b = (int) bytes[byColumns ? row * stored + column / 2 : row / 2 * matrix.columns + column];
            boolean upper = (byColumns ? column : row) % 2 == 1;
            w[i] = (upper ? b >> 4 : b << 28 >> 28);
        }
        return w;
    }

    /** The channel of each value of an array, row-major: the axes that the layer says, in its order. */
    private static IntUnaryOperator channels(WeightSpec weight) {
        int[] dims = weight.shape().toArray();
        int[] strides = new int[dims.length];
        int stride = 1;
        List<Integer> axes = weight.storage().scaledAlong();
        for (int i = axes.size() - 1; i >= 0; i--) {
            strides[axes.get(i)] = stride;
            stride *= dims[axes.get(i)];
        }
        return index -> {
            int channel = 0;
            int rest = index;
            for (int axis = dims.length - 1; axis >= 0; axis--) {
                channel += rest % dims[axis] * strides[axis];
                rest /= dims[axis];
            }
            return channel;
        };
    }

    /** The matrix as which Keras packs a weight: its values in their order, channels last, but for a table of embeddings. */
    private static final class Matrix {

        final int channels;
        final int rows;
        final int columns;
        final boolean table;

        Matrix(WeightSpec weight) {
            int product = 1;
            for (int axis : weight.storage().scaledAlong()) {
                product *= weight.shape().dim(axis);
            }
            channels = product;
            table = weight.name().equals("embeddings");
            int count = Math.toIntExact(weight.count());
            columns = table ? count / channels : channels;
            rows = count / columns;
        }

        int positions() {
            return table ? columns : rows;
        }

        int channel(int i) {
            return table ? i / columns : i % columns;
        }

        /** Where the scale of a value stands among {@code scales}, which for a table are (channels, blocks). */
        int scale(int i, int[] blockOfPosition, int scales) {
            int block = blockOfPosition[table ? i % columns : i / columns];
            return table ? channel(i) * (scales / channels) + block : block * channels + channel(i);
        }

        Shape packedColumns() {
            return Shape.of(rows, (columns + 1) / 2);
        }

        Shape packedRows() {
            return Shape.of((rows + 1) / 2, columns);
        }
    }
}
