package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.kernels.CellStep;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997), as Keras computes it:
 *
 * <pre>
 * i = σ(x·Wi + h·Ri + bi)    f = σ(x·Wf + h·Rf + bf)    o = σ(x·Wo + h·Ro + bo)
 * c' = f ∘ c + i ∘ φ(x·Wc + h·Rc + bc)                   h' = o ∘ φ(c')
 * </pre>
 *
 * <p>(B, T, X) to (B, T, H) or (B, H). Weights: kernel (X, 4H), recurrent_kernel (H, 4H), bias (4H), gates in the order
 * i, f, c, o.
 *
 * @param units size of the state, H
 * @param activation φ
 * @param recurrentActivation σ
 * @param useBias whether there is a bias
 * @param rnn what all recurrent layers have in common
 * @param training options that matter only in training
 */
public record Lstm(
        int units,
        Activation activation,
        Activation recurrentActivation,
        boolean useBias,
        RnnOptions rnn,
        TrainingOptions training)
        implements RecurrentLayer {

    /** Keras's order i, f, c, o seen from ours: the three gates that share an activation first. */
    static final int[] GATES = {0, 1, 3, 2};

    /** Checks the options. */
    public Lstm {
        Checks.units("LSTM", units, 4);
        Checks.keepsRowLength("LSTM", activation);
        Checks.keepsRowLength("LSTM", recurrentActivation);
    }

    /** An LSTM with Keras's defaults. */
    public Lstm(int units) {
        this(units, Activations.TANH, Activations.SIGMOID, true, RnnOptions.DEFAULTS, TrainingOptions.NONE);
    }

    static Lstm fromConfig(Config config, LayerRegistry registry) {
        Lstm defaults = new Lstm(config.positiveInt("units"));
        return new Lstm(
                defaults.units,
                Checks.recurrent(config, "activation", defaults.activation),
                Checks.recurrent(config, "recurrent_activation", defaults.recurrentActivation),
                config.flag("use_bias", defaults.useBias),
                RnnOptions.read(config),
                TrainingOptions.read(config, TRAINING_OPTIONS));
    }

    @Override
    public String className() {
        return "LSTM";
    }

    @Override
    public int stateCount() {
        return 2;
    }

    @Override
    public Lstm withRnn(RnnOptions options) {
        return new Lstm(units, activation, recurrentActivation, useBias, options, training);
    }

    @Override
    public List<WeightSpec> cellWeights(int features) {
        WeightSpec bias = useBias
                ? new WeightSpec("bias", Shape.of(4 * units), RecurrentLayer.forgetBias(training, units))
                : null;
        return RecurrentLayer.cellWeights(features, units, 4, training, bias);
    }

    @Override
    public Value.Fields config() {
        return training.addTo(rnn.addTo(Value.fields(
                "units",
                units,
                "activation",
                activation.serialized(),
                "recurrent_activation",
                recurrentActivation.serialized(),
                "use_bias",
                useBias)));
    }

    @Override
    public RecurrentCell bindCell(Binding binding) {
        Binding on = RecurrentLayer.bindingFor(binding, activation, recurrentActivation);
        int features = binding.input().last();
        float[] plainBias = binding.weightOrZeros("bias", useBias, 4 * units);
        if (on.stacks()) {
            PackedMatrix wr = on.packStacked("kernel", features, "recurrent_kernel", units, units, GATES);
            return new Stacked(on.kernels(), wr, features, wr.packRow(plainBias, GATES));
        }
        PackedMatrix w = on.pack("kernel", features, units, GATES);
        PackedMatrix r = on.pack("recurrent_kernel", units, units, GATES);
        return new Cell(on.kernels(), w, r, r.packRow(plainBias, GATES));
    }

    private class Cell extends PackedCell {

        Cell(Kernels kernels, PackedMatrix w, PackedMatrix r, float[] bias) {
            super(kernels, w, r, bias);
        }

        @Override
        Cell part(PackedMatrix partOfW, PackedMatrix partOfR) {
            return new Cell(kernels, partOfW, partOfR, bias);
        }

        @Override
        public void step(CellStep step) {
            kernels.lstmStep(r, recurrentActivation, activation, step);
        }
    }

    /** W and R are one matrix, W on top, since x · W and h · R are added before anything else. */
    private final class Stacked extends Cell {

        private final PackedMatrix wr;
        private final int features;

        Stacked(Kernels kernels, PackedMatrix wr, int features, float[] bias) {
            super(kernels, wr.rowRange(0, features), wr.rowRange(features, wr.rows()), bias);
            this.wr = wr;
            this.features = features;
        }

        @Override
        public List<RecurrentCell> parts(int most) {
            List<RecurrentCell> parts = new ArrayList<>();
            wr.parts(most).forEach(part -> parts.add(new Stacked(kernels, part, features, bias)));
            return parts;
        }

        @Override
        public float[] stackedBias() {
            int from = wr.firstColumn();
            return wr.columns() == bias.length ? bias : Arrays.copyOfRange(bias, from, from + wr.columns());
        }

        @Override
        public void stackedStep(CellStep step) {
            kernels.lstmStep(wr, recurrentActivation, activation, step);
        }
    }
}
