package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.kernels.CellStep;
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
        implements RecurrentLayer {

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
        return RecurrentLayer.cellWeights(features, units, 3, training, bias);
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
        Binding on = RecurrentLayer.bindingFor(binding, activation, recurrentActivation);
        PackedMatrix w = on.pack("kernel", binding.input().last(), units, GATES);
        float[] bias = binding.weightOrZeros("bias", useBias, (resetAfter ? 6 : 3) * units);
        float[] inputBias = w.packRow(bias, GATES);
        if (resetAfter) {
            PackedMatrix r = on.pack("recurrent_kernel", units, units, GATES);
            float[] recurrentBias = useBias ? r.packRow(Arrays.copyOfRange(bias, 3 * units, 6 * units), GATES) : null;
            return new ResetAfter(on.kernels(), w, r, inputBias, recurrentBias);
        }
        PackedMatrix gates = on.pack("recurrent_kernel", units, units, 0, 1);
        PackedMatrix candidate = on.pack("recurrent_kernel", units, units, 2);
        return new ResetBefore(on.kernels(), w, gates, candidate, inputBias);
    }

    private final class ResetAfter extends PackedCell {

        /** Of the whole cell in packed order. */
        private final float @Nullable [] recurrentBias;

        ResetAfter(Kernels kernels, PackedMatrix w, PackedMatrix r, float[] bias, float @Nullable [] recurrentBias) {
            super(kernels, w, r, bias);
            this.recurrentBias = recurrentBias;
        }

        @Override
        ResetAfter part(PackedMatrix partOfW, PackedMatrix partOfR) {
            int from = partOfR.firstColumn();
            float[] partOfBias =
                    recurrentBias == null ? null : Arrays.copyOfRange(recurrentBias, from, from + partOfR.columns());
            return new ResetAfter(kernels, partOfW, partOfR, bias, partOfBias);
        }

        @Override
        public void step(CellStep step) {
            kernels.gruStep(r, recurrentBias, recurrentActivation, activation, step);
        }
    }

    /** Never cut, like its two-gate matrix: the candidate needs the reset state of all units. */
    private final class ResetBefore extends PackedCell {

        private final PackedMatrix candidate;

        ResetBefore(Kernels kernels, PackedMatrix w, PackedMatrix gates, PackedMatrix candidate, float[] bias) {
            super(kernels, w, gates, bias);
            this.candidate = candidate;
        }

        @Override
        ResetBefore part(PackedMatrix partOfW, PackedMatrix partOfR) {
            return this;
        }

        @Override
        public void step(CellStep step) {
            kernels.gruResetBeforeStep(r, candidate, recurrentActivation, activation, step);
        }
    }
}
