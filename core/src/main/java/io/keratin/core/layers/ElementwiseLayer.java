package io.keratin.core.layers;

import io.keratin.core.activations.RowFunction;
import io.keratin.core.tensor.Shape;

/** A layer that maps every value on its own: same shape, masks and time pass through. */
public interface ElementwiseLayer extends WeightlessLayer {

    /** f(x) for one value. */
    float apply(float x);

    @Override
    default Shape outputShape(Shape input) {
        return input;
    }

    @Override
    default boolean passesMask() {
        return true;
    }

    @Override
    default TimeAxis timeAxis(Shape input) {
        return TimeAxis.POINTWISE;
    }

    /** f'(x) for one value. */
    float slope(float x);

    @Override
    default Layer bind(Binding binding) {
        Layer alone = call -> {
            float[] x = call.input().floats();
            float[] y = call.output().floats();
            int n = call.input().size();
            return back(call, () -> {
                for (int i = 0; i < n; i++) {
                    y[i] = apply(x[i]);
                }
            });
        };
        RowFunction inPlace = (x, offset, rows, n, stride) -> {
            for (int r = 0; r < rows; r++) {
                for (int i = offset + r * stride; i < offset + r * stride + n; i++) {
                    x[i] = apply(x[i]);
                }
            }
        };
        return new RowwiseLayer(alone, inPlace, -1);
    }

    /** dx += dy ∘ f'(x). */
    default Step back(Call call, Step forward) {
        float[] x = call.input().floats();
        int n = call.input().size();
        float[] dx = call.gradient(call.input());
        float[] dy = call.gradient(call.output());
        if (dx == null || dy == null) {
            return forward;
        }
        return Step.of(forward, () -> {
            for (int i = 0; i < n; i++) {
                dx[i] += dy[i] * slope(x[i]);
            }
        });
    }
}
