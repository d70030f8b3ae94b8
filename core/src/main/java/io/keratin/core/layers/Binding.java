package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.kernels.WeightPrecision;
import io.keratin.core.tensor.LookUps;
import io.keratin.core.tensor.Shape;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** What a layer is bound to: the shapes it was built for, its weights, the kernels that will run it. */
public final class Binding {

    /** Values that take longer to pack than a thread to start. */
    private static final long WORTH_A_THREAD = 1 << 20;

    private final List<Shape> inputs;
    private final Parameters parameters;
    private final String prefix;
    private final Kernels kernels;
    private final WeightPrecision precision;

    /** Whether neither the layer nor a model around it is frozen. */
    private final boolean trainable;

    /** The binding of a layer whose weights are {@code parameters}. */
    public Binding(List<Shape> inputs, Parameters parameters, Kernels kernels) {
        this(inputs, parameters, kernels, WeightPrecision.FLOAT32);
    }

    /** The binding of a layer that packs its weight matrices in this precision. */
    public Binding(List<Shape> inputs, Parameters parameters, Kernels kernels, WeightPrecision precision) {
        this(inputs, parameters, "", kernels, precision, true);
    }

    private Binding(
            List<Shape> inputs,
            Parameters parameters,
            String prefix,
            Kernels kernels,
            WeightPrecision precision,
            boolean trainable) {
        this.inputs = List.copyOf(inputs);
        this.parameters = parameters;
        this.prefix = prefix;
        this.kernels = kernels;
        this.precision = precision;
        this.trainable = trainable;
    }

    /** Shapes that the layer was built for; open dimensions stay open. */
    public List<Shape> inputs() {
        return inputs;
    }

    /** The only input's shape. */
    public Shape input() {
        return inputs.get(0);
    }

    /** The kernels. */
    public Kernels kernels() {
        return kernels;
    }

    /** The values of a weight in Keras's layout, row-major; not a copy, not to be modified. */
    public float[] weight(String key) {
        return parameters.get(prefix + key);
    }

    /**
     * A weight matrix (rows, allGates · units) packed for the kernels; the model keeps it in this form alone, and unpacks it
     * for who asks for its values. All of a weight must be packed, in one matrix or several.
     */
    public PackedMatrix pack(String key, int rows, int units, int... gateOrder) {
        return packRows(key, 0, rows, rows == 0 ? 0 : parameters.length(prefix + key) / rows, units, gateOrder);
    }

    /** As {@link #pack}, of a weight with more rows of {@code columns} values: {@code rows} of them from {@code first} on. */
    public PackedMatrix packRows(String key, int first, int rows, int columns, int units, int... gateOrder) {
        int from = first * columns;
        PackedMatrix packed;
        if (precision == WeightPrecision.FLOAT32) {
            packed = kernels.matrix(rows, units, gateOrder.length);
            parameters.pack(prefix + key, from, columns, packed, gateOrder);
        } else {
            float[] w = weight(key);
            float[] some = rows * columns == w.length ? w : Arrays.copyOfRange(w, from, from + rows * columns);
            packed = kernels.pack(some, rows, units, precision, gateOrder);
        }
        keep(key, packed, from, columns, gateOrder);
        return packed;
    }

    /**
     * What some groups of a convolution's channels multiply with some taps of the kernel (taps, channels, allFilters), as one matrix
     * (taps · together · channels, together · filters), 0 where a filter does not see a channel. It is kept as by {@link #pack}.
     *
     * @param channels those of one group
     * @param filters those of one group
     * @param part which of the matrices: that of the groups from {@code part · together} on
     */
    public PackedMatrix packGroups(
            String key, int firstTap, int taps, int channels, int allFilters, int filters, int part, int together) {
        float[] w = weight(key);
        int columns = together * filters;
        int first = firstTap * channels * allFilters + part * columns;
        int rows = taps * together * channels;
        float[] blocks = new float[Math.multiplyExact(rows, columns)];
        diagonal(w, first, allFilters, blocks, taps, channels, filters, together, false);
        PackedMatrix packed = kernels.pack(blocks, rows, columns, precision, 0);
        parameters.keep(prefix + key, taps * channels * columns, all -> {
            float[] values = new float[rows * columns];
            packed.unpack(values, 0, columns, 0);
            diagonal(all, first, allFilters, values, taps, channels, filters, together, true);
        });
        refresh(key, () -> {
            diagonal(w, first, allFilters, blocks, taps, channels, filters, together, false);
            packed.fill(blocks, 0, columns, 1);
        });
        return packed;
    }

