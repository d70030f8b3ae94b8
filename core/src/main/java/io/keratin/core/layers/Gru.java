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
        float[] inputBias = binding.packedRow(w, bias, 0, GATES);
        if (resetAfter) {
            PackedMatrix r = on.pack("recurrent_kernel", units, units, GATES);
            float[] recurrentBias = useBias ? binding.packedRow(r, bias, 3 * units, GATES) : null;
            return new ResetAfter(binding, on.kernels(), w, r, inputBias, recurrentBias);
        }
        PackedMatrix gates = on.pack("recurrent_kernel", units, units, 0, 1);
        PackedMatrix candidate = on.pack("recurrent_kernel", units, units, 2);
        return new ResetBefore(on.kernels(), w, gates, candidate, inputBias);
    }

    private final class ResetAfter extends PackedCell {

        private final Binding binding;

        /** Of the whole cell in packed order. */
        private final float @Nullable [] recurrentBias;

        ResetAfter(
                Binding binding,
                Kernels kernels,
                PackedMatrix w,
                PackedMatrix r,
                float[] bias,
                float @Nullable [] recurrentBias) {
            super(kernels, w, r, bias);
            this.binding = binding;
            this.recurrentBias = recurrentBias;
        }

        @Override
        ResetAfter part(PackedMatrix partOfW, PackedMatrix partOfR) {
            int from = partOfR.firstColumn();
            int n = partOfR.columns();
            float[] whole = recurrentBias;
            float[] partOfBias =
                    whole == null ? null : binding.derived(n, part -> System.arraycopy(whole, from, part, 0, n));
            return new ResetAfter(binding, kernels, partOfW, partOfR, bias, partOfBias);
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

    /** The candidate's columns are multiplied with another operand if the reset gate comes before the product. */
    @Override
    public int[] groups() {
        return resetAfter ? new int[] {3} : new int[] {2, 1};
    }

    @Override
    public boolean recurrentBias() {
        return resetAfter && useBias;
    }

    @Override
    public boolean ownRecurrentGradients() {
        return resetAfter;
    }

    @Override
    public CellPass pass(CellPass.Layout layout) {
        return resetAfter ? new PassAfter(layout) : new PassBefore(layout);
    }

    /** What both kinds share: h' = z ∘ h + (1 - z) ∘ g. */
    private abstract class Pass extends CellPass {

        final Gate z;
        final Gate r;
        final Gate g;
        final float[] da;
        final float[] dh;

        Pass(Layout layout) {
            super(layout, 1);
            z = layout.gate(recurrentActivation);
            r = layout.gate(recurrentActivation);
            g = layout.gate(activation);
            da = layout.scratch();
            dh = layout.scratch();
        }

        final void blend(int s) {
            blend(z.at(s), states[0][s], g.at(s), states[0][s + 1]);
        }

        private void blend(float[] keep, float[] h, float[] candidate, float[] next) {
            for (int i = 0; i < n; i++) {
                next[i] = keep[i] * h[i] + (1 - keep[i]) * candidate[i];
            }
        }

        /** dz = dh' ∘ (h - g); da = dh' ∘ (1 - z) ∘ φ'; dh = dh' ∘ z. */
        final void unblend(int s) {
            difference(states[0][s], g.at(s), da);
            times(da, d[0], da, n);
            z.derive(s, da);
            put(da, 0, s, layout.z());
            rest(z.at(s), d[0], da);
            g.derive(s, da);
            put(da, 2, s, layout.z());
            times(d[0], z.at(s), dh, n);
        }

        private void difference(float[] x, float[] y, float[] to) {
            for (int i = 0; i < n; i++) {
                to[i] = x[i] - y[i];
            }
        }

        private void rest(float[] keep, float[] x, float[] to) {
            for (int i = 0; i < n; i++) {
                to[i] = (1 - keep[i]) * x[i];
            }
        }

        final void pass() {
            System.arraycopy(dh, 0, d[0], 0, n);
        }
    }

    private final class PassAfter extends Pass {

        /** The candidate's recurrent product at each step. */
        private final float[][] q;

        private final float[] zr;
        private final float[] start;

        PassAfter(Layout layout) {
            super(layout);
            q = layout.states();
            zr = layout.call().scratch(samples * columns);
            start = layout.call().scratch(samples * columns);
        }

        /** zr = h · R + b'; z, r = σ(zx + zr); g = φ(zx + r ∘ zr); h' = z ∘ h + (1 - z) ∘ g. */
        @Override
        void forward(int s) {
            recurrent(s, layout.recurrentBias(), layout.biasOffset(), 0, zr);
            for (int row = 0; row < samples; row++) {
                System.arraycopy(zr, row * columns + 2 * units, q[s], row * units, units);
            }
            System.arraycopy(layout.z(), layout.row(s) * columns, start, 0, samples * columns);
            add(start, zr, samples * columns);
            z.open(s, zr, 0, columns);
            r.open(s, zr, units, columns);
            for (int row = 0; row < samples; row++) {
                System.arraycopy(start, row * columns + 2 * units, zr, row * units, units);
            }
            addTimes(r.at(s), q[s], zr, n);
            g.open(s, zr, 0, units);
            blend(s);
        }

        /** dr = da ∘ q; dq = da ∘ r; dh += [dz, dr, dq] · Rᵀ. */
        @Override
        void backward(int s) {
            unblend(s);
            times(da, r.at(s), d[0], n);
            put(d[0], 2, s, layout.dr());
            times(da, q[s], d[0], n);
            r.derive(s, d[0]);
            put(d[0], 1, s, layout.z());
            put(d[0], 1, s, layout.dr());
            int from = layout.row(s) * columns;
            for (int row = from; row < from + samples * columns; row += columns) {
                System.arraycopy(layout.z(), row, layout.dr(), row, units);
            }
            back(s, dh);
            pass();
        }
    }

    private final class PassBefore extends Pass {

        private final float[] zr;
        private final float[] rh;

        PassBefore(Layout layout) {
            super(layout);
            zr = layout.call().scratch(samples * columns);
            rh = layout.scratch();
        }

        /** z, r = σ(zx + h · R); g = φ(zx + (r ∘ h) · R); h' = z ∘ h + (1 - z) ∘ g. */
        @Override
        void forward(int s) {
            int at = layout.row(s) * columns;
            for (int k = 0; k < last(); k++) {
                recurrent(layout.groups()[k], states[0][s], layout.z(), at, columns, zr);
            }
            z.open(s, zr, 0, columns);
            r.open(s, zr, units, columns);
            times(r.at(s), states[0][s], rh, n);
            recurrent(layout.groups()[last()], rh, layout.z(), at, columns, zr);
            g.open(s, zr, 2 * units, columns);
            blend(s);
        }

        /** The candidate's group. */
        private int last() {
            return layout.groups().length - 1;
        }

        /** d(r ∘ h) = da · Rᵀ; dr = d(r ∘ h) ∘ h; dh += d(r ∘ h) ∘ r + [dz, dr] · Rᵀ. */
        @Override
        void backward(int s) {
            unblend(s);
            times(r.at(s), states[0][s], rh, n);
            Arrays.fill(da, 0, n, 0);
            back(last(), s, rh, da);
            addTimes(da, r.at(s), dh, n);
            times(da, states[0][s], da, n);
            r.derive(s, da);
            put(da, 1, s, layout.z());
            for (int k = 0; k < last(); k++) {
                back(k, s, states[0][s], dh);
            }
            pass();
        }
    }
}
