package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The fully connected layer: y = φ(x·W + b) along the last axis, for inputs of rank 2 and above.
 *
 * <p>(…, X) to (…, units). Weights: kernel (X, units), bias (units).
 *
 * @param units size of the last output axis
 * @param activation φ
 * @param useBias whether there is a bias
 * @param training options that matter only in training
 */
public record Dense(int units, Activation activation, boolean useBias, TrainingOptions training) implements UnaryLayer {

    static final Set<String> TRAINING_OPTIONS = Set.of(
            "kernel_initializer",
            "bias_initializer",
            "kernel_regularizer",
            "bias_regularizer",
            "activity_regularizer",
            "kernel_constraint",
            "bias_constraint");

    /** Checks the options. */
    public Dense {
        Checks.positive("Dense", "units", units);
    }

    /** A Dense with Keras's defaults. */
    public Dense(int units) {
        this(units, Activations.LINEAR, true, TrainingOptions.NONE);
    }

    static Dense fromConfig(Config config, LayerRegistry registry) {
        Dense defaults = new Dense(config.positiveInt("units"));
        return new Dense(
                defaults.units,
                Activations.read(config, "activation", defaults.activation),
                config.flag("use_bias", defaults.useBias),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "Dense";
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() < 2) {
            throw new ShapeException("Dense: expected (batch, …, features), found " + input);
        }
        if (activation.rowLength(2) != 2 && units % 2 != 0) {
            throw new ShapeException("Dense: activation 'glu' halves the last axis, which must be even, got " + units);
        }
        return input.with(-1, activation.rowLength(units));
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
        outputShape(input);
        if (input.last() == Shape.NONE) {
            throw new ShapeException("Dense: the last dimension of the input must be known, found " + input);
        }
        List<WeightSpec> w = new ArrayList<>();
        w.add(new WeightSpec(
                        "kernel",
                        Shape.of(input.last(), units),
                        Initializers.of(training, "kernel_initializer", Initializers.GLOROT_UNIFORM))
                .scaledAlong(List.of(1)));
        if (useBias) {
            w.add(new WeightSpec(
                    "bias", Shape.of(units), Initializers.of(training, "bias_initializer", Initializers.ZEROS)));
        }
        return w;
    }

    @Override
    public Value.Fields config() {
        return training.addTo(Value.fields("units", units, "activation", activation.serialized(), "use_bias", useBias));
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return input.rank() > 2 ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        int features = binding.input().last();
        PackedMatrix w = binding.pack("kernel", features, units, 0);
        float[] bias = binding.weightOrZeros("bias", useBias, units);
        int result = activation.rowLength(units);
        return FusableLayer.ending(-1, kernels, activation, (call, f) -> {
            Tensor in = call.input();
            float[] x = in.floats();
            float[] y = call.output().floats();
            int rows = features == 0 ? call.output().size() / result : in.size() / features;
            SharedProduct product =
                    new SharedProduct(kernels, w, bias, f, rows, call).withLogits(call.logits(activation), call);
            boolean narrows = result != units;
            float[] wide = narrows ? call.scratch(rows * units) : y;
            Step forward = () -> {
                product.run(x, wide);
                for (int r = 0; narrows && r < rows; r++) {
                    System.arraycopy(wide, r * units, y, r * result, result);
                }
            };
            float[] dy = call.gradient(call.output());
            if (dy == null || !product.differentiable()) {
                return forward;
            }
            float[] dx = call.gradient(in);
            PackedMatrix turned = dx == null ? null : binding.transposed("kernel", 0, features, units);
            product.withGradient(binding.gradient("kernel"), binding.gradient("bias"), turned, call);
            float[] dWide = narrows ? call.scratch(rows * units) : dy;
            return Step.of(forward, () -> {
                for (int r = 0; narrows && r < rows; r++) {
                    System.arraycopy(dy, r * result, dWide, r * units, result);
                }
                product.back(x, wide, dWide, dx);
            });
        });
    }
}
