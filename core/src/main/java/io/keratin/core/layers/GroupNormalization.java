package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Normalises each sample in groups of channels, over all other axes (Wu and He 2018): y = gamma · (x - mean) / sqrt(variance +
 * epsilon) + beta.
 *
 * <p>Weights, each (channels): gamma, beta; only with scale and center.
 *
 * @param groups number of groups; -1 for one to each channel
 * @param axis the channel axis; negative ones count from the end
 * @param epsilon added to the variance
 * @param center whether there is a beta
 * @param scale whether there is a gamma
 * @param training options that matter only in training
 */
public record GroupNormalization(
        int groups, int axis, double epsilon, boolean center, boolean scale, TrainingOptions training)
        implements UnaryLayer {

    /** Checks the groups. */
    public GroupNormalization {
        if (groups != -1) {
            Checks.positive("GroupNormalization", "groups", groups);
        }
    }

    /** A GroupNormalization with Keras's defaults. */
    public GroupNormalization() {
        this(32, -1, 1e-3, true, true, TrainingOptions.NONE);
    }

    static GroupNormalization fromConfig(Config config, LayerRegistry registry) {
        GroupNormalization defaults = new GroupNormalization();
        return new GroupNormalization(
                config.integer("groups", defaults.groups),
                config.integer("axis", defaults.axis),
                config.real("epsilon", defaults.epsilon),
                config.flag("center", defaults.center),
                config.flag("scale", defaults.scale),
                TrainingOptions.read(config, LayerNormalization.TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "GroupNormalization";
    }

    @Override
    public Shape outputShape(Shape input) {
        channels(input);
        return input;
    }

    private int channelAxis(Shape input) {
        int resolved =
                Axes.resolve("GroupNormalization", List.of(axis), input.rank()).first();
        if (resolved == 0) {
            throw new ShapeException(
                    "GroupNormalization: axis must not be the batch axis, got " + axis + " for " + input);
        }
        return resolved;
    }

    private int channels(Shape input) {
        int channels = input.dim(channelAxis(input));
        if (channels == Shape.NONE) {
            throw new ShapeException("GroupNormalization: axis " + axis + " must be known, found " + input);
        }
        if (channels % groups(channels) != 0 || channels < groups) {
            throw new ShapeException("GroupNormalization: the " + channels + " channels of " + input
                    + " do not fall into " + groups + " groups of the same size");
        }
        return channels;
    }

    private int groups(int channels) {
        return groups == -1 ? Math.max(1, channels) : groups;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        return LayerNormalization.gammaAndBeta(Shape.of(channels(input)), scale, center, training);
    }

    @Override
    public Value.Fields config() {
        return training.addTo(
                Value.fields("groups", groups, "axis", axis, "epsilon", epsilon, "center", center, "scale", scale));
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public Layer bind(Binding binding) {
        int channels = channels(binding.input());
        int size = channels / groups(channels);
        float[] gamma = binding.weightOr("gamma", scale, channels, 1);
        float[] beta = binding.weightOr("beta", center, channels, 0);
        return call -> {
            Shape in = call.input().shape();
            int channelAxis = channelAxis(in);
            int samples = in.dim(0);
            Grid grid = new Grid(in.product(1, channelAxis), channels, size, in.product(channelAxis + 1, in.rank()));
            float[] x = call.input().floats();
            float[] y = call.output().floats();
            Step forward = () -> {
                for (int sample = 0; sample < samples; sample++) {
                    for (int first = 0; first < channels; first += size) {
                        normalise(grid, sample * grid.outer * channels + first, first, x, y, gamma, beta);
                    }
                }
            };
            Laid factors = new Laid(Shape.of(1, 1, channels / size, size, 1), gamma);
            return NormalGradient.of(
                    call,
                    forward,
                    Shape.of(samples, grid.outer, channels / size, size, grid.inner),
                    new TreeSet<>(Set.of(1, 3, 4)),
                    NormalGradient.Formula.standard(epsilon),
                    NormalGradient.Learnt.of(binding, factors));
        };
    }

    /** A sample as (outer, channels, inner); a group has {@code size} channels, which stand side by side. */
    private record Grid(int outer, int channels, int size, int inner) {}

    /** {@code start} is the place of the group's first channel, {@code first} its number. */
    private void normalise(Grid grid, int start, int first, float[] x, float[] y, float[] gamma, float[] beta) {
        int run = grid.size * grid.inner;
        double count = (double) run * grid.outer;
        double sum = 0;
        for (int o = 0; o < grid.outer; o++) {
            sum += LayerNormalization.sum(x, (start + o * grid.channels) * grid.inner, run);
        }
        double mean = sum / count;
        double squares = 0;
        for (int o = 0; o < grid.outer; o++) {
            squares += LayerNormalization.sumOfSquares(x, (start + o * grid.channels) * grid.inner, run, mean);
        }
        double inverse = 1 / Math.sqrt(squares / count + epsilon);
        for (int o = 0; o < grid.outer; o++) {
            for (int c = 0; c < grid.size; c++) {
                int from = (start + o * grid.channels + c) * grid.inner;
                double factor = inverse * gamma[first + c];
                float offset = beta[first + c];
                for (int i = from; i < from + grid.inner; i++) {
                    y[i] = (float) ((x[i] - mean) * factor) + offset;
                }
            }
        }
    }
}
