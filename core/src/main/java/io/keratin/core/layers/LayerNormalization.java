package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * Normalises each sample over some axes (Ba et al. 2016): y = gamma · (x - mean) / sqrt(variance + epsilon) + beta.
 *
 * <p>Weights of the shape of those axes: gamma, beta; only with scale and center.
 *
 * @param axes the axes to normalise over; negative ones count from the end
 * @param epsilon added to the variance
 * @param center whether there is a beta
 * @param scale whether there is a gamma
 * @param rmsScaling whether to divide by the deviation alone: gamma · x / sqrt(variance + epsilon)
 * @param training options that matter only in training
 */
public record LayerNormalization(
        List<Integer> axes, double epsilon, boolean center, boolean scale, boolean rmsScaling, TrainingOptions training)
        implements UnaryLayer {

    static final Set<String> TRAINING_OPTIONS = Set.of(
            "beta_initializer",
            "gamma_initializer",
            "beta_regularizer",
            "gamma_regularizer",
            "beta_constraint",
            "gamma_constraint");

    /** A sorted copy of the axes: Keras sorts them when it builds the layer. */
    public LayerNormalization {
        axes = axes.stream().sorted().toList();
    }

    /** A LayerNormalization with Keras's defaults. */
    public LayerNormalization() {
        this(List.of(-1), 1e-3, true, true, false, TrainingOptions.NONE);
    }

    static LayerNormalization fromConfig(Config config, LayerRegistry registry) {
        LayerNormalization defaults = new LayerNormalization();
        int[] axes = config.integers("axis");
        return new LayerNormalization(
                axes == null ? defaults.axes : Arrays.stream(axes).boxed().toList(),
                config.real("epsilon", defaults.epsilon),
                config.flag("center", defaults.center),
                config.flag("scale", defaults.scale),
                config.flag("rms_scaling", defaults.rmsScaling),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "LayerNormalization";
    }

    @Override
    public Shape outputShape(Shape input) {
        Axes.resolve("LayerNormalization", axes, input.rank());
        return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        Shape shape = Shape.of(axes.stream().mapToInt(input::dim).toArray());
        if (!shape.isKnown()) {
            throw new ShapeException("LayerNormalization: axes " + axes + " must be known, found " + input);
        }
        return gammaAndBeta(shape, scale || rmsScaling, center && !rmsScaling, training);
    }

    /** The weights of a normalising layer that it has. */
    static List<WeightSpec> gammaAndBeta(Shape shape, boolean scale, boolean center, TrainingOptions training) {
        List<WeightSpec> w = new ArrayList<>();
        if (scale) {
            w.add(new WeightSpec("gamma", shape, Initializers.of(training, "gamma_initializer", Initializers.ONES)));
        }
        if (center) {
            w.add(new WeightSpec("beta", shape, Initializers.of(training, "beta_initializer", Initializers.ZEROS)));
        }
        return w;
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields(
                "axis",
                axes.size() == 1 ? axes.get(0) : axes,
                "epsilon",
                epsilon,
                "center",
                center,
                "scale",
                scale,
                "rms_scaling",
                rmsScaling));
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return Axes.resolve("LayerNormalization", axes, input.rank()).contains(1) ? TimeAxis.WHOLE : TimeAxis.POINTWISE;
    }

    @Override
    public Layer bind(Binding binding) {
        int size = Math.toIntExact(
                Shape.of(axes.stream().mapToInt(binding.input()::dim).toArray()).size());
        float[] gamma = binding.weightOr("gamma", scale || rmsScaling, size, 1);
        float[] beta = binding.weightOr("beta", center && !rmsScaling, size, 0);
        return call -> {
            Tensor in = call.input();
            float[] x = in.floats();
            float[] y = call.output().floats();
            SortedSet<Integer> reduced =
                    Axes.resolve("LayerNormalization", axes, in.shape().rank());
            if (Axes.areLast(reduced, in.shape().rank())) {
                float[] row = call.scratch(size);
                int n = in.size();
                return back(binding, call, reduced, gamma, () -> {
                    for (int from = 0; from < n; from += size) {
                        normaliseRow(x, y, from, row, gamma, beta);
                    }
                });
            }
            Axes.Groups groups = Axes.groups(in.shape(), reduced);
            return back(binding, call, reduced, gamma, () -> {
                for (int start : groups.starts()) {
                    normalise(x, y, start, groups.offsets(), gamma, beta);
                }
            });
        };
    }

    private Step back(Binding binding, Call call, SortedSet<Integer> reduced, float[] gamma, Step forward) {
        Shape in = call.input().shape();
        int[] dims = new int[in.rank()];
        Arrays.setAll(dims, axis -> reduced.contains(axis) ? in.dim(axis) : 1);
        NormalGradient.Formula standard = NormalGradient.Formula.standard(epsilon);
        return NormalGradient.of(
                call,
                forward,
                in,
                reduced,
                rmsScaling ? standard.withoutCentre() : standard,
                NormalGradient.Learnt.of(binding, new Laid(Shape.of(dims), gamma)));
    }

    /**
     * The usual case, one piece of the array: four chains for each sum, and a last loop that the JIT compiler turns into vector code.
     * There the mean is subtracted in two parts, so that a mean far from 0 costs no digits.
     */
    private void normaliseRow(float[] x, float[] y, int from, float[] row, float[] gamma, float[] beta) {
        int n = gamma.length;
        double mean = sum(x, from, n) / n;
        double inverse = 1 / Math.sqrt(sumOfSquares(x, from, n, mean) / n + epsilon);
        float high = rmsScaling ? 0 : (float) mean;
        float low = rmsScaling ? 0 : (float) (mean - high);
        float factor = (float) inverse;
        System.arraycopy(x, from, row, 0, n);
        for (int i = 0; i < n; i++) {
            row[i] = ((row[i] - high) - low) * factor * gamma[i] + beta[i];
        }
        System.arraycopy(row, 0, y, from, n);
    }

    /** Σ of n values, in four chains. */
    static double sum(float[] x, int from, int n) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i < from + n - 3; i += 4) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
        }
        for (; i < from + n; i++) {
            a += x[i];
        }
        return (a + b) + (c + d);
    }

    /** Σ (x - mean)² of n values, in four chains. */
    static double sumOfSquares(float[] x, int from, int n, double mean) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i < from + n - 3; i += 4) {
            a += (x[i] - mean) * (x[i] - mean);
            b += (x[i + 1] - mean) * (x[i + 1] - mean);
            c += (x[i + 2] - mean) * (x[i + 2] - mean);
            d += (x[i + 3] - mean) * (x[i + 3] - mean);
        }
        for (; i < from + n; i++) {
            a += (x[i] - mean) * (x[i] - mean);
        }
        return (a + b) + (c + d);
    }

    private void normalise(float[] x, float[] y, int start, int[] offsets, float[] gamma, float[] beta) {
        double sum = 0;
        for (int o : offsets) {
            sum += x[start + o];
        }
        double mean = sum / offsets.length;
        double squares = 0;
        for (int o : offsets) {
            double d = x[start + o] - mean;
            squares += d * d;
        }
        double inverse = 1 / Math.sqrt(squares / offsets.length + epsilon);
        double centre = rmsScaling ? 0 : mean;
        for (int j = 0; j < offsets.length; j++) {
            int i = start + offsets[j];
            y[i] = (float) ((x[i] - centre) * inverse * gamma[j] + beta[j]);
        }
    }
}
