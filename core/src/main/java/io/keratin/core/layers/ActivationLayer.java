package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.activations.Derivative;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;

/**
 * An activation as a layer of its own, along the last axis.
 *
 * @param activation the function
 */
public record ActivationLayer(Activation activation) implements WeightlessLayer {

    static ActivationLayer fromConfig(Config config, LayerRegistry registry) {
        return new ActivationLayer(Activations.read(config, "activation", Activations.LINEAR));
    }

    @Override
    public String className() {
        return "Activation";
    }

    @Override
    public Shape outputShape(Shape input) {
        int n = input.last();
        if (n != Shape.NONE && activation.rowLength(2) != 2 && n % 2 != 0) {
            throw new ShapeException(
                    "Activation: '" + activation.kerasName() + "' halves the last axis, which must be even, got " + n);
        }
        return n == Shape.NONE ? input : input.with(-1, activation.rowLength(n));
    }

    @Override
    public Value.Fields config() {
        return Value.fields("activation", activation.serialized());
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return input.rank() > 2 || activation.elementwise() ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        Layer alone = call -> {
            Tensor in = call.input();
            float[] x = in.floats();
            float[] y = call.output().floats();
            int n = in.shape().last();
            int result = activation.rowLength(n);
            int rows = n == 0 ? 0 : in.size() / n;
            call.isActivated(activation);
            boolean narrows = result != n;
            float[] wide = narrows ? call.scratch(rows * n) : y;
            Step forward = () -> {
                System.arraycopy(x, 0, wide, 0, rows * n);
                kernels.activate(activation, wide, 0, rows, n, n);
                for (int r = 0; narrows && r < rows; r++) {
                    System.arraycopy(wide, r * n, y, r * result, result);
                }
            };
            return back(call, forward, x, y, rows, n, result);
        };
        return activation.elementwise() ? new RowwiseLayer(alone, activation, -1) : alone;
    }

    /** dx += dy ∘ f'(x), over whole rows where f works on them. */
    private Step back(Call call, Step forward, float[] x, float[] y, int rows, int n, int result) {
        Derivative derivative = activation.derivative();
        float[] dy = call.gradient(call.output());
        float[] dx = call.gradient(call.input());
        if (dy == null || dx == null || derivative == null) {
            return forward;
        }
        float[] v = derivative.ofResults() ? y : x;
        float[] dz = result == n ? dy : call.scratch(rows * n);
        return Step.of(forward, () -> {
            for (int r = 0; dz != dy && r < rows; r++) {
                System.arraycopy(dy, r * result, dz, r * n, result);
            }
            derivative.apply(v, 0, n, dz, 0, n, rows, n);
            for (int i = 0; i < rows * n; i++) {
                dx[i] += dz[i];
            }
        });
    }
}
