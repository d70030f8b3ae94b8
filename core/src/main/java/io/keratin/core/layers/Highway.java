package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Keras 1's Highway (Srivastava et al. 2015): t ∘ φ(x·W + b) + (1 - t) ∘ x with t = σ(x·W_carry + b_carry); (B, X) to (B, X).
 *
 * @param activation φ
 * @param useBias whether there are biases
 * @param training options that matter only in training
 */
record Highway(Activation activation, boolean useBias, TrainingOptions training) implements UnaryLayer {

    static Highway fromConfig(Config config, LayerRegistry registry) {
        return new Highway(
                Activations.read(config, "activation", Activations.LINEAR),
                config.flag("use_bias", true),
                TrainingOptions.read(config, OldLayers.TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "Highway";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 2 || input.last() == Shape.NONE) {
            throw new ShapeException("Highway: expected (batch, features), found " + input);
        }
        return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        int n = outputShape(input).last();
        List<WeightSpec> w = new ArrayList<>();
        for (String name : List.of("W", "W_carry")) {
            w.add(new WeightSpec(name, Shape.of(n, n), Initializers.ZEROS));
        }
        for (String name : useBias ? List.of("b", "b_carry") : List.<String>of()) {
            w.add(new WeightSpec(name, Shape.of(n), Initializers.ZEROS));
        }
        return w;
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields("activation", activation.serialized(), "use_bias", useBias));
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        int n = binding.input().last();
        PackedMatrix w = binding.pack("W", n, n, 0);
        PackedMatrix carry = binding.pack("W_carry", n, n, 0);
        float[] bias = binding.weightOrZeros("b", useBias, n);
        float[] carryBias = binding.weightOrZeros("b_carry", useBias, n);
        return call -> {
            float[] x = call.input().floats();
            float[] y = call.output().floats();
            int rows = call.input().shape().dim(0);
            SharedProduct gate = new SharedProduct(kernels, carry, carryBias, Activations.SIGMOID, rows, call);
            SharedProduct changed = new SharedProduct(kernels, w, bias, activation, rows, call);
            float[] t = call.kept(rows * n);
            float[] h = call.kept(rows * n);
            Step forward = () -> {
                gate.run(x, t);
                changed.run(x, h);
                for (int i = 0; i < rows * n; i++) {
                    y[i] = t[i] * h[i] + (1 - t[i]) * x[i];
                }
            };
            float[] dy = call.gradient(call.output());
            if (dy == null || !changed.differentiable()) {
                return forward;
            }
            float[] dx = call.gradient(call.input());
            gate.withGradient(
                    binding.gradient("W_carry"),
                    useBias ? binding.gradient("b_carry") : null,
                    binding.transposed("W_carry", 0, n, n),
                    call);
            changed.withGradient(
                    binding.gradient("W"),
                    useBias ? binding.gradient("b") : null,
                    binding.transposed("W", 0, n, n),
                    call);
            float[] dt = call.scratch(rows * n);
            float[] dh = call.scratch(rows * n);
            return Step.of(forward, () -> {
                for (int i = 0; i < rows * n; i++) {
                    dt[i] = dy[i] * (h[i] - x[i]);
                    dh[i] = dy[i] * t[i];
                    if (dx != null) {
                        dx[i] += dy[i] * (1 - t[i]);
                    }
                }
                gate.back(x, t, dt, dx);
                changed.back(x, h, dh, dx);
            });
        };
    }
}
