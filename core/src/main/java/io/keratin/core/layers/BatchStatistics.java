package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link BatchNormalization} in training: y = γ · (r · (x - μ) / √(σ² + ε) + d) + β with mean μ and variance σ² of each channel over all
 * that is real in the batch; the moving averages m become m · momentum + (that of the batch) · (1 - momentum). Without renorm r = 1 and
 * d = 0.
 *
 * <p>The samples are rows of n values, a run of which belongs to each channel. What follows of all rows is summed for every value of
 * a row first, then over each run, and stands in all of it, so that long loops do the work whichever axis the channels have.
 */
final class BatchStatistics {

    /** What Keras adds to the number of real places where there is a mask: {@code keras.config.epsilon()}. */
    private static final double FUZZ = 1e-7;

    private final BatchNormalization layer;
    private final float[] movingMean;
    private final float[] movingVariance;

    /** Those of renorm alone. */
    private final float[] movingStddev;

    private final float[] renormMean;
    private final float[] renormStddev;
    /** How much of the moving averages stays in a step, and of those of renorm. */
    private final float momentum;

    private final float inertia;

    /** What renorm keeps r and d within. */
    private final double leastStretch;

    private final double mostStretch;
    private final double mostPush;

    private final int channels;
    private final int run;
    private final float[] gamma;
    private final float[] beta;

    private final float[] x;
    private final float[] y;
    private final int size;

    /** The last axis: a mask says of each piece of so many values whether it is real. */
    private final int piece;

    private final boolean @Nullable [] real;

    private final double[] count;
    private final double[] mean;
    private final double[] inverse;

    /** γ · r / √(σ² + ε), and what is added at the end. */
    private final double[] factor;

    private final double[] shift;

    /** r and d of renorm, of each channel. */
    private final double[] stretch;

    private final double[] push;
    private final double[] sum;
    private final double[] product;

    private final float @Nullable [] dGamma;
    private final float @Nullable [] dBeta;
    private final float @Nullable [] dx;
    private final float @Nullable [] dy;

    private BatchStatistics(BatchNormalization layer, Binding binding, int axis, Call call) {
        this.layer = layer;
        movingMean = binding.weight("moving_mean");
        movingVariance = binding.weight("moving_variance");
        movingStddev = binding.weightOrZeros("moving_stddev", layer.renorm(), 0);
        renormMean = binding.weightOrZeros("renorm_mean", layer.renorm(), 0);
        renormStddev = binding.weightOrZeros("renorm_stddev", layer.renorm(), 0);
        Map<String, Value> options = layer.training().options();
        Map<String, Value> limits = options.get("renorm_clipping") instanceof Value.Fields f ? f.fields() : Map.of();
        momentum = number(options, "momentum", 0.99);
        inertia = number(options, "renorm_momentum", 0.99);
        leastStretch = number(limits, "rmin", Double.NEGATIVE_INFINITY);
        mostStretch = number(limits, "rmax", Double.POSITIVE_INFINITY);
        mostPush = number(limits, "dmax", Double.POSITIVE_INFINITY);
        Shape in = call.input().shape();
        channels = in.dim(axis);
        run = in.product(axis + 1, in.rank());
        gamma = binding.weightOr("gamma", layer.scale(), channels, 1);
        beta = binding.weightOr("beta", layer.center(), channels, 0);
        x = call.input().floats();
        y = call.output().floats();
        size = call.input().size();
        piece = in.last();
        Mask mask = call.mask(0);
        if (mask != null && mask.shape().rank() != in.rank() - 1) {
            throw new ShapeException("BatchNormalization: in training a mask has one axis less than the input " + in
                    + ", found one of " + mask.shape() + "; Keras refuses it too");
        }
        real = mask == null ? null : mask.values();
        int row = channels * run;
        count = new double[row];
        mean = new double[row];
        inverse = new double[row];
        factor = new double[row];
        shift = new double[row];
        stretch = new double[channels];
        push = new double[channels];
        sum = new double[row];
        product = new double[row];
        dGamma = layer.scale() ? binding.gradient("gamma") : null;
        dBeta = layer.center() ? binding.gradient("beta") : null;
        dx = call.gradient(call.input());
        dy = call.gradient(call.output());
    }

    /** Lays out a layer whose channels stand along this axis. */
    static Step plan(BatchNormalization layer, Binding binding, int axis, Call call) {
        BatchStatistics statistics = new BatchStatistics(layer, binding, axis, call);
        return Step.of(statistics::forward, statistics::backward);
    }