    /** Copies rows of a kernel to blocks along a matrix's diagonal, or {@code back}. */
    private static void diagonal(
            float[] kernel,
            int first,
            int allFilters,
            float[] blocks,
            int taps,
            int channels,
            int filters,
            int together,
            boolean back) {
        for (int row = 0; row < taps * channels; row++) {
            for (int group = 0; group < together; group++) {
                int inKernel = first + row * allFilters + group * filters;
                int line = (row / channels * together + group) * channels + row % channels;
                int inBlocks = (line * together + group) * filters;
                System.arraycopy(
                        back ? blocks : kernel,
                        back ? inBlocks : inKernel,
                        back ? kernel : blocks,
                        back ? inKernel : inBlocks,
                        filters);
            }
        }
    }

    /**
     * A weight of blocks (units, rows), of which the matrix takes some, turned and one below the other: (blocks · rows, units). It is
     * kept as by {@link #pack}.
     */
    public PackedMatrix packTransposed(String key, int[] blocks, int rows, int units) {
        float[] w = weight(key);
        float[] turned = new float[Math.multiplyExact(blocks.length, rows * units)];
        turn(w, blocks, rows, units, turned);
        PackedMatrix packed = kernels.pack(turned, blocks.length * rows, units, precision, 0);
        parameters.keep(prefix + key, turned.length, all -> {
            float[] values = new float[turned.length];
            packed.unpack(values, 0, units, 0);
            for (int i = 0; i < blocks.length; i++) {
                transpose(values, i * rows * units, rows, units, all, blocks[i] * rows * units);
            }
        });
        refresh(key, () -> {
            turn(w, blocks, rows, units, turned);
            packed.fill(turned, 0, units, 1);
        });
        return packed;
    }

    private static void turn(float[] w, int[] blocks, int rows, int units, float[] turned) {
        for (int i = 0; i < blocks.length; i++) {
            transpose(w, blocks[i] * rows * units, units, rows, turned, i * rows * units);
        }
    }

