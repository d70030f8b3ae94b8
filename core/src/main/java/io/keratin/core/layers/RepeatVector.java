package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;

/**
 * Repeats each sample along a new time axis: (B, X) to (B, n, X).
 *
 * @param n number of steps
 */
public record RepeatVector(int n) implements WeightlessLayer {

    /** Checks n. */
    public RepeatVector {
        Checks.positive("RepeatVector", "n", n);
    }

    static RepeatVector fromConfig(Config config, LayerRegistry registry) {
        return new RepeatVector(config.positiveInt("n"));
    }

    @Override
    public String className() {
        return "RepeatVector";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 2) {
            throw new ShapeException("RepeatVector: expected (batch, features), found " + input);
        }
        return Shape.of(input.dim(0), n, input.dim(1));
    }

    @Override
    public DType outputDType(DType input) {
        return input;
    }

    @Override
    public Value.Fields config() {
        return Value.fields("n", n);
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Tensor in = call.input();
            int batch = in.shape().dim(0);
            int features = in.shape().dim(1);
            Object x = in.storage();
            Object y = call.output().storage();
            Step forward = () -> {
                for (int b = 0; b < batch; b++) {
                    for (int t = 0; t < n; t++) {
                        System.arraycopy(x, b * features, y, (b * n + t) * features, features);
                    }
                }
            };
            float[] dx = call.gradient(in);
            float[] dy = call.gradient(call.output());
            return dx == null || dy == null
                    ? forward
                    : Step.of(forward, () -> {
                        for (int row = 0; row < batch * n; row++) {
                            for (int i = 0; i < features; i++) {
                                dx[row / n * features + i] += dy[row * features + i];
                            }
                        }
                    });
        };
    }
}
