package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.LookUps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The values of a model's weights in Keras's order and layout. Those of a model that runs are kept once, in the form that
 * runs: asked for a matrix that is packed for the kernels, they unpack it, to the bit; where the precision of weights is
 * reduced, these are the rounded values, and the original ones are not kept. While a model binds them, several threads may ask, each for
 * weights of its own.
 */
public final class Parameters {

    /** Values that are read at once: half of an L2 cache of 1 MB. */
    private static final int SOME = 1 << 17;

    private final List<WeightSpec> specs;
    private final Map<String, Weight> values = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, float[]> gradients = new LinkedHashMap<>();
    private final Map<String, LookUps> lookUps = new LinkedHashMap<>();
    private final Map<String, PackedMatrix> transposed = new HashMap<>();
    private final List<Runnable> refreshes = new ArrayList<>();
    private final Map<String, List<Runnable>> refreshesOf = new LinkedHashMap<>();
    private boolean givenAway;
    private boolean training;

    /** For values on their way from a file to packed matrices: an array for each thread that has packed some. */
    private final Deque<float[]> buffers = new ArrayDeque<>();

    /**
     * Weights with their values, which are not copied.
     *
     * @throws ShapeException if a value has another length than its weight
     */
    public Parameters(List<WeightSpec> specs, List<float[]> values) {
        this(specs, values.stream().map(Weight::new).toArray(Weight[]::new));
    }

    private Parameters(List<WeightSpec> specs, Weight[] weights) {
        this.specs = List.copyOf(specs);
        if (weights.length != specs.size()) {
            throw new ShapeException("the model has " + specs.size() + " weights, got " + weights.length);
        }
        for (int i = 0; i < specs.size(); i++) {
            WeightSpec spec = specs.get(i);
            if (weights[i].length != spec.count()) {
                throw new ShapeException("weight " + spec.key() + " has shape " + spec.shape() + ", that is "
                        + spec.count() + " values, got " + weights[i].length);
            }
            if (values.put(spec.key(), weights[i]) != null) {
                throw new IllegalArgumentException("two weights named " + spec.key());
            }
        }
    }

    /** Where the values of a weight come from. */
    @FunctionalInterface
    public interface Source {
        /** Reads the n values from {@code from} on, in Keras's order, to the beginning of {@code to}. */
        void read(int from, int n, float[] to);
    }

    /**
     * Weights that are read when they are asked for, and again if need be: until a model has bound them, which reads all. Values that
     * only become packed matrices are never there as a whole.
     */
    public static Parameters reading(List<WeightSpec> specs, List<Source> sources) {
        Weight[] weights = new Weight[sources.size()];
        Arrays.setAll(weights, i -> new Weight(Math.toIntExact(specs.get(i).count()), sources.get(i)));
        return new Parameters(specs, weights);
    }

    private Parameters(Parameters other) {
        specs = other.specs;
        other.values.forEach((key, weight) -> values.put(key, new Weight(weight)));
    }

    /** Freshly initialised weights, the same for the same seed. */
    public static Parameters initial(List<WeightSpec> specs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> values = new ArrayList<>();
        for (WeightSpec spec : specs) {
            values.add(spec.initializer().create(spec.shape(), random.split()));
        }
        return new Parameters(specs, values);
    }

    /**
     * These weights, of which the caller has no further use: the model that binds them takes the values away, so that a large one is
     * never held twice.
     */
    public Parameters givenAway() {
        givenAway = true;
        return this;
    }

    /** The same weights, for a model to bind: what it packs replaces the plain values here, and only here. */
    public Parameters forBinding() {
        Parameters bound = new Parameters(this);
        if (givenAway) {
            values.clear();
        }
        return bound;
    }

    /**
     * Copies of these weights to be trained: they stay plain arrays, some have gradients, and what is packed or derived of them
     * follows when they have {@link #changed}.
     *
     * @param trainable the keys of those with gradients
     */
    public Parameters forTraining(Set<String> trainable) {
        Parameters live = copy();
        live.training = true;
        for (WeightSpec spec : specs) {
            if (trainable.contains(spec.key())) {
                live.gradients.put(spec.key(), new float[Math.toIntExact(spec.count())]);
                if (spec.shape().rank() == 2) {
                    live.lookUps.put(spec.key(), new LookUps(spec.shape().last()));
                }
            }
        }
        return live;
    }

    /** Copies of these weights. */
    public Parameters copy() {
        return new Parameters(
                specs, specs.stream().map(spec -> get(spec.key()).clone()).toList());
    }

    /** Where the gradient of a weight is summed; null if it is not trained. */
    public float @Nullable [] gradient(String key) {
        return gradients.get(key);
    }

    /** Where a table's gradient is kept look-up by look-up too; null if the weight is not trained, or no matrix. */
    public @Nullable LookUps lookUps(String key) {
        return lookUps.get(key);
    }

    /** Tells all forms of these weights that their plain values have changed. */
    public void changed() {
        for (int i = 0; i < refreshes.size(); i++) {
            refreshes.get(i).run();
        }
    }

    /**
     * While these weights are trained: takes over the values of others and tells all forms of them.
     *
     * @param others weights of the same keys and shapes
     * @throws ShapeException if one is missing or has another number of values; nothing was changed then
     */
    public void set(Parameters others) {
        for (WeightSpec spec : specs) {
            if (others.get(spec.key()).length != spec.count()) {
                throw new ShapeException("weight " + spec.key() + " has " + spec.count() + " values, got "
                        + others.get(spec.key()).length);
            }
        }
        for (WeightSpec spec : specs) {
            System.arraycopy(others.get(spec.key()), 0, get(spec.key()), 0, (int) spec.count());
        }
        changed();
        specs.forEach(spec -> changed(spec.key()));
    }

