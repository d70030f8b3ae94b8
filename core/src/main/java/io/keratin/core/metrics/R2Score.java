package io.keratin.core.metrics;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Broadcasting;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What part of the variance of the labels predictions explain: 1 for perfect ones, 0 for always the mean.
 *
 * @param name under which results are shown
 * @param aggregation how outputs become one number
 * @param numRegressors how many features explain, for the adjusted score; 0 for the plain one
 */
public record R2Score(String name, Aggregation aggregation, int numRegressors) implements Metric {

    /** How the outputs become one number. */
    public enum Aggregation {
        /** They do not. */
        NONE,
        /** By the mean. */
        UNIFORM_AVERAGE,
        /** By the mean with their variances as weights. */
        VARIANCE_WEIGHTED_AVERAGE
    }

    /** Checks the options as Keras does. */
    public R2Score {
        Metrics.check(name, numRegressors >= 0, "num_regressors must be at least 0", numRegressors);
    }

    static R2Score fromConfig(Config config) {
        boolean none = config.fields().get("class_aggregation") == Value.Nothing.NULL;
        return new R2Score(
                config.text("name", "r2_score"),
                none
                        ? Aggregation.NONE
                        : Metrics.choice(
                                config, "class_aggregation", Aggregation.values(), Aggregation.UNIFORM_AVERAGE),
                config.integer("num_regressors", 0));
    }

    @Override
    public String className() {
        return "R2Score";
    }

    @Override
    public R2Score withName(String other) {
        return new R2Score(other, aggregation, numRegressors);
    }

    @Override
    public Value.Fields config() {
        String written =
                aggregation == Aggregation.NONE ? null : aggregation.name().toLowerCase(Locale.ROOT);
        return Metrics.config(
                name, "float32", Value.fields("class_aggregation", written, "num_regressors", numRegressors));
    }

    @Override
    public MetricState state() {
        return new State();
    }

    private final class State extends MetricState {

        private float[] sum = {};
        private float[] squares = {};
        private float[] residual = {};
        private float[] count = {};
        private double samples;

        @Override
        public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Tensor mask) {
            Shape[] pair = Broadcasting.sameRank(yTrue.shape(), yPred.shape());
            Shape shape = pair[1];
            if (shape.rank() != 2 || !pair[0].equals(shape)) {
                throw new ShapeException("metric '" + name + "': expected labels and predictions (batch, outputs), got "
                        + yTrue.shape() + " and " + yPred.shape());
            }
            Shape weight = sampleWeight == null ? Shape.of() : sampleWeight.shape();
            weight = weight.rank() == 1 ? weight.concat(Shape.of(1)) : weight;
            if (!Broadcasting.shape("metric '" + name + "': labels and sample weights", shape, weight)
                    .equals(shape)) {
                throw new ShapeException(
                        "metric '" + name + "': sample weights of shape " + weight + " do not fit " + shape);
            }
            int[] at = Broadcasting.index(weight, shape);
            float[] w = sampleWeight == null ? new float[] {1} : floats(sampleWeight);
            float[] t = floats(yTrue);
            float[] p = floats(yPred);
            int n = shape.last();
            if (sum.length != n) {
                sum = new float[n];
                squares = new float[n];
                residual = new float[n];
                count = new float[n];
            }
            for (int i = 0; i < at.length; i++) {
                float weighted = t[i] * w[at[i]];
                float error = t[i] - p[i];
                sum[i % n] += weighted;
                squares[i % n] += t[i] * weighted;
                residual[i % n] += error * error * w[at[i]];
                count[i % n] += w[at[i]];
            }
            samples += at.length;
        }

        @Override
        public float[] result() {
            double mean = 0;
            double weighted = 0;
            double weights = 0;
            float[] scores = new float[sum.length];
            for (int i = 0; i < scores.length; i++) {
                float total = squares[i] - sum[i] * (sum[i] / count[i]);
                float score = 1 - residual[i] / total;
                scores[i] = Float.isInfinite(score) ? 0 : score;
                mean += scores[i] / (double) scores.length;
                weighted += (double) total * scores[i];
                weights += total;
            }
            float[] result =
                    switch (aggregation) {
                        case NONE -> scores;
                        case UNIFORM_AVERAGE -> new float[] {(float) mean};
                        case VARIANCE_WEIGHTED_AVERAGE -> new float[] {(float) (weighted / weights)};
                    };
            if (numRegressors != 0 && numRegressors < samples - 1) {
                for (int i = 0; i < result.length; i++) {
                    result[i] = (float) (1 - (1 - result[i]) * (samples - 1) / (samples - numRegressors - 1));
                }
            }
            return result;
        }

        @Override
        public double[] saved() {
            double[] all = join(sum, squares, residual, count, new float[] {0});
            all[all.length - 1] = samples;
            return all;
        }

        @Override
        public void restore(double[] saved) {
            double[] parts = Arrays.copyOf(saved, saved.length - 1);
            sum = part(parts, 0, 4);
            squares = part(parts, 1, 4);
            residual = part(parts, 2, 4);
            count = part(parts, 3, 4);
            samples = saved[parts.length];
        }

        @Override
        public void reset() {
            for (float[] a : new float[][] {sum, squares, residual, count}) {
                Arrays.fill(a, 0f);
            }
            samples = 0;
        }
    }
}
