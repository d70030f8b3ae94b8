package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import java.util.List;

/**
 * The fully connected recurrent layer: h' = φ(x·W + h·R + b).
 *
 * <p>(B, T, X) to (B, T, H) or (B, H). Weights: kernel (X, H), recurrent_kernel (H, H), bias (H).
 *
 * @param units size of the state, H
 * @param activation φ
 * @param useBias whether there is a bias
 * @param rnn what all recurrent layers have in common
 * @param training options that matter only in training
 */
public record SimpleRnn(int units, Activation activation, boolean useBias, RnnOptions rnn, TrainingOptions training)
        implements RecurrentSpec {

    /** Checks the options. */
    public SimpleRnn {
        Checks.positive("SimpleRNN", "units", units);
        Checks.keepsRowLength("SimpleRNN", activation);
    }

    /** A SimpleRNN with Keras's defaults. */
    public SimpleRnn(int units) {
        this(units, Activations.TANH, true, RnnOptions.DEFAULTS, TrainingOptions.NONE);
    }

    static SimpleRnn fromConfig(Config config, LayerRegistry registry) {
        SimpleRnn defaults = new SimpleRnn(config.positiveInt("units"));
        return new SimpleRnn(
                defaults.units,
                Checks.recurrent(config, "activation", defaults.activation),
                config.flag("use_bias", defaults.useBias),
                RnnOptions.read(config),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "SimpleRNN";
    }

    @Override
    public int stateCount() {
        return 1;
    }

    @Override
    public SimpleRnn withRnn(RnnOptions options) {
        return new SimpleRnn(units, activation, useBias, options, training);
    }

    @Override
    public List<WeightSpec> cellWeights(int features) {
        Initializer initializer = Initializers.of(training, "bias_initializer", Initializers.ZEROS);
        WeightSpec bias = useBias ? new WeightSpec("bias", Shape.of(units), initializer) : null;
        return RecurrentSpec.cellWeights(features, units, 1, training, bias);
    }

    @Override
    public Value.Fields config() {
        return training.addTo(
                rnn.addTo(Value.fields("units", units, "activation", activation.serialized(), "use_bias", useBias)));
    }

    @Override
    public RecurrentCell bindCell(Binding binding) {
        Kernels kernels = RecurrentSpec.kernelsFor(binding, activation);
        PackedMatrix w =
                kernels.pack(binding.weight("cell/kernel"), binding.input().last(), units, 0);
        PackedMatrix r = kernels.pack(binding.weight("cell/recurrent_kernel"), units, units, 0);
        float[] bias = binding.weightOrZeros("cell/bias", useBias, units);
        return new RecurrentCell() {
            @Override
            public int columns() {
                return units;
            }

            @Override
            public int[] work(int m) {
                return new int[] {Kernels.WORK, m * units};
            }

            @Override
            public void project(
                    int m, float[] x, int xOffset, int ldx, float[] zx, int zxOffset, int ldzx, float[] work) {
                kernels.gemm(m, x, xOffset, ldx, w, bias, 0, 0, zx, zxOffset, ldzx, work);
            }

            @Override
            public void step(int m, float[] zx, int zxOffset, int ldzx, float[][] states, float[][] work) {
                kernels.gemm(m, states[0], 0, units, r, zx, zxOffset, ldzx, work[1], 0, units, work[0]);
                kernels.activate(activation, work[1], 0, m, units, units);
                System.arraycopy(work[1], 0, states[0], 0, m * units);
            }
        };
    }
}
