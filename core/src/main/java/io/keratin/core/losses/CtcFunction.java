package io.keratin.core.losses;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;

/**
 * The forward-backward algorithm of Graves et al. 2006 in logarithms. States of a sequence of L labels: 0 the start, 1 to
 * L the labels, L + 1 to 2L + 1 the blanks before, between and after them.
 *
 * <p>As TensorFlow does ({@code ctc_loss_dense}), starts and ends elsewhere are not impossible but cost 1e-307, so labels
 * that need more time steps than there are give a large loss with a gradient.
 */
final class CtcFunction implements LossFunction {

    private static final double NEVER = Double.NEGATIVE_INFINITY;
    private static final double ALMOST_NEVER = Math.log(1e-307);

    private final Ctc loss;
    private final int batch;
    private final int time;
    private final int classes;
    private final int labels;
    private final int states;

    /** Logarithms for one sample: probabilities (T, C), what was before a step (T + 1, states) and what is after it. */
    private final double[] log;

    private final double[] before;
    private final double[] after;
    private final double[] spelt;

    /** (B, T, C): the gradients of the values, found with them. */
    private final float[] slopes;

    CtcFunction(Ctc loss, Shape yTrue, Shape yPred) {
        if (yTrue.rank() != 2 || yPred.rank() != 3 || yTrue.dim(0) != yPred.dim(0)) {
            throw new ShapeException("loss '" + loss.name()
                    + "': expected labels (batch, length) and logits (batch, time, classes), got " + yTrue + " and "
                    + yPred);
        }
        this.loss = loss;
        this.batch = yPred.dim(0);
        this.time = yPred.dim(1);
        this.classes = yPred.dim(2);
        this.labels = yTrue.dim(1);
        this.states = 2 * (labels + 1);
        this.log = new double[time * classes];
        this.before = new double[(time + 1) * states];
        this.after = new double[(time + 1) * states];
        this.spelt = new double[classes];
        this.slopes = new float[batch * time * classes];
    }

    @Override
    public Shape shape() {
        return Shape.of(batch);
    }

    @Override
    public void values(float[] yTrue, float[] yPred, float[] values) {
        for (int b = 0; b < batch; b++) {
            int length = 0;
            for (int i = b * labels; i < (b + 1) * labels; i++) {
                length += Losses.label(loss, yTrue[i], classes) == 0 ? 0 : 1;
            }
            for (int t = 0; t < time; t++) {
                int row = (b * time + t) * classes;
                double sum = Formulas.logSumExp(yPred, row, classes);
                for (int c = 0; c < classes; c++) {
                    log[t * classes + c] = yPred[row + c] - sum;
                }
            }
            forward(yTrue, b * labels);
            backward(yTrue, b * labels, length);
            values[b] = (float) -after[0];
            for (int t = 0; t < time; t++) {
                spell(yTrue, b * labels, t, (b * time + t) * classes);
            }
        }
    }

    private void forward(float[] yTrue, int first) {
        Arrays.fill(before, 0, states, ALMOST_NEVER);
        before[0] = 0;
        for (int t = 0; t < time; t++) {
            int row = t * states;
            for (int to = 0; to < states; to++) {
                double sum = before[row + to];
                int label = to <= labels ? to : to - labels - 1;
                if (to > labels) {
                    sum = add(sum, before[row + label]);
                } else if (to > 0) {
                    sum = add(sum, before[row + labels + to]);
                    sum = isStep(yTrue, first, to) ? add(sum, before[row + to - 1]) : sum;
                }
                before[row + states + to] = sum + observed(yTrue, first, t, to);
            }
        }
    }

    private void backward(float[] yTrue, int first, int length) {
        Arrays.fill(after, time * states, (time + 1) * states, ALMOST_NEVER);
        after[time * states + length] = 0;
        after[time * states + labels + 1 + length] = 0;
        for (int t = time - 1; t >= 0; t--) {
            int row = (t + 1) * states;
            for (int from = 0; from < states; from++) {
                double sum = after[row + from] + observed(yTrue, first, t, from);
                if (from > labels) {
                    int next = from - labels;
                    sum = next <= labels ? add(sum, after[row + next] + observed(yTrue, first, t, next)) : sum;
                } else {
                    int blank = from + labels + 1;
                    sum = add(sum, after[row + blank] + observed(yTrue, first, t, blank));
                    if (from < labels && isStep(yTrue, first, from + 1)) {
                        sum = add(sum, after[row + from + 1] + observed(yTrue, first, t, from + 1));
                    }
                }
                after[row - states + from] = sum;
            }
        }
    }

    /** Whether a label may follow the one before without a blank between. */
    private static boolean isStep(float[] yTrue, int first, int to) {
        return to == 1 || (int) yTrue[first + to - 1] != (int) yTrue[first + to - 2];
    }

    /** What a state costs at a time step. */
    private double observed(float[] yTrue, int first, int t, int state) {
        int c = state > 0 && state <= labels ? (int) yTrue[first + state - 1] : 0;
        return state == 0 ? NEVER : log[t * classes + c];
    }

    /** The gradient at one time step: softmax minus how probable each class is there in what spells the labels. */
    private void spell(float[] yTrue, int first, int t, int out) {
        int row = (t + 1) * states;
        Arrays.fill(spelt, NEVER);
        double all = NEVER;
        for (int s = 1; s < states; s++) {
            double path = before[row + s] + after[row + s];
            all = add(all, path);
            if (s > labels) {
                spelt[0] = add(spelt[0], path);
            } else if (yTrue[first + s - 1] != 0) {
                int c = (int) yTrue[first + s - 1];
                spelt[c] = add(spelt[c], path);
            }
        }
        for (int c = 0; c < classes; c++) {
            slopes[out + c] = (float) (Math.exp(log[t * classes + c]) - Math.exp(spelt[c] - all));
        }
    }

    /** log(exp(a) + exp(b)). */
    private static double add(double a, double b) {
        double top = Math.max(a, b);
        return top == NEVER ? NEVER : top + Math.log1p(Math.exp(-Math.abs(a - b)));
    }

    @Override
    public void gradient(float[] yTrue, float[] yPred, float[] dValues, float[] dPred) {
        int each = time * classes;
        for (int i = 0; i < slopes.length; i++) {
            dPred[i] = slopes[i] * dValues[i / each];
        }
    }
}
