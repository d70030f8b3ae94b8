package io.keratin.core.metrics;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The harmonic mean of precision and recall, recall counting beta² times: one for each class, or their average.
 *
 * @param className {@code FBetaScore}, or {@code F1Score} whose beta is 1
 * @param name under which results are shown
 * @param average how classes become one number
 * @param beta above 0: how much more recall counts
 * @param threshold above which a prediction is positive, above 0 and at most 1; null where only the largest of a row is
 */
public record FBetaScore(
        String className,
        String name,
        Average average,
        double beta,
        @Nullable Double threshold) implements Metric {

    /** How the classes become one number. */
    public enum Average {
        /** They do not. */
        NONE,
        /** By counting hits and misses of all classes together. */
        MICRO,
        /** By the mean. */
        MACRO,
        /** By the mean with the number of labels of each class as weight. */
        WEIGHTED
    }

    /** Checks the options as Keras does. */
    public FBetaScore {
        Metrics.check(name, beta > 0, "beta must be above 0", beta);
        Metrics.check(
                name,
                threshold == null || (threshold > 0 && threshold <= 1),
                "threshold must be above 0 and at most 1",
                threshold);
    }

    static FBetaScore fromConfig(Config config) {
        return read("FBetaScore", "fbeta_score", config.real("beta", 1), config);
    }

    static FBetaScore f1(Config config) {
        return read("F1Score", "f1_score", 1, config);
    }

    private static FBetaScore read(String className, String name, double beta, Config config) {
        return new FBetaScore(
                className,
                config.text("name", name),
                Metrics.choice(config, "average", Average.values(), Average.NONE),
                beta,
                config.has("threshold") ? (Double) config.real("threshold", 0) : null);
    }

    @Override
    public FBetaScore withName(String other) {
        return new FBetaScore(className, other, average, beta, threshold);
    }

    @Override
    public Value.Fields config() {
        String written = average == Average.NONE ? null : average.name().toLowerCase(Locale.ROOT);
        return Metrics.config(
                name,
                "float32",
                className.equals("F1Score")
                        ? Value.fields("average", written, "threshold", threshold)
                        : Value.fields("average", written, "beta", beta, "threshold", threshold));
    }

    @Override
    public MetricState state() {
        return new State();
    }

    private final class State extends MetricState {

        private float[] hits = {};
        private float[] wrong = {};
        private float[] missed = {};
        private float[] weights = {};

        @Override
        public void update(Tensor yTrue, Tensor yPred, @Nullable Tensor sampleWeight, @Nullable Tensor mask) {
            boolean weightsFit = sampleWeight == null
                    || (sampleWeight.shape().rank() == 1
                            && sampleWeight.shape().dim(0) == yPred.shape().dim(0));
            if (yPred.shape().rank() != 2 || !yTrue.shape().equals(yPred.shape()) || !weightsFit) {
                throw new ShapeException("metric '" + name + "': expected labels and predictions (batch, classes) and"
                        + " sample weights (batch,), got " + yTrue.shape() + ", " + yPred.shape()
                        + (sampleWeight == null ? "" : " and " + sampleWeight.shape()));
            }
            int classes = yPred.shape().last();
            int n = average == Average.MICRO ? 1 : classes;
            if (hits.length != n) {
                hits = new float[n];
                wrong = new float[n];
                missed = new float[n];
                weights = new float[n];
            }
            float[] t = floats(yTrue);
            float[] p = floats(yPred);
            float[] w = sampleWeight == null ? new float[0] : floats(sampleWeight);
            for (int row = 0; row < yPred.shape().dim(0); row++) {
                float top = Float.NEGATIVE_INFINITY;
                for (int c = 0; c < classes; c++) {
                    top = Math.max(top, p[row * classes + c]);
                }
                for (int c = 0; c < classes; c++) {
                    float x = p[row * classes + c];
                    boolean is = threshold == null ? x >= top && Math.abs(x) > 1e-9f : x > threshold.floatValue();
                    float weight = w.length == 0 ? 1 : w[row];
                    float label = t[row * classes + c];
                    int at = n == 1 ? 0 : c;
                    hits[at] += is ? weight * label : 0;
                    wrong[at] += is ? weight * (1 - label) : 0;
                    missed[at] += is ? 0 : weight * label;
                    weights[at] += weight * label;
                }
            }
        }

        @Override
        public float[] result() {
            float eps = 1e-7f;
            float square = (float) (beta * beta);
            float[] scores = new float[hits.length];
            for (int i = 0; i < scores.length; i++) {
                float precision = hits[i] / (hits[i] + wrong[i] + eps);
                float recall = hits[i] / (hits[i] + missed[i] + eps);
                scores[i] = precision * recall / (square * precision + recall + eps) * (1 + square);
            }
            double sum = 0;
            double all = 0;
            for (int i = 0; i < scores.length; i++) {
                double weight = average == Average.WEIGHTED ? weights[i] : 1;
                sum += scores[i] * weight;
                all += weight;
            }
            double by = average == Average.WEIGHTED ? all + eps : all;
            return average == Average.NONE ? scores : new float[] {by == 0 ? 0 : (float) (sum / by)};
        }

        @Override
        public double[] saved() {
            return join(hits, wrong, missed, weights);
        }

        @Override
        public void restore(double[] saved) {
            hits = part(saved, 0, 4);
            wrong = part(saved, 1, 4);
            missed = part(saved, 2, 4);
            weights = part(saved, 3, 4);
        }

        @Override
        public void reset() {
            for (float[] a : new float[][] {hits, wrong, missed, weights}) {
                Arrays.fill(a, 0f);
            }
        }
    }
}
