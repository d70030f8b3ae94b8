package io.keratin.core.losses;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cross-entropy of labels that are class numbers: rows of C probabilities or logits, one label each. */
final class SparseFunction implements LossFunction {

    private final SparseCategoricalCrossentropy loss;
    private final Shape shape;
    private final int classes;
    private final float @Nullable [] mask;

    SparseFunction(SparseCategoricalCrossentropy loss, Shape yTrue, Shape yPred) {
        this.loss = loss;
        this.shape = labels(loss, yTrue, yPred);
        this.classes = yPred.last();
        this.mask = loss.ignoreClass() == null ? null : new float[shape.length()];
    }

    /** The shape of labels without the axis of length 1 that they may have. */
    static Shape labels(Loss loss, Shape yTrue, Shape yPred) {
        if (yPred.rank() > 0) {
            Shape expected = yPred.slice(0, yPred.rank() - 1);
            if (yTrue.equals(expected) || yTrue.equals(expected.concat(Shape.of(1)))) {
                return expected;
            }
        }
        throw new ShapeException("loss '" + loss.name() + "': labels of shape " + yTrue
                + " do not fit predictions of shape " + yPred + ", which take one class number for each row"
                + (yTrue.equals(yPred) ? ": for one-hot labels use categorical_crossentropy" : ""));
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public float @Nullable [] mask() {
        return mask;
    }

    @Override
    public void values(float[] yTrue, float[] yPred, float[] values) {
        for (int i = 0; i < values.length; i++) {
            if (isIgnored(yTrue[i])) {
                values[i] = 0;
            } else {
                int label = i * classes + Losses.label(loss, yTrue[i], classes);
                values[i] = (float)
                        (loss.fromLogits()
                                ? Formulas.logSumExp(yPred, i * classes, classes) - yPred[label]
                                : Math.log(whole(yPred, i) / Formulas.clipProbability(yPred[label])));
            }
            if (mask != null) {
                mask[i] = isIgnored(yTrue[i]) ? 0 : 1;
            }
        }
    }

    private boolean isIgnored(float label) {
        return loss.ignoreClass() != null && label == loss.ignoreClass();
    }

    /** TensorFlow takes probabilities for logits of their logarithms, so they need not sum to 1. */
    private double whole(float[] p, int row) {
        double sum = 0;
        for (int c = row * classes; c < (row + 1) * classes; c++) {
            sum += Formulas.clipProbability(p[c]);
        }
        return sum;
    }

    @Override
    public void gradient(float[] yTrue, float[] yPred, float[] dValues, float[] dPred) {
        for (int i = 0; i < dValues.length; i++) {
            int from = i * classes;
            if (isIgnored(yTrue[i])) {
                Arrays.fill(dPred, from, from + classes, 0f);
                continue;
            }
            double log = loss.fromLogits() ? Formulas.logSumExp(yPred, from, classes) : 0;
            double whole = loss.fromLogits() ? 0 : whole(yPred, i);
            for (int c = 0; c < classes; c++) {
                float p = yPred[from + c];
                int one = c == (int) yTrue[i] ? 1 : 0;
                double d = loss.fromLogits()
                        ? Math.exp(p - log) - one
                        : Formulas.isProbability(p) ? 1 / whole - (double) one / p : 0;
                dPred[from + c] = (float) (dValues[i] * d);
            }
        }
    }
}
