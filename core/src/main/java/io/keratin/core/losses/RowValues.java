package io.keratin.core.losses;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Broadcasting;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;

/** A function over rows: elements along some axes of labels and predictions, which are first broadcast to one shape. */
class RowValues implements ValueFunction {

    private final RowValue formula;
    private final Shape shape;
    final int n;

    /** Of each element, rows one after another: where it stands in the arrays that are given. */
    private final int[] trueAt;

    final int[] predAt;
    final float[] t;
    final float[] p;

    RowValues(RowValue formula, Shape yTrue, Shape yPred, Shape both, int[] axes) {
        this.formula = formula;
        Shape kept = both;
        for (int i = axes.length - 1; i >= 0; i--) {
            kept = kept.without(axes[i]);
        }
        shape = kept;
        n = Arrays.stream(axes).map(both::dim).reduce(1, Math::multiplyExact);
        int[] order = Broadcasting.rows(both, axes);
        trueAt = pick(Broadcasting.index(yTrue, both), order);
        predAt = pick(Broadcasting.index(yPred, both), order);
        t = new float[order.length];
        p = new float[order.length];
    }

    static int[] canonical(String what, Shape shape, int[] axes) {
        int[] out = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            out[i] = axes[i] < 0 ? axes[i] + shape.rank() : axes[i];
            if (out[i] < 0 || out[i] >= shape.rank()) {
                throw new ShapeException(what + "axis " + axes[i] + " is outside of predictions of shape " + shape);
            }
        }
        Arrays.sort(out);
        return out;
    }

    private static int[] pick(int[] from, int[] at) {
        return Arrays.stream(at).map(i -> from[i]).toArray();
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public void values(float[] yTrue, float[] yPred, float[] values) {
        gather(yTrue, yPred);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) formula.value(t, p, i * n, n);
        }
    }

    private void gather(float[] yTrue, float[] yPred) {
        for (int i = 0; i < t.length; i++) {
            t[i] = yTrue[trueAt[i]];
            p[i] = yPred[predAt[i]];
        }
    }
}
