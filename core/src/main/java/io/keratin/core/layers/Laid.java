package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A small array that is laid over a large one: along each axis it has the same dimension, or 1 and is repeated.
 *
 * @param shape of the rank of the large one
 * @param values row-major
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; read in inner loops.
record Laid(Shape shape, float[] values) {

    /** Values in a row at least, so that a loop over one is worth its start. */
    private static final int ROW = 256;

    /** An array over the last axes, as NumPy broadcasts it. It may not make {@code over} larger. */
    static Laid overLast(String layer, String option, Shape shape, float[] values, Shape over) {
        int rank = over.rank();
        boolean fits = shape.rank() <= rank;
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank && fits; axis++) {
            int own = axis - (rank - shape.rank());
            dims[axis] = own < 0 ? 1 : shape.dim(own);
            fits = dims[axis] == 1 || over.dim(axis) == Shape.NONE || dims[axis] == over.dim(axis);
        }
        if (!fits) {
            throw new ShapeException(
                    layer + ": " + option + " of shape " + shape + " does not fit the last axes of " + over);
        }
        return new Laid(Shape.of(dims), values);
    }

    /**
     * y = x · factor + shift, dx = dy · factor, or the inverse, y = (x - shift) / factor, dx = dy / factor. The last axes of the call's input are gone through
     * in rows, over which both arrays are laid once.
     */
    static Step affine(Call call, Laid factor, Laid shift, boolean inverse) {
        return affine(call, factor, shift, inverse, null);
    }

    /** As {@link #affine(Call, Laid, Laid, boolean)}, by factors that are learnt: dFactor += dy · x. */
    static Step affine(Call call, Laid factor, Laid shift, boolean inverse, float @Nullable [] dFactor) {
        Shape shape = call.input().shape();
        int axis = rowAxis(shape, factor.shape, shift.shape);
        float[] a = factor.row(shape, axis);
        float[] b = shift.row(shape, axis);
        int[] index = factor.rowIndex(shape, axis);
        int n = call.input().size();
        float[] x = call.input().floats();
        float[] y = call.output().floats();
        Step forward = () -> {
            if (dFactor != null) {
                factor.fill(a, index);
            }
            for (int from = 0; from < n; from += a.length) {
                if (inverse) {
                    inverse(x, from, a, b, y);
                } else {
                    affine(x, from, a, b, y);
                }
            }
        };
        float[] dx = call.gradient(call.input());
        float[] dy = call.gradient(call.output());
        return dy == null
                ? forward
                : Step.of(forward, () -> {
                    for (int i = 0; i < n && dx != null; i++) {
                        dx[i] += inverse ? dy[i] / a[i % a.length] : dy[i] * a[i % a.length];
                    }
                    for (int i = 0; i < n && dFactor != null; i++) {
                        dFactor[index[i % a.length]] += dy[i] * x[i];
                    }
                });
    }

    /** x = x + these values, which may change between two passes or not. */
    Step addedTo(Tensor x, boolean change) {
        int[] index = rowIndex(x.shape());
        float[] b = fill(new float[index.length], index);
        float[] y = x.floats();
        int n = x.size();
        return () -> {
            if (change) {
                fill(b, index);
            }
            for (int from = 0; from < n; from += b.length) {
                for (int i = 0; i < b.length; i++) {
                    y[from + i] += b[i];
                }
            }
        };
    }

    /** x = x · these values, which may change between two passes or not. */
    Step times(Tensor x, boolean change) {
        int[] index = rowIndex(x.shape());
        float[] a = fill(new float[index.length], index);
        float[] y = x.floats();
        int n = x.size();
        return () -> {
            if (change) {
                fill(a, index);
            }
            for (int from = 0; from < n; from += a.length) {
                for (int i = 0; i < a.length; i++) {
                    y[from + i] *= a[i];
                }
            }
        };
    }

    private static void affine(float[] x, int from, float[] a, float[] b, float[] y) {
        for (int i = 0; i < a.length; i++) {
            y[from + i] = x[from + i] * a[i] + b[i];
        }
    }

    private static void inverse(float[] x, int from, float[] a, float[] b, float[] y) {
        for (int i = 0; i < a.length; i++) {
            y[from + i] = (x[from + i] - b[i]) / a[i];
        }
    }

    /** The first of the axes over which these shapes vary; more, where they are short. */
    private static int rowAxis(Shape over, Shape... small) {
        int axis = over.rank();
        for (Shape s : small) {
            for (int i = axis - 1; i >= 0; i--) {
                axis = s.dim(i) == 1 ? axis : i;
            }
        }
        while (axis > 1 && over.product(axis, over.rank()) < ROW) {
            axis--;
        }
        return axis;
    }

    /** Where the value over element i of the large array stands: at element i modulo the length of the result. */
    int[] rowIndex(Shape over) {
        return rowIndex(over, rowAxis(over, shape));
    }

    private int[] rowIndex(Shape over, int axis) {
        return Broadcast.index(shape.slice(axis, over.rank()), over.slice(axis, over.rank()));
    }

    private float[] row(Shape over, int axis) {
        int[] index = rowIndex(over, axis);
        return fill(new float[index.length], index);
    }

    /** {@code row} = these values at these places. */
    private float[] fill(float[] row, int[] index) {
        for (int i = 0; i < row.length; i++) {
            row[i] = values[index[i]];
        }
        return row;
    }
}