    /** to (columns, rows) = from (rows, columns), each from its place on. {@code to} modified. */
    private static void transpose(float[] from, int at, int rows, int columns, float[] to, int start) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                to[start + c * rows + r] = from[at + r * columns + c];
            }
        }
    }

    /** Whether weights may be packed as one matrix, {@link #packStacked}. */
    public boolean stacks() {
        return precision == WeightPrecision.FLOAT32;
    }

    /** Two weights (rows, gates · units) packed as one matrix, the rows of the first on top. They are kept as by {@link #pack}. */
    public PackedMatrix packStacked(
            String top, int topRows, String bottom, int bottomRows, int units, int... gateOrder) {
        PackedMatrix packed = kernels.matrix(topRows + bottomRows, units, gateOrder.length);
        packInto(packed.rowRange(0, topRows), top, gateOrder);
        packInto(packed.rowRange(topRows, topRows + bottomRows), bottom, gateOrder);
        return packed;
    }

    private void packInto(PackedMatrix packed, String key, int[] gateOrder) {
        int columns = gateOrder.length * packed.units();
        parameters.pack(prefix + key, 0, columns, packed, gateOrder);
        keep(key, packed, 0, columns, gateOrder);
    }

    /** Instead of the plain values, or in training beside those that change. */
    private void keep(String key, PackedMatrix packed, int from, int columns, int[] gateOrder) {
        if (trains()) {
            float[] w = weight(key);
            refresh(key, () -> packed.fill(w, from, columns, 1, gateOrder));
        } else {
            parameters.keep(prefix + key, packed, from, columns, gateOrder);
        }
    }

    /** Where the gradient of a weight is summed; null if it is not trained, or not there by configuration. */
    public float @Nullable [] gradient(String key) {
        return parameters.gradient(prefix + key);
    }

    /** Where who looks up rows of a weight adds their gradients too; null if it is not trained. */
    @Nullable
    LookUps lookUps(String key) {
        return parameters.lookUps(prefix + key);
    }

    /** Whether the model is bound to be trained: its weights change, and its layers may be laid out with their way back. */
    public boolean trains() {
        return parameters.training();
    }

    /** Whether the layer's {@code trainable} attribute, and that of the models around it, is set: some layers predict where it is not. */
    public boolean trainable() {
        return trainable;
    }

    /** Whether one of the layer's weights has a gradient. */
    public boolean learns() {
        return parameters.learns(prefix);
    }

    /**
     * The transposed (columns, rows) of a weight matrix, of which it may be some rows from {@code first} on: what gradients of inputs
     * are computed with. Made when it is first asked for, and up to date after each step of an optimizer.
     */
    public PackedMatrix transposed(String key, int first, int rows, int columns) {
        String name = prefix + key + " " + first + " " + rows + " " + columns + " " + kernels.name();
        return parameters.once(name, () -> filled(key, columns, rows, first * columns, 1, columns));
    }

    /** Some columns of a weight matrix (rows, columns) as a matrix of one gate, (rows, n). Kept and made as {@link #transposed}. */
    public PackedMatrix columns(String key, int rows, int columns, int first, int n) {
        String name = prefix + key + " columns " + first + " " + n + " " + kernels.name();
        return parameters.once(name, () -> filled(key, rows, n, first, columns, 1));
    }

    /** Some columns of a weight matrix (rows, columns), transposed: (n, rows). */
    public PackedMatrix transposedColumns(String key, int rows, int columns, int first, int n) {
        String name = prefix + key + " transposed " + first + " " + n + " " + kernels.name();
        return parameters.once(name, () -> filled(key, n, rows, first, 1, columns));
    }

    private PackedMatrix filled(String key, int rows, int columns, int offset, int rowStride, int columnStride) {
        float[] w = weight(key);
        PackedMatrix packed = kernels.matrix(rows, columns, 1);
        Runnable fill = () -> packed.fill(w, offset, rowStride, columnStride);
        fill.run();
        refresh(key, fill);
        return packed;
    }

    /**
     * An array that is computed from weights: filled now, and again whenever they have changed. Arrays that {@link #weight} gives need
     * no such care: in training they are the values that change.
     */
    public float[] derived(int n, Consumer<float[]> fill) {
        float[] values = new float[n];
        fill.accept(values);
        parameters.onChange(() -> fill.accept(values));
        return values;
    }

    /** Values of a weight from {@code offset} on, (allGates · units), in the column order of a packed matrix; they follow changes. */
    public float[] packedRow(PackedMatrix like, float[] values, int offset, int[] gateOrder) {
        return derived(like.columns(), row -> like.packRow(values, offset, gateOrder, row));
    }

    /** Runs whenever weights have changed, be it by an optimizer or by a layer that keeps averages in them. */
    public void onChange(Runnable refresh) {
        parameters.onChange(refresh);
    }

    /** What a layer runs that has changed a weight while it computes: what is packed of it follows. */
    public Runnable changed(String key) {
        String whole = prefix + key;
        return () -> parameters.changed(whole);
    }

    /** Follows the changes of a weight. */
    private void refresh(String key, Runnable refresh) {
        parameters.onChange(prefix + key, refresh);
    }

    /** The values of a weight that may be absent by configuration: zeros of this length then. */
    public float[] weightOrZeros(String key, boolean present, int length) {
        return weightOr(key, present, length, 0);
    }

    /** The values of a weight that may be absent by configuration: this value as often as it is long then. */
    public float[] weightOr(String key, boolean present, int length, float absent) {
        if (present) {
            return weight(key);
        }
        float[] same = new float[length];
        Arrays.fill(same, absent);
        return same;
    }

    /** The binding of a part of this layer that has no name of its own; its weights have the owner path {@code owner}. */
    public Binding part(String owner, List<Shape> innerInputs) {
        return new Binding(innerInputs, parameters, prefix + owner + "/", kernels, precision, trainable);
    }

    /** Binds a part of this layer whose weights have the owner path {@code owner}. */
    public BoundLayer inner(String owner, NamedLayer layer, List<Shape> innerInputs) {
        String inner = owner.isEmpty() ? prefix : prefix + owner + "/";
        return new Binding(innerInputs, parameters, inner, kernels, precision, trainable).bind(layer);
    }

    /**
     * Binds layers that have no weights in common, by their number: with a helper where there is much to pack. What is thrown is what
     * the first of them throws.
     */
    void together(int n, IntConsumer bind) {
        boolean many = n > 1 && !trains() && parameters.count(prefix) > WORTH_A_THREAD;
        Team team = many && Runtime.getRuntime().availableProcessors() > 1 ? new Team(2) : Team.SOLO;
        AtomicInteger next = new AtomicInteger();
        AtomicReferenceArray<@Nullable RuntimeException> problems = new AtomicReferenceArray<>(n);
        team.run(member -> {
            boolean well = true;
            for (int i = next.getAndIncrement(); well && i < n; i = next.getAndIncrement()) {
                try {
                    bind.accept(i);
                } catch (RuntimeException e) {
                    problems.set(i, e);
                    well = false;
                }
            }
        });
        for (int i = 0; i < n; i++) {
            RuntimeException problem = problems.get(i);
            if (problem != null) {
                throw problem;
            }
        }
    }

    /** A layer bound to this. */
    public BoundLayer bind(NamedLayer layer) {
        boolean frozen = trainable && !layer.trainable();
        Binding own = frozen ? new Binding(inputs, parameters, prefix, kernels, precision, false) : this;
        return new BoundLayer(layer, layer.spec().bind(own), learns());
    }

    /** This binding with other kernels. */
    public Binding on(Kernels other) {
        return new Binding(inputs, parameters, prefix, other, precision, trainable);
    }
}
