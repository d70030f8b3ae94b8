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
            return new Stacked(on.kernels(), wr, features, binding.packedRow(wr, plainBias, 0, GATES));
        }
        PackedMatrix w = on.pack("kernel", features, units, GATES);
        PackedMatrix r = on.pack("recurrent_kernel", units, units, GATES);
        return new Cell(on.kernels(), w, r, binding.packedRow(r, plainBias, 0, GATES));
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
            return bias;
        }

        @Override
        public int firstColumn() {
            return wr.firstColumn();
        }

        @Override
        public void stackedStep(CellStep step) {
            kernels.lstmStep(wr, recurrentActivation, activation, step);
        }
    }

    @Override
    public CellPass pass(CellPass.Layout layout) {
        return new Pass(layout);
    }

    /** One step forward and back, in Keras's order of gates. */
    private final class Pass extends CellPass {

        private final Gate i;
        private final Gate f;
        private final Gate g;
        private final Gate o;

        /** φ(c). */
        private final Gate t;

        private final float[] z;
        private final float[] dz;

        Pass(Layout layout) {
            super(layout, 2);
            i = layout.gate(recurrentActivation);
            f = layout.gate(recurrentActivation);
            g = layout.gate(activation);
            o = layout.gate(recurrentActivation);
            t = layout.gate(activation);
            z = layout.call().scratch(samples * columns);
            dz = layout.scratch();
        }

        /** z = x · W + b + h · R; i, f, o = σ(z); g = φ(z); c' = f ∘ c + i ∘ g; h' = o ∘ φ(c'). */
        @Override
        void forward(int s) {
            recurrent(s, layout.z(), layout.row(s) * columns, columns, z);
            i.open(s, z, 0, columns);
            f.open(s, z, units, columns);
            g.open(s, z, 2 * units, columns);
            o.open(s, z, 3 * units, columns);
            float[] c = states[1][s + 1];
            times(f.at(s), states[1][s], c, n);
            addTimes(i.at(s), g.at(s), c, n);
            times(o.at(s), t.open(s, c, 0, units), states[0][s + 1], n);
        }

        /**
         * do = dh' ∘ φ(c'); dc' += dh' ∘ o ∘ φ'(c'); di = dc' ∘ g; df = dc' ∘ c; dg = dc' ∘ i; dc = dc' ∘ f; each times its gate's
         * derivative is dz; dh = dz · Rᵀ.
         */
        @Override
        void backward(int s) {
            float[] dh = d[0];
            float[] dc = d[1];
            gate(3, o, dh, t.at(s), dz, s);
            times(dh, o.at(s), dz, n);
            t.derive(s, dz);
            add(dz, dc, n);
            gate(0, i, dc, g.at(s), dz, s);
            gate(1, f, dc, states[1][s], dz, s);
            gate(2, g, dc, i.at(s), dz, s);
            times(dc, f.at(s), dc, n);
            Arrays.fill(dh, 0, n, 0);
            back(s, dh);
        }
    }
}
