package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gated recurrent unit (Cho et al. 2014), with the reset gate after the matrix product or before it:
 *
 * <pre>
 * z = σ(x·Wz + h·Rz + bz)    r = σ(x·Wr + h·Rr + br)
 * after:  g = φ(x·Wg + bg + r ∘ (h·Rg + sg))    before:  g = φ(x·Wg + (r ∘ h)·Rg + bg)
 * h' = z ∘ h + (1 - z) ∘ g
 * </pre>
 *
 * <p>(B, T, X) to (B, T, H) or (B, H). Weights: kernel (X, 3H), recurrent_kernel (H, 3H), gates in the order z, r, g;
 * bias (2, 3H), input row first, where the reset gate acts after the product, else (3H).
 *
 * @param units size of the state, H
 * @param activation φ
 * @param recurrentActivation σ
 * @param useBias whether there is a bias
 * @param resetAfter whether the reset gate acts after the matrix product
 * @param rnn what all recurrent layers have in common
 * @param training options that matter only in training
 */
public record Gru(
        int units,
        Activation activation,
        Activation recurrentActivation,
        boolean useBias,
        boolean resetAfter,
        RnnOptions rnn,
        TrainingOptions training)
        implements RecurrentSpec {

    private static final int[] GATES = {0, 1, 2};

    /** Checks the options. */
    public Gru {
        Checks.units("GRU", units, 6);
        Checks.keepsRowLength("GRU", activation);
        Checks.keepsRowLength("GRU", recurrentActivation);
    }

    /** A GRU with Keras's defaults. */
    public Gru(int units) {
        this(units, Activations.TANH, Activations.SIGMOID, true, true, RnnOptions.DEFAULTS, TrainingOptions.NONE);
    }

    static Gru fromConfig(Config config, LayerRegistry registry) {
        Gru defaults = new Gru(config.positiveInt("units"));
        return new Gru(
                defaults.units,
                Checks.recurrent(config, "activation", defaults.activation),
                Checks.recurrent(config, "recurrent_activation", defaults.recurrentActivation),
                config.flag("use_bias", defaults.useBias),
                config.flag("reset_after", defaults.resetAfter),
                RnnOptions.read(config),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "GRU";
    }

    @Override
    public int stateCount() {
        return 1;
    }

    @Override
    public Gru withRnn(RnnOptions options) {
        return new Gru(units, activation, recurrentActivation, useBias, resetAfter, options, training);
    }

    @Override
    public List<WeightSpec> cellWeights(int features) {
        Shape shape = resetAfter ? Shape.of(2, 3 * units) : Shape.of(3 * units);
        Initializer initializer = Initializers.of(training, "bias_initializer", Initializers.ZEROS);
        WeightSpec bias = useBias ? new WeightSpec("bias", shape, initializer) : null;
        return RecurrentSpec.cellWeights(features, units, 3, training, bias);
    }

    @Override
    public Value.Fields config() {
        return training.addTo(rnn.addTo(Value.fields(
                "units", units,
                "activation", activation.serialized(),
                "recurrent_activation", recurrentActivation.serialized(),
                "use_bias", useBias,
                "reset_after", resetAfter)));
    }

    @Override
    public RecurrentCell bindCell(Binding binding) {
        Kernels kernels = RecurrentSpec.kernelsFor(binding, activation, recurrentActivation);
        PackedMatrix w =
                kernels.pack(binding.weight("cell/kernel"), binding.input().last(), units, GATES);
        float[] recurrent = binding.weight("cell/recurrent_kernel");
        float[] bias = binding.weightOrZeros("cell/bias", useBias, 3 * units);
        float[] inputBias = w.packRow(bias, GATES);
        if (resetAfter) {
            PackedMatrix r = kernels.pack(recurrent, units, units, GATES);
            float[] recurrentBias = useBias ? r.packRow(Arrays.copyOfRange(bias, 3 * units, 6 * units), GATES) : null;
            return new ResetAfter(kernels, w, inputBias, r, recurrentBias);
        }
        return new ResetBefore(
                kernels,
                w,
                inputBias,
                kernels.pack(recurrent, units, units, 0, 1),
                kernels.pack(recurrent, units, units, 2));
    }

    private abstract static class Cell implements RecurrentCell {

        final Kernels kernels;
        final PackedMatrix w;
        final float[] inputBias;

        Cell(Kernels kernels, PackedMatrix w, float[] inputBias) {
            this.kernels = kernels;
            this.w = w;
            this.inputBias = inputBias;
        }

        @Override
        public int columns() {
            return w.columns();
        }

        @Override
        public void project(int m, float[] x, int xOffset, int ldx, float[] zx, int zxOffset, int ldzx, float[] work) {
            kernels.gemm(m, x, xOffset, ldx, w, inputBias, 0, 0, zx, zxOffset, ldzx, work);
        }
    }

    private final class ResetAfter extends Cell {

        private final PackedMatrix r;
        private final float @Nullable [] recurrentBias;

        ResetAfter(
                Kernels kernels, PackedMatrix w, float[] inputBias, PackedMatrix r, float @Nullable [] recurrentBias) {
            super(kernels, w, inputBias);
            this.r = r;
            this.recurrentBias = recurrentBias;
        }

        @Override
        public int[] work(int m) {
            return Kernels.stepWork(m, r);
        }

        @Override
        public void step(int m, float[] zx, int zxOffset, int ldzx, float[][] states, float[][] work) {
            kernels.gruStep(m, zx, zxOffset, ldzx, r, recurrentBias, recurrentActivation, activation, states[0], work);
        }
    }

    private final class ResetBefore extends Cell {

        private final PackedMatrix gates;
        private final PackedMatrix candidate;

        ResetBefore(Kernels kernels, PackedMatrix w, float[] inputBias, PackedMatrix gates, PackedMatrix candidate) {
            super(kernels, w, inputBias);
            this.gates = gates;
            this.candidate = candidate;
        }

        @Override
        public int[] work(int m) {
            return Kernels.stepWork(m, gates);
        }

        @Override
        public void step(int m, float[] zx, int zxOffset, int ldzx, float[][] states, float[][] work) {
            kernels.gruResetBeforeStep(
                    m, zx, zxOffset, ldzx, gates, candidate, recurrentActivation, activation, states[0], work);
        }
    }
}
