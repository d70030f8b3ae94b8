package io.keratin.core.layers;

import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The way back through a normalisation of groups of n values: y = γ · (x - c) · f + β with f = 1 / √(k · q + ε), q = mean((x - μ)²). With h
 * = γ · dy, along each group:
 *
 * <ul>
 *   <li>dx += f · (h - mean(h)) - f³ · k / n · (x - μ) · Σ h · (x - c), where mean(h) counts only if c is the mean;
 *   <li>dγ += dy · (x - c) · f;
 *   <li>dβ += dy.
 * </ul>
 */
final class NormalGradient {

    /**
     * What is computed of a group.
     *
     * @param spread whether μ is the group's mean, else 0
     * @param centred whether c is the group's mean, else 0
     * @param k what the mean of squares is multiplied with
     * @param epsilon ε
     * @param most what f is at most
     */
    record Formula(boolean spread, boolean centred, double k, double epsilon, double most) {

        /** With mean and variance. */
        static Formula standard(double epsilon) {
            return new Formula(true, true, 1, epsilon, Double.POSITIVE_INFINITY);
        }

        /** With the variance, but from 0. */
        Formula withoutCentre() {
            return new Formula(spread, false, k, epsilon, most);
        }

        /** With the mean of squares. */
        static Formula squares(double k, double epsilon, double most) {
            return new Formula(false, false, k, epsilon, most);
        }
    }

    /**
     * What a layer learns of it.
     *
     * @param gamma γ, over the shape that is normalised
     * @param dGamma null if it is not trained
     * @param dBeta null if it is not trained; laid as γ is
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Learnt(Laid gamma, float @Nullable [] dGamma, float @Nullable [] dBeta) {

        /** Nothing: γ is 1. */
        static Learnt nothing(Shape shape) {
            int[] ones = new int[shape.rank()];
            Arrays.fill(ones, 1);
            return new Learnt(new Laid(Shape.of(ones), new float[] {1}), null, null);
        }

        /** {@code gamma} and {@code beta} of a layer, which may have neither. */
        static Learnt of(Binding binding, Laid gamma) {
            return new Learnt(gamma, binding.gradient("gamma"), binding.gradient("beta"));
        }
    }

    private final Formula formula;
    private final Axes.Groups groups;
    private final int[] index;
    private final Learnt learnt;
    private final float[] x;
    private final float[] dy;
    private final float @Nullable [] dx;

    private NormalGradient(
            Formula formula,
            Axes.Groups groups,
            int[] index,
            Learnt learnt,
            float[] x,
            float[] dy,
            float @Nullable [] dx) {
        this.formula = formula;
        this.groups = groups;
        this.index = index;
        this.learnt = learnt;
        this.x = x;
        this.dy = dy;
        this.dx = dx;
    }

    /**
     * A step with its way back.
     *
     * @param shape that of the input, or one in which the groups lie along axes
     * @param axes those along which a group lies
     */
    static Step of(Call call, Step forward, Shape shape, SortedSet<Integer> axes, Formula formula, Learnt learnt) {
        float[] dy = call.gradient(call.output());
        if (dy == null) {
            return forward;
        }
        NormalGradient gradient = new NormalGradient(
                formula,
                Axes.groups(shape, axes),
                learnt.gamma.rowIndex(shape),
                learnt,
                call.input().floats(),
                dy,
                call.gradient(call.input()));
        return Step.of(forward, gradient::backward);
    }

    private void backward() {
        for (int start : groups.starts()) {
            backward(start, groups.offsets());
        }
    }

    private void backward(int start, int[] offsets) {
        int n = offsets.length;
        double sum = 0;
        for (int o : offsets) {
            sum += x[start + o];
        }
        double mu = formula.spread ? sum / n : 0;
        double squares = 0;
        for (int o : offsets) {
            double d = x[start + o] - mu;
            squares += d * d;
        }
        double c = formula.centred ? mu : 0;
        double full = 1 / Math.sqrt(formula.k * squares / n + formula.epsilon);
        double f = Math.min(full, formula.most);
        float[] gamma = learnt.gamma.values();
        float[] dGamma = learnt.dGamma;
        float[] dBeta = learnt.dBeta;
        double h = 0;
        double hx = 0;
        for (int o : offsets) {
            int i = start + o;
            int g = index[i % index.length];
            double u = x[i] - c;
            h += dy[i] * gamma[g];
            hx += dy[i] * gamma[g] * u;
            if (dGamma != null) {
                dGamma[g] += (float) (dy[i] * u * f);
            }
            if (dBeta != null) {
                dBeta[g] += dy[i];
            }
        }
        if (dx == null) {
            return;
        }
        double mean = formula.centred ? h / n : 0;
        double slope = f < full ? 0 : f * f * f * formula.k / n * hx;
        for (int o : offsets) {
            int i = start + o;
            dx[i] += (float) (f * (dy[i] * gamma[index[i % index.length]] - mean) - slope * (x[i] - mu));
        }
    }
}