    private void forward() {
        Arrays.fill(count, 0);
        Arrays.fill(mean, 0);
        for (int at = 0; at < size; at += piece) {
            if (real == null || real[at / piece]) {
                int slot = at % mean.length;
                for (int i = 0; i < piece; i++) {
                    count[slot + i]++;
                    mean[slot + i] += x[at + i];
                }
            }
        }
        total(count);
        total(mean);
        for (int i = 0; i < mean.length; i++) {
            count[i] += real == null ? 0 : FUZZ;
            mean[i] /= count[i];
        }
        Arrays.fill(inverse, 0);
        for (int at = 0; at < size; at += piece) {
            if (real == null || real[at / piece]) {
                int slot = at % mean.length;
                for (int i = 0; i < piece; i++) {
                    double d = x[at + i] - mean[slot + i];
                    inverse[slot + i] += d * d;
                }
            }
        }
        total(inverse);
        average();
        for (int at = 0; at < size; at += piece) {
            int slot = at % mean.length;
            for (int i = 0; i < piece; i++) {
                y[at + i] = (float) ((x[at + i] - mean[slot + i]) * factor[slot + i] + shift[slot + i]);
            }
        }
    }

    /** Each value becomes the sum of its channel's. {@code values} modified. */
    private void total(double[] values) {
        for (int from = 0; from < values.length; from += run) {
            double all = 0;
            for (int i = from; i < from + run; i++) {
                all += values[i];
            }
            Arrays.fill(values, from, from + run, all);
        }
    }

    /** Deviations of sums of squares; factors and shifts; moving averages. */
    private void average() {
        boolean renorm = layer.renorm();
        for (int c = 0; c < channels && run > 0; c++) {
            int at = c * run;
            double variance = inverse[at] / count[at];
            double deviation = Math.sqrt(variance + layer.epsilon());
            stretch[c] = 1;
            if (renorm) {
                renorm(c, mean[at], deviation);
            } else {
                move(movingMean, c, mean[at], momentum);
                move(movingVariance, c, variance, momentum);
            }
            double scale = gamma[c] * stretch[c] / deviation;
            Arrays.fill(inverse, at, at + run, 1 / deviation);
            Arrays.fill(factor, at, at + run, scale);
            Arrays.fill(shift, at, at + run, gamma[c] * push[c] + beta[c]);
        }
    }

    /** Ioffe 2017: r = σ / σ̄ and d = (μ - μ̄) / σ̄ within limits, by averages of their own; constants on the way back. */
    private void renorm(int c, double batchMean, double deviation) {
        double average = Math.max(renormStddev[c], Math.sqrt(layer.epsilon()));
        stretch[c] = Math.min(Math.max(deviation / average, leastStretch), mostStretch);
        push[c] = Math.max(-mostPush, Math.min(mostPush, (batchMean - renormMean[c]) / average));
        move(renormMean, c, batchMean, inertia);
        move(renormStddev, c, deviation, inertia);
        move(movingMean, c, batchMean, momentum);
        float moved = move(movingStddev, c, deviation, momentum);
        movingVariance[c] = (float) Math.max(0, (double) moved * moved - layer.epsilon());
    }

    private static float move(float[] average, int c, double value, float momentum) {
        average[c] = average[c] * momentum + (float) value * (1 - momentum);
        return average[c];
    }

    private static float number(Map<String, Value> options, String key, double absent) {
        Value value = options.get(key);
        return value == null || value == Value.Nothing.NULL ? (float) absent : (float) Noise.number(value);
    }

    /**
     * With N real places, x̂ = (x - μ) / √(σ² + ε), and A = Σ dy, B = Σ dy · x̂ over all places of a channel: dβ += A; dγ += r · B + d · A;
     * dx += γ · r / √(σ² + ε) · (dy - (A + x̂ · B) / N), where what is in brackets counts at real places only, through μ and σ².
     */
    private void backward() {
        if (dy == null) {
            return;
        }
        Arrays.fill(sum, 0);
        Arrays.fill(product, 0);
        for (int at = 0; at < size; at += piece) {
            int slot = at % mean.length;
            for (int i = 0; i < piece; i++) {
                sum[slot + i] += dy[at + i];
                product[slot + i] += dy[at + i] * (x[at + i] - mean[slot + i]);
            }
        }
        total(sum);
        total(product);
        for (int c = 0; c < channels && run > 0; c++) {
            int at = c * run;
            if (dBeta != null) {
                dBeta[c] += (float) sum[at];
            }
            if (dGamma != null) {
                dGamma[c] += (float) (stretch[c] * inverse[at] * product[at] + push[c] * sum[at]);
            }
        }
        if (dx == null) {
            return;
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= count[i];
            product[i] *= inverse[i] * inverse[i] / count[i];
        }
        for (int at = 0; at < size; at += piece) {
            int slot = at % mean.length;
            boolean counts = real == null || real[at / piece];
            for (int i = 0; i < piece; i++) {
                int s = slot + i;
                double through = counts ? sum[s] + (x[at + i] - mean[s]) * product[s] : 0;
                dx[at + i] += (float) (factor[s] * (dy[at + i] - through));
            }
        }
    }
}
