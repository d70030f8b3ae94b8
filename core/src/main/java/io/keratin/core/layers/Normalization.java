package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Brings features to mean 0 and variance 1: (x - mean) / max(√variance, 1e-7), or the other way round.
 *
 * <p>Mean and variance are options, or weights that {@code adapt} has found in data; these have the shape of the kept axes:
 * mean, variance, and a count (), which nothing uses.
 *
 * @param axes the axes along which mean and variance differ; none for one of each
 * @param mean the mean, which is laid over the kept axes from the last one on; null where it is a weight
 * @param variance of the same shape; null where it is a weight
 * @param invert whether to compute mean + x · max(√variance, 1e-7)
 */
public record Normalization(
        List<Integer> axes,
        @Nullable Numbers mean,
        @Nullable Numbers variance,
        boolean invert) implements UnaryLayer {

    private static final double EPSILON = 1e-7; // keras.config.epsilon()

    /** Checks that mean and variance belong together. */
    public Normalization {
        axes = List.copyOf(axes);
        if ((mean == null) != (variance == null)) {
            throw new IllegalArgumentException("Normalization: mean and variance must be given both or neither");
        }
        if (mean != null && variance != null) {
            if (!mean.shape().equals(variance.shape())) {
                throw new IllegalArgumentException("Normalization: mean and variance must have the same shape, got "
                        + mean.shape() + " and " + variance.shape());
            }
            if (mean.shape().rank() > axes.size()) {
                throw new IllegalArgumentException("Normalization: mean may have at most as many axes as are kept, "
                        + axes.size() + ", got shape " + mean.shape());
            }
        }
    }

    /** A Normalization with Keras's defaults, which takes mean and variance from its weights. */
    public Normalization() {
        this(List.of(-1), null, null, false);
    }

    static Normalization fromConfig(Config config, LayerRegistry registry) {
        Normalization defaults = new Normalization();
        int[] axes = config.integers("axis");
        List<Integer> absent = config.fields().get("axis") == null ? defaults.axes : List.of();
        return new Normalization(
                axes == null ? absent : Arrays.stream(axes).boxed().toList(),
                Numbers.read(config, "mean"),
                Numbers.read(config, "variance"),
                config.flag("invert", defaults.invert));
    }

    @Override
    public String className() {
        return "Normalization";
    }

    @Override
    public Shape outputShape(Shape input) {
        SortedSet<Integer> kept = kept(input);
        if (mean != null) {
            given(mean, kept, input);
        }
        return input;
    }

    private SortedSet<Integer> kept(Shape input) {
        SortedSet<Integer> kept = Axes.resolveWithBatch("Normalization", axes, input.rank());
        for (int axis : kept) {
            if (input.dim(axis) == Shape.NONE) {
                throw new ShapeException("Normalization: axis " + axis + " must be known, found " + input);
            }
        }
        return kept;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        outputShape(input);
        if (mean != null) {
            return List.of();
        }
        Shape shape = Shape.of(kept(input).stream().mapToInt(input::dim).toArray());
        return List.of(
                new WeightSpec("mean", shape, Initializers.ZEROS).frozen(),
                new WeightSpec("variance", shape, Initializers.ONES).frozen(),
                new WeightSpec("count", Shape.of(), Initializers.ZEROS)
                        .counting()
                        .frozen());
    }

    @Override
    public Value.Fields config() {
        return Value.fields(
                "axis",
                axes,
                "invert",
                invert,
                "mean",
                mean == null ? null : mean.value(),
                "variance",
                variance == null ? null : variance.value());
    }

    @Override
    public boolean mixesSamples(List<Shape> inputs) {
        return kept(inputs.get(0)).contains(0);
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return input.rank() > 2 && !kept(input).contains(1) ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        SortedSet<Integer> kept = kept(binding.input());
        Laid centre = laid(mean, "mean", kept, binding);
        Laid spread = laid(variance, "variance", kept, binding);
        float[] deviation = new float[spread.values().length];
        for (int i = 0; i < deviation.length; i++) {
            deviation[i] = (float) Math.max(Math.sqrt(spread.values()[i]), EPSILON);
        }
        return call -> Laid.affine(call, new Laid(spread.shape(), deviation), centre, !invert);
    }

    private static Laid laid(@Nullable Numbers option, String weight, SortedSet<Integer> kept, Binding binding) {
        Shape input = binding.input();
        if (option != null) {
            return given(option, kept, input);
        }
        int[] dims = new int[input.rank()];
        Arrays.setAll(dims, axis -> kept.contains(axis) ? input.dim(axis) : 1);
        return new Laid(Shape.of(dims), binding.weight(weight));
    }

    /** An array over the kept axes from the last one on. */
    private static Laid given(Numbers numbers, SortedSet<Integer> kept, Shape input) {
        int[] dims = new int[input.rank()];
        Arrays.fill(dims, 1);
        int own = numbers.shape().rank();
        List<Integer> order = List.copyOf(kept);
        for (int i = order.size() - 1; i >= 0 && own > 0; i--) {
            int axis = order.get(i);
            dims[axis] = numbers.shape().dim(--own);
            if (dims[axis] != 1 && dims[axis] != input.dim(axis)) {
                throw new ShapeException("Normalization: mean of shape " + numbers.shape() + " does not fit axes "
                        + kept + " of " + input);
            }
        }
        return new Laid(Shape.of(dims), numbers.floats());
    }
}
