package io.keratin.core.metrics;

import io.keratin.core.error.ShapeException;
import io.keratin.core.losses.ValueFunction;
import io.keratin.core.tensor.Shape;

/** 1 for each row of predictions (…, C) whose largest, or one of the k largest, is that of the label; else 0. */
final class Hits implements ValueFunction {

    private final Shape shape;
    private final int classes;
    private final int labels;
    private final boolean sparse;
    private final int k;
    private final boolean sortedIds;

    /**
     * @param sparse whether labels are class numbers instead of rows whose largest element counts
     * @param k how many predictions count; 0 for the first largest alone
     * @param sortedIds whether predictions are class numbers, the best first
     */
    Hits(String what, Shape yTrue, Shape yPred, boolean sparse, int k, boolean sortedIds) {
        if (yPred.rank() == 0 || yTrue.rank() == 0) {
            throw new ShapeException(what + "expected rows of predictions, got " + yPred + " and labels " + yTrue);
        }
        Shape rows = yPred.slice(0, yPred.rank() - 1);
        boolean column = sparse && yTrue.equals(rows.concat(Shape.of(1)));
        boolean fits = sparse
                ? yTrue.equals(rows) || column
                : yTrue.slice(0, yTrue.rank() - 1).equals(rows);
        if (!fits) {
            throw new ShapeException(what + "labels of shape " + yTrue + " do not fit predictions of shape " + yPred
                    + (sparse ? ", which take one class number for each row" : ", which take a row for each row"));
        }
        this.sparse = sparse;
        this.k = k;
        this.sortedIds = sortedIds;
        classes = yPred.last();
        labels = sparse ? 1 : yTrue.last();
        Shape given = k > 0 && column ? yTrue : rows;
        shape = k == 0 && sparse && given.rank() > 1 && given.last() == 1 ? given.slice(0, given.rank() - 1) : given;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public void values(float[] yTrue, float[] yPred, float[] values) {
        for (int i = 0; i < values.length; i++) {
            float label = sparse ? yTrue[i] : largest(yTrue, i * labels, labels);
            boolean hit = k == 0
                    ? label == largest(yPred, i * classes, classes)
                    : sortedIds ? isAmong(yPred, i * classes, label) : isInTop(yPred, i * classes, (int) label);
            values[i] = hit ? 1 : 0;
        }
    }

    /** Where the first largest element stands. */
    private static int largest(float[] x, int from, int n) {
        int at = 0;
        for (int i = 1; i < n; i++) {
            at = x[from + i] > x[from + at] ? i : at;
        }
        return at;
    }

    private boolean isAmong(float[] ids, int from, float label) {
        for (int i = from; i < from + Math.min(k, classes); i++) {
            if (ids[i] == label) {
                return true;
            }
        }
        return false;
    }

    private boolean isInTop(float[] p, int from, int label) {
        if (label < 0 || label >= classes || !Float.isFinite(p[from + label])) {
            return false;
        }
        int larger = 0;
        for (int i = from; i < from + classes; i++) {
            larger += p[i] > p[from + label] ? 1 : 0;
        }
        return larger < k;
    }
}
