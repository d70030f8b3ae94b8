package io.keratin.core.layers;

import io.keratin.core.activations.RowFunction;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Normalises each channel (Ioffe and Szegedy 2015); in a prediction, and where the layer is not trainable, with the moving statistics:
 * y = gamma · (x - mean) / sqrt(variance + epsilon) + beta; in training with those of the batch, {@link BatchStatistics}.
 *
 * <p>Weights, each (channels): gamma, beta, moving_mean, moving_variance; the first two only with scale and center. With the
 * training option {@code renorm} (Ioffe 2017) three more follow, which a prediction does not use.
 *
 * @param axis the channel axis; negative ones count from the end
 * @param epsilon added to the variance
 * @param center whether there is a beta
 * @param scale whether there is a gamma
 * @param training options that matter only in training
 */
public record BatchNormalization(int axis, double epsilon, boolean center, boolean scale, TrainingOptions training)
        implements UnaryLayer {

    private static final Set<String> TRAINING_OPTIONS = Set.of(
            "momentum",
            "beta_initializer",
            "gamma_initializer",
            "moving_mean_initializer",
            "moving_variance_initializer",
            "beta_regularizer",
            "gamma_regularizer",
            "beta_constraint",
            "gamma_constraint",
            "synchronized",
            "renorm",
            "renorm_clipping",
            "renorm_momentum");

    private static final int TOGETHER = 512;

    /** A BatchNormalization with Keras's defaults. */
    public BatchNormalization() {
        this(-1, 1e-3, true, true, TrainingOptions.NONE);
    }

    static BatchNormalization fromConfig(Config config, LayerRegistry registry) {
        BatchNormalization defaults = new BatchNormalization();
        int[] axes = config.integers("axis");
        if (axes != null && axes.length != 1) {
            throw config.error("axis", "expected one axis, found " + axes.length);
        }
        for (String key : new String[] {"fused", "virtual_batch_size"}) {
            config.value(key);
        }
        return new BatchNormalization(
                axes == null ? defaults.axis : axes[0],
                config.real("epsilon", defaults.epsilon),
                config.flag("center", defaults.center),
                config.flag("scale", defaults.scale),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "BatchNormalization";
    }

    @Override
    public Shape outputShape(Shape input) {
        Axes.resolve("BatchNormalization", List.of(axis), input.rank());
        return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        outputShape(input);
        int channels = input.dim(axis);
        if (channels == Shape.NONE) {
            throw new ShapeException("BatchNormalization: axis " + axis + " must be known, found " + input);
        }
        Shape shape = Shape.of(channels);
        List<WeightSpec> w = new ArrayList<>(LayerNormalization.gammaAndBeta(shape, scale, center, training));
        w.add(new WeightSpec(
                        "moving_mean", shape, Initializers.of(training, "moving_mean_initializer", Initializers.ZEROS))
                .frozen());
        w.add(new WeightSpec(
                        "moving_variance",
                        shape,
                        Initializers.of(training, "moving_variance_initializer", Initializers.ONES))
                .frozen());
        if (renorm()) {
            for (String name : List.of("moving_stddev", "renorm_mean", "renorm_stddev")) {
                Initializer start = name.equals("renorm_mean") ? Initializers.ZEROS : Initializers.ONES;
                w.add(new WeightSpec(name, shape, start).frozen());
            }
        }
        return w;
    }

    /** Whether training corrects the batch's statistics by moving ones. */
    boolean renorm() {
        return new Value.Flag(true).equals(training.options().get("renorm"));
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields("axis", axis, "epsilon", epsilon, "center", center, "scale", scale));
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return Math.floorMod(axis, input.rank()) == 1 ? TimeAxis.WHOLE : TimeAxis.POINTWISE;
    }

    @Override
    public Layer bind(Binding binding) {
        float[] mean = binding.weight("moving_mean");
        float[] variance = binding.weight("moving_variance");
        int channels = mean.length;
        float[] gamma = binding.weightOr("gamma", scale, channels, 1);
        float[] beta = binding.weightOr("beta", center, channels, 0);
        float[] factor = binding.derived(channels, f -> {
            for (int c = 0; c < channels; c++) {
                f[c] = (float) (gamma[c] / Math.sqrt(variance[c] + epsilon));
            }
        });
        float[] shift = binding.derived(channels, s -> {
            for (int c = 0; c < channels; c++) {
                s[c] = (float) (beta[c] - mean[c] * (gamma[c] / Math.sqrt(variance[c] + epsilon)));
            }
        });
        int a = Math.floorMod(axis, binding.input().rank());
        if (binding.trains()) {
            return call -> call.training() && binding.trainable()
                    ? BatchStatistics.plan(this, binding, a, call)
                    : back(call, channelsWithin(call, a, factor, shift), a, factor);
        }
        int canonical = a == binding.input().rank() - 1 ? -1 : a;
        RowFunction f = new ChannelScale(binding.kernels(), factor, shift);
        Layer alone = canonical == -1
                ? call -> channelsLast(call, f, channels)
                : call -> channelsWithin(call, a, factor, shift);
        return new RowwiseLayer(alone, f, canonical);
    }

    /** dx += dy · factor, of a layer whose statistics and weights are constants. */
    private static Step back(Call call, Step forward, int axis, float[] factor) {
        float[] dx = call.gradient(call.input());
        float[] dy = call.gradient(call.output());
        if (dx == null || dy == null) {
            return forward;
        }
        Shape s = call.input().shape();
        int inner = s.product(axis + 1, s.rank());
        int n = call.input().size();
        return Step.of(forward, () -> {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] * factor[i / inner % factor.length];
            }
        });
    }

    /** Some rows at a time, which stay in the cache. */
    private static Step channelsLast(Call call, RowFunction f, int channels) {
        float[] x = call.input().floats();
        float[] y = call.output().floats();
        int n = call.input().size();
        int some = Math.max(1, TOGETHER / Math.max(1, channels)) * channels;
        return () -> {
            for (int from = 0; from < n; from += some) {
                int m = Math.min(some, n - from);
                System.arraycopy(x, from, y, from, m);
                f.apply(y, from, m / channels, channels, channels);
            }
        };
    }

    private static Step channelsWithin(Call call, int axis, float[] factor, float[] shift) {
        Shape s = call.input().shape();
        float[] x = call.input().floats();
        float[] y = call.output().floats();
        int inner = s.product(axis + 1, s.rank());
        int outer = s.product(0, axis);
        return () -> {
            int i = 0;
            for (int o = 0; o < outer; o++) {
                for (int c = 0; c < factor.length; c++) {
                    for (int end = i + inner; i < end; i++) {
                        y[i] = x[i] * factor[c] + shift[c];
                    }
                }
            }
        };
    }
}
