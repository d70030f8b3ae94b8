package io.keratin.core.losses;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Broadcasting;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A loss over rows. */
final class RowLossFunction extends RowValues implements LossFunction {

    private final Formula formula;
    private final float[] d;

    private RowLossFunction(Formula formula, Shape yTrue, Shape yPred, Shape both, int[] axes) {
        super(formula, yTrue, yPred, both, axes);
        this.formula = formula;
        this.d = new float[p.length];
    }

    /** A formula along axes of predictions whose labels Keras broadcasts to them. */
    static RowLossFunction broadcast(Loss loss, Formula formula, Shape yTrue, Shape yPred, int... axes) {
        Shape[] pair = Broadcasting.sameRank(yTrue, yPred);
        Shape both = Broadcasting.shape("loss '" + loss.name() + "': labels and predictions", pair[0], pair[1]);
        return new RowLossFunction(
                formula, pair[0], pair[1], both, canonical("loss '" + loss.name() + "': ", both, axes));
    }

    /** A formula along axes of predictions whose labels must have their shape; all axes if none is given. */
    static RowLossFunction same(Loss loss, Formula formula, Shape yTrue, Shape yPred, @Nullable List<Integer> axes) {
        Shape[] pair = Broadcasting.sameRank(yTrue, yPred);
        if (!pair[0].equals(pair[1])) {
            throw new ShapeException("loss '" + loss.name() + "': labels of shape " + yTrue
                    + " do not fit predictions of shape " + yPred + hint(loss, pair[0], pair[1]));
        }
        int[] all = axes == null
                ? IntStream.range(0, pair[0].rank()).toArray()
                : axes.stream().mapToInt(a -> a).toArray();
        return new RowLossFunction(
                formula, pair[0], pair[1], pair[0], canonical("loss '" + loss.name() + "': ", pair[0], all));
    }

    private static String hint(Loss loss, Shape labels, Shape predictions) {
        boolean ids =
                labels.rank() == predictions.rank() - 1 || (labels.rank() == predictions.rank() && labels.last() == 1);
        return loss.className().equals("CategoricalCrossentropy") && ids
                ? ": for labels that are class numbers use sparse_categorical_crossentropy"
                : "";
    }

    @Override
    public void gradient(float[] yTrue, float[] yPred, float[] dValues, float[] dPred) {
        for (int i = 0; i < dValues.length; i++) {
            formula.gradient(t, p, i * n, n, dValues[i], d);
        }
        Arrays.fill(dPred, 0f);
        for (int i = 0; i < d.length; i++) {
            dPred[predAt[i]] += d[i];
        }
    }

    /** This function on labels 0 and 1 that become -1 and 1, if there are no others: Keras's hinges. */
    LossFunction onSigns() {
        return new LossFunction() {
            private float[] signs = {};

            @Override
            public Shape shape() {
                return RowLossFunction.this.shape();
            }

            @Override
            public void values(float[] yTrue, float[] yPred, float[] values) {
                if (signs.length != yTrue.length) {
                    signs = new float[yTrue.length];
                }
                boolean binary = true;
                for (float y : yTrue) {
                    binary &= y == 0 || y == 1;
                }
                for (int i = 0; i < signs.length; i++) {
                    signs[i] = binary ? 2 * yTrue[i] - 1 : yTrue[i];
                }
                RowLossFunction.this.values(signs, yPred, values);
            }

            @Override
            public void gradient(float[] yTrue, float[] yPred, float[] dValues, float[] dPred) {
                RowLossFunction.this.gradient(signs, yPred, dValues, dPred);
            }
        };
    }
}
