package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.kernels.CellStep;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Lstm} whose gates see the cell state too, each unit its own (Gers and Schmidhuber 2000, Recurrent nets that time and count),
 * as {@code PeepholeLSTMCell} of TensorFlow Addons 0.23 and of {@code tf.keras.experimental} computes it:
 *
 * <pre>
 * i = σ(x·Wi + h·Ri + pi ∘ c + bi)     f = σ(x·Wf + h·Rf + pf ∘ c + bf)
 * c' = f ∘ c + i ∘ φ(x·Wc + h·Rc + bc)
 * o = σ(x·Wo + h·Ro + po ∘ c' + bo)    h' = o ∘ φ(c')
 * </pre>
 *
 * <p>(B, T, X) to (B, T, H) or (B, H). Its {@link RnnCell} is what files hold, run by {@link Rnn}. Weights: those of the LSTM, then pi,
 * pf and po, (H) each.
 *
 * @param lstm the LSTM without what its gates see of the cell state
 */
public record PeepholeLstm(Lstm lstm) implements RecurrentLayer {

    private static final int GATES = Lstm.GATES.length;

    /** Names of pi, pf and po. */
    private static final String INPUT = "input_gate_peephole_weights";

    private static final String FORGET = "forget_gate_peephole_weights";
    private static final String OUTPUT = "output_gate_peephole_weights";

    static PeepholeLstm fromConfig(Config config, LayerRegistry registry) {
        return new PeepholeLstm(Lstm.fromConfig(config, registry));
    }

    @Override
    public String className() {
        return "PeepholeLSTM";
    }

    @Override
    public int units() {
        return lstm.units();
    }

    @Override
    public int stateCount() {
        return lstm.stateCount();
    }

    @Override
    public RnnOptions rnn() {
        return lstm.rnn();
    }

    @Override
    public PeepholeLstm withRnn(RnnOptions options) {
        return new PeepholeLstm(lstm.withRnn(options));
    }

    @Override
    public TrainingOptions training() {
        return lstm.training();
    }

    @Override
    public Value.Fields config() {
        return lstm.config();
    }

    /** What looks through the peepholes begins as the kernel does. */
    @Override
    public List<WeightSpec> cellWeights(int features) {
        Initializer initializer = Initializers.of(training(), "kernel_initializer", Initializers.GLOROT_UNIFORM);
        List<WeightSpec> all = new ArrayList<>(lstm.cellWeights(features));
        for (String name : List.of(INPUT, FORGET, OUTPUT)) {
            all.add(new WeightSpec(name, Shape.of(units()), initializer));
        }
        return all;
    }

    /** z += p ∘ c for one sample, whose values begin at these places. */
    private static void look(float[] p, float[] c, int from, float[] z, int at) {
        for (int u = 0; u < p.length; u++) {
            z[at + u] += p[u] * c[from + u];
        }
    }

    @Override
    public RecurrentCell bindCell(Binding binding) {
        return new Cell(binding);
    }

    /** One step in a prediction, with the gates in Keras's order i, f, c, o. */
    private final class Cell implements RecurrentCell {

        private final Activation sigma = lstm.recurrentActivation();
        private final Activation phi = lstm.activation();
        private final int n = lstm.units();
        private final Kernels kernels;
        private final PackedMatrix w;
        private final PackedMatrix r;
        private final float[] bias;
        private final float[] pi;
        private final float[] pf;
        private final float[] po;

        Cell(Binding binding) {
            kernels = binding.kernels();
            w = binding.pack("kernel", binding.input().last(), GATES * n, 0);
            r = binding.pack("recurrent_kernel", n, GATES * n, 0);
            bias = binding.weightOrZeros("bias", lstm.useBias(), GATES * n);
            pi = binding.weight(INPUT);
            pf = binding.weight(FORGET);
            po = binding.weight(OUTPUT);
        }

        @Override
        public int units() {
            return n;
        }

        @Override
        public int firstUnit() {
            return 0;
        }

        @Override
        public int columns() {
            return GATES * n;
        }

        /** For products, z (m, 4H) and φ(c') (H). */
        @Override
        public int[] work(int m) {
            return new int[] {Kernels.WORK, m * columns(), n};
        }

        @Override
        public void project(int m, float[] x, int xOffset, int ldx, float[] zx, int zxOffset, int ldzx, float[] work) {
            kernels.gemm(m, x, xOffset, ldx, w, bias, 0, 0, zx, zxOffset, ldzx, work);
        }

        @Override
        public void step(CellStep s) {
            float[] z = s.work[1];
            float[] t = s.work[2];
            kernels.gemm(s.rows, s.h, 0, s.ldh, r, s.zx, s.zxOffset, s.ldzx, z, 0, columns(), s.work[0]);
            for (int row = 0; row < s.rows; row++) {
                int i = row * columns();
                int f = i + n;
                int g = f + n;
                int o = g + n;
                int c = row * s.ldc;
                look(pi, s.c, c, z, i);
                look(pf, s.c, c, z, f);
                kernels.activate(sigma, z, i, 2, n, n);
                kernels.activate(phi, z, g, 1, n, n);
                for (int u = 0; u < n; u++) {
                    s.c[c + u] = z[f + u] * s.c[c + u] + z[i + u] * z[g + u];
                }
                look(po, s.c, c, z, o);
                kernels.activate(sigma, z, o, 1, n, n);
                System.arraycopy(s.c, c, t, 0, n);
                kernels.activate(phi, t, 0, 1, n, n);
                for (int u = 0; u < n; u++) {
                    s.next[row * s.ldh + u] = z[o + u] * t[u];
                }
            }
        }
    }

    @Override
    public CellPass pass(CellPass.Layout layout) {
        return new Pass(layout);
    }

    /** One step forward and back in training. */
    private final class Pass extends CellPass {

        private final Gate i;
        private final Gate f;
        private final Gate g;
        private final Gate o;

        /** φ(c'). */
        private final Gate t;

        private final float[] z;
        private final float[] dz;
        private final Peephole ofInput;
        private final Peephole ofForget;
        private final Peephole ofOutput;

        Pass(Layout layout) {
            super(layout, 2);
            Activation sigma = lstm.recurrentActivation();
            ofInput = new Peephole(INPUT, 0);
            i = layout.gate(sigma);
            ofForget = new Peephole(FORGET, 1);
            f = layout.gate(sigma);
            g = layout.gate(lstm.activation());
            ofOutput = new Peephole(OUTPUT, 3);
            o = layout.gate(sigma);
            t = layout.gate(lstm.activation());
            z = layout.call().scratch(samples * columns);
            dz = layout.scratch();
        }

        /** z = x · W + b + h · R; i, f = σ(z + p ∘ c); g = φ(z); c' = f ∘ c + i ∘ g; o = σ(z + po ∘ c'); h' = o ∘ φ(c'). */
        @Override
        void forward(int s) {
            float[] c = states[1][s];
            float[] next = states[1][s + 1];
            recurrent(s, layout.z(), layout.row(s) * columns, columns, z);
            ofInput.look(c);
            ofForget.look(c);
            times(f.open(s, z, units, columns), c, next, n);
            addTimes(i.open(s, z, 0, columns), g.open(s, z, 2 * units, columns), next, n);
            ofOutput.look(next);
            times(o.open(s, z, 3 * units, columns), t.open(s, next, 0, units), states[0][s + 1], n);
        }

        /**
         * do = dh' ∘ φ(c'); dc' += dh' ∘ o ∘ φ'(c') + dzo ∘ po; di = dc' ∘ g; df = dc' ∘ c; dg = dc' ∘ i; each times its gate's
         * derivative is dz; dc = dc' ∘ f + dzi ∘ pi + dzf ∘ pf; dh = dz · Rᵀ.
         */
        @Override
        void backward(int s) {
            float[] dh = d[0];
            float[] dc = d[1];
            gate(3, o, dh, t.at(s), dz, s);
            ofOutput.back(s, dc);
            times(dh, o.at(s), dz, n);
            t.derive(s, dz);
            add(dz, dc, n);
            gate(0, i, dc, g.at(s), dz, s);
            gate(1, f, dc, states[1][s], dz, s);
            gate(2, g, dc, i.at(s), dz, s);
            times(dc, f.at(s), dc, n);
            ofInput.back(s, dc);
            ofForget.back(s, dc);
            Arrays.fill(dh, 0, n, 0);
            back(s, dh);
        }

        /** dpi += Σ dzi ∘ c; dpf += Σ dzf ∘ c; dpo += Σ dzo ∘ c'. */
        @Override
        void learn(int s) {
            ofInput.learn(s, states[1][s]);
            ofForget.learn(s, states[1][s]);
            ofOutput.learn(s, states[1][s + 1]);
        }

        /** What a gate sees of the cell state. */
        private final class Peephole {

            private final float[] p;
            private final float @Nullable [] dp;
            private final int column;

            Peephole(String name, int gate) {
                p = layout.binding().weight(name);
                dp = layout.binding().gradient(name);
                column = gate * units;
            }

            /** z += p ∘ c. */
            void look(float[] c) {
                for (int row = 0; row < samples; row++) {
                    PeepholeLstm.look(p, c, row * units, z, row * columns + column);
                }
            }

            /** dc += dz ∘ p. */
            void back(int s, float[] dc) {
                for (int row = 0; row < samples; row++) {
                    int from = (layout.row(s) + row) * columns + column;
                    PeepholeLstm.look(p, layout.z(), from, dc, row * units);
                }
            }

            /** dp += Σ dz ∘ c. */
            void learn(int s, float[] c) {
                for (int row = 0; dp != null && row < samples; row++) {
                    int from = (layout.row(s) + row) * columns + column;
                    for (int u = 0; u < units; u++) {
                        dp[u] += layout.z()[from + u] * c[row * units + u];
                    }
                }
            }
        }
    }
}
