package io.keratin.core.losses;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * softplus(logsumexp over positives of -gamma (m + d)(m - d) + logsumexp over negatives of gamma (1 + m - d)(1 - m - d)), d
 * the cosine distance between two samples of the batch. Gradients pass through the weights (m + d) and (1 + m - d) too.
 */
final class CircleFunction implements LossFunction {

    private final Circle loss;
    private final int n;
    private final int width;

    /** Distances (B, B). */
    private final double[] distance;

    private final double[] sums;
    private final float[] mask;

    CircleFunction(Circle loss, Shape yTrue, Shape yPred) {
        if (yPred.rank() != 2 || !(yTrue.equals(yPred.slice(0, 1)) || yTrue.equals(yPred.with(1, 1)))) {
            throw new ShapeException("loss '" + loss.name()
                    + "': expected predictions (batch, features) and labels (batch,), got " + yPred + " and " + yTrue);
        }
        this.loss = loss;
        this.n = yPred.dim(0);
        this.width = yPred.dim(1);
        this.distance = new double[n * n];
        this.sums = new double[2 * n];
        this.mask = new float[n];
    }

    @Override
    public Shape shape() {
        return Shape.of(n);
    }

    @Override
    public float @Nullable [] mask() {
        return mask;
    }

    private boolean isPositive(float[] labels, int i, int j) {
        return (int) labels[i] == (int) labels[j] && !(loss.removeDiagonal() && i == j);
    }

    /** The diagonal counts neither as a positive nor as a negative once it is removed. */
    private boolean isNegative(float[] labels, int i, int j) {
        return (int) labels[i] != (int) labels[j];
    }

    private double term(boolean positive, double d) {
        double m = loss.margin();
        return positive
                ? -loss.gamma() * Math.max(m + d, 0) * (m - d)
                : loss.gamma() * Math.max(1 + m - d, 0) * (1 - m - d);
    }

    private double slope(boolean positive, double d) {
        double m = loss.margin();
        return positive
                ? -loss.gamma() * (m + d >= 0 ? (m - d) - (m + d) : 0)
                : loss.gamma() * (1 + m - d >= 0 ? -(1 - m - d) - (1 + m - d) : 0);
    }

    @Override
    public void values(float[] yTrue, float[] yPred, float[] values) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double dot = 0;
                for (int k = 0; k < width; k++) {
                    dot += (double) yPred[i * width + k] * yPred[j * width + k];
                }
                distance[i * n + j] = 1 - dot;
            }
            sums[i] = logSum(yTrue, i, true);
            sums[n + i] = logSum(yTrue, i, false);
            double x = sums[i] + sums[n + i];
            values[i] = (float) (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))));
            mask[i] = values[i] > 0 ? 1 : 0;
        }
    }

    private double logSum(float[] labels, int i, boolean positive) {
        double top = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int pass = 0; pass < 2; pass++) {
            for (int j = 0; j < n; j++) {
                if (positive ? isPositive(labels, i, j) : isNegative(labels, i, j)) {
                    double x = term(positive, Math.max(distance[i * n + j], 0));
                    top = pass == 0 ? Math.max(top, x) : top;
                    sum += pass == 1 ? Math.exp(x - top) : 0;
                }
            }
        }
        return sum == 0 ? Double.NEGATIVE_INFINITY : top + Math.log(sum);
    }

    @Override
    public void gradient(float[] yTrue, float[] yPred, float[] dValues, float[] dPred) {
        Arrays.fill(dPred, 0f);
        for (int i = 0; i < n; i++) {
            double s = dValues[i] * Formulas.sigmoid(sums[i] + sums[n + i]);
            for (int j = 0; j < n; j++) {
                boolean positive = isPositive(yTrue, i, j);
                double d = distance[i * n + j];
                if (d < 0 || s == 0 || !(positive || isNegative(yTrue, i, j))) {
                    continue;
                }
                double share = Math.exp(term(positive, d) - sums[positive ? i : n + i]);
                double g = s * share * slope(positive, d);
                for (int k = 0; k < width; k++) {
                    dPred[i * width + k] -= (float) (g * yPred[j * width + k]);
                    dPred[j * width + k] -= (float) (g * yPred[i * width + k]);
                }
            }
        }
    }
}
