package io.keratin.core.layers;

import io.keratin.core.tensor.Tensor;
import java.util.SortedSet;
import java.util.function.DoubleUnaryOperator;

/** Values times a factor that follows from the mean of their squares. */
final class SquareNorm {

    private SquareNorm() {}

    /** y = x · factor(Σ x² / n), the sum over the n values along {@code axes}. */
    static Step step(Call call, SortedSet<Integer> axes, DoubleUnaryOperator factor) {
        Tensor in = call.input();
        float[] x = in.floats();
        float[] y = call.output().floats();
        int rank = in.shape().rank();
        if (Axes.areLast(axes, rank)) {
            int size = in.shape().product(axes.first(), rank);
            int n = in.size();
            return () -> {
                for (int from = 0; from < n; from += size) {
                    double squares = LayerNormalization.sumOfSquares(x, from, size, 0);
                    float f = (float) factor.applyAsDouble(squares / size);
                    for (int i = from; i < from + size; i++) {
                        y[i] = x[i] * f;
                    }
                }
            };
        }
        Axes.Groups groups = Axes.groups(in.shape(), axes);
        return () -> {
            for (int start : groups.starts()) {
                double squares = 0;
                for (int o : groups.offsets()) {
                    squares += (double) x[start + o] * x[start + o];
                }
                float f = (float) factor.applyAsDouble(squares / groups.offsets().length);
                for (int o : groups.offsets()) {
                    y[start + o] = x[start + o] * f;
                }
            }
        };
    }
}
