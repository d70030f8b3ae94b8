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
        implements RecurrentLayer {

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
        return RecurrentLayer.cellWeights(features, units, 1, training, bias);
    }

    @Override
    public Value.Fields config() {
        return training.addTo(
                rnn.addTo(Value.fields("units", units, "activation", activation.serialized(), "use_bias", useBias)));
    }

    @Override
    public RecurrentCell bindCell(Binding binding) {
        Binding on = RecurrentLayer.bindingFor(binding, activation);
        PackedMatrix w = on.pack("kernel", binding.input().last(), units, 0);
        PackedMatrix r = on.pack("recurrent_kernel", units, units, 0);
        return new Cell(on.kernels(), w, r, binding.weightOrZeros("bias", useBias, units));
    }

    private final class Cell extends PackedCell {

        Cell(Kernels kernels, PackedMatrix w, PackedMatrix r, float[] bias) {
            super(kernels, w, r, bias);
        }

        @Override
        Cell part(PackedMatrix partOfW, PackedMatrix partOfR) {
            return new Cell(kernels, partOfW, partOfR, bias);
        }

        /** A part's columns are an elementwise activation's only: one that needs whole rows runs on kernels that cut nothing. */
        @Override
        public void step(CellStep s) {
            int to = s.hUnit;
            kernels.gemm(s.rows, s.h, 0, s.ldh, r, s.zx, s.zxOffset, s.ldzx, s.next, to, s.ldh, s.work[0]);
            kernels.activate(activation, s.next, to, s.rows, r.units(), s.ldh);
        }
    }

    @Override
    public CellPass pass(CellPass.Layout layout) {
        return new Pass(layout);
    }

    private final class Pass extends CellPass {

        private final Gate y;
        private final float[] z;

        Pass(Layout layout) {
            super(layout, 1);
            y = layout.gate(activation);
            z = layout.scratch();
        }

        /** h' = φ(x · W + b + h · R). */
        @Override
        void forward(int s) {
            recurrent(s, layout.z(), layout.row(s) * columns, columns, z);
            System.arraycopy(y.open(s, z, 0, columns), 0, states[0][s + 1], 0, n);
        }

        /** dz = dh' ∘ φ'; dh = dz · Rᵀ. */
        @Override
        void backward(int s) {
            float[] dh = d[0];
            y.derive(s, dh);
            put(dh, 0, s, layout.z());
            Arrays.fill(dh, 0, n, 0);
            back(s, dh);
        }
    }
}