    /** Tells all forms of a weight that its plain values have changed; frozen ones change in the layers that hold them only. */
    void changed(String key) {
        List<Runnable> own = refreshesOf.getOrDefault(key, List.of());
        for (int i = 0; i < own.size(); i++) {
            own.get(i).run();
        }
    }

    /** Whether one of the weights whose keys begin so has a gradient. */
    boolean learns(String prefix) {
        return training && gradients.keySet().stream().anyMatch(key -> key.startsWith(prefix));
    }

    boolean training() {
        return training;
    }

    /** Runs what brings another form of weights up to date whenever they have changed. */
    void onChange(Runnable refresh) {
        if (training) {
            refreshes.add(refresh);
        }
    }

    /** Runs what brings another form of one weight up to date whenever that has changed. */
    void onChange(String key, Runnable refresh) {
        if (training) {
            refreshesOf.computeIfAbsent(key, k -> new ArrayList<>()).add(refresh);
            if (gradients.containsKey(key)) {
                refreshes.add(refresh);
            }
        }
    }

    /** The matrix of this name, made at the first asking. */
    PackedMatrix once(String name, Supplier<PackedMatrix> make) {
        return transposed.computeIfAbsent(name, n -> make.get());
    }

    /** The weights, in Keras's order. */
    public List<WeightSpec> specs() {
        return specs;
    }

    /** The values of the weight with this key, row-major. Not to be modified: where they are not packed, it is no copy. */
    public float[] get(String key) {
        Weight weight = values.get(key);
        if (weight == null) {
            throw new IllegalArgumentException("no weight " + key + "; there are " + values.keySet());
        }
        return weight.get();
    }

    /** Number of values of all weights whose keys begin so. */
    long count(String prefix) {
        long count = 0;
        for (WeightSpec spec : specs) {
            count += spec.key().startsWith(prefix) ? spec.count() : 0;
        }
        return count;
    }

    /** Number of values of the weight with this key. */
    int length(String key) {
        Weight weight = values.get(key);
        return weight == null ? get(key).length : weight.length;
    }

    /**
     * Fills a matrix with rows of {@code columns} values of a weight, from {@code from} on: some rows at a time if they are still to be
     * read, so that they are packed while they are in the cache.
     */
    void pack(String key, int from, int columns, PackedMatrix packed, int[] gateOrder) {
        Weight weight = values.get(key);
        if (weight == null || weight.source == null) {
            packed.fill(get(key), from, columns, 1, gateOrder);
            return;
        }
        float[] some = buffer(columns);
        int rows = some.length / Math.max(1, columns);
        for (int k = 0; k < packed.rows(); k += rows) {
            int end = Math.min(packed.rows(), k + rows);
            weight.source.read(from + k * columns, (end - k) * columns, some);
            packed.rowRange(k, end).fill(some, 0, columns, 1, gateOrder);
        }
        synchronized (buffers) {
            buffers.push(some);
        }
    }

    private float[] buffer(int least) {
        synchronized (buffers) {
            float[] known = buffers.poll();
            return known != null && known.length >= least ? known : new float[Math.max(SOME, least)];
        }
    }

    /** Reads what no one has asked for yet: from now on sources may be closed. */
    public void readAll() {
        for (Weight weight : values.values()) {
            weight.readPlain();
        }
        buffers.clear();
    }

    /** Keeps a weight in packed form as soon as all its gates are packed; until then its plain values stay. */
    void keep(String key, PackedMatrix packed, int offset, int stride, int[] gateOrder) {
        int count = packed.rows() * packed.units() * packed.gates();
        keep(key, count, new Packed(packed, offset, stride, gateOrder));
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Packed(PackedMatrix packed, int offset, int stride, int[] gateOrder) implements Consumer<float[]> {
        @Override
        public void accept(float[] w) {
            packed.unpack(w, offset, stride, gateOrder);
        }
    }

    /** Keeps {@code count} values of a weight in another form, from which {@code unpack} writes them where they belong. */
    void keep(String key, int count, Consumer<float[]> unpack) {
        if (training) { // the plain values are those that change
            return;
        }
        Weight weight = values.get(key);
        if (weight == null || (weight.plain == null && weight.source == null)) {
            boolean whole = weight != null && weight.length == count;
            weight = whole ? new Weight(count) : new Weight(get(key));
            values.put(key, weight);
        }
        weight.add(count, unpack);
    }

    /** The values of one weight: plain, or in the packed parts that hold all its gates. */
    private static final class Weight {

        private final int length;
        private final List<Consumer<float[]>> parts = new ArrayList<>();
        private float @Nullable [] plain;
        private @Nullable Source source;
        private int packed;

        Weight(float[] plain) {
            this.length = plain.length;
            this.plain = plain;
        }

        /** One whose values are elsewhere. */
        Weight(int length) {
            this.length = length;
        }

        Weight(Weight other) {
            length = other.length;
            parts.addAll(other.parts);
            plain = other.plain;
            source = other.source;
            packed = other.packed;
        }

        /** One whose values are read later. */
        Weight(int length, Source source) {
            this.length = length;
            this.source = source;
        }

        void add(int count, Consumer<float[]> unpack) {
            parts.add(unpack);
            packed += count;
            if (packed == length) {
                plain = null;
                source = null;
            }
        }

        void readPlain() {
            if (source != null) {
                plain = new float[length];
                source.read(0, length, plain);
                source = null;
            }
        }

        float[] get() {
            readPlain();
            if (plain != null) {
                return plain;
            }
            float[] w = new float[length];
            parts.forEach(part -> part.accept(w));
            return w;
        }
    }
}
