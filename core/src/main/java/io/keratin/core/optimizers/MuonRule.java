package io.keratin.core.optimizers;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@link Muon}'s steps, with buffers for the largest matrix. */
final class MuonRule implements Rule {

    private final Muon muon;
    private final Set<float[]> adams = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The matrix with no more rows than columns, and another of its size. */
    private final float[] x;

    private final float[] next;

    /** x xᵀ, and what the iteration multiplies x with. */
    private final float[] square;

    private final float[] factor;

    MuonRule(Muon muon, List<Variable> variables, List<Variable> left) {
        this.muon = muon;
        int size = 0;
        int side = 0;
        for (Variable v : variables) {
            if (left.stream().anyMatch(l -> l.value() == v.value())) {
                adams.add(v.value());
            } else {
                size = Math.max(size, v.value().length);
                side = Math.max(side, Math.min(v.shape().dim(0), v.shape().dim(1)));
            }
        }
        x = new float[size];
        next = new float[size];
        square = new float[side * side];
        factor = new float[side * side];
    }

    private boolean isAdams(Variable v) {
        return adams.contains(v.value());
    }

    @Override
    public List<List<SlotSpec>> slots(Variable v) {
        SlotSpec momentum = SlotSpec.zeros("momentum", v);
        return List.of(isAdams(v) ? List.of(momentum, SlotSpec.zeros("velocity", v)) : List.of(momentum));
    }

    @Override
    public @Nullable Double weightDecay(Variable variable, @Nullable Double given) {
        return isAdams(variable) ? muon.adamWeightDecay() : given;
    }

    @Override
    public String decayName(Variable variable) {
        return variable.name();
    }

    @Override
    public void update(Variable variable, float[] g, float[][] slots, Step step) {
        float[] m = slots[0];
        if (isAdams(variable)) {
            float rate = Optimizers.adamRate(
                    step.rate * (float) muon.adamLrRatio(), step.number, muon.adamBeta1(), muon.adamBeta2());
            float rest1 = (float) (1 - muon.adamBeta1());
            float rest2 = (float) (1 - muon.adamBeta2());
            Optimizers.adam(variable.value(), g, step.squares, m, slots[1], rate, rest1, rest2, (float) muon.epsilon());
            return;
        }
        float off = (float) (muon.momentum() - 1);
        float keep = (float) muon.momentum();
        for (int i = 0; i < m.length; i++) {
            m[i] += g[i] + m[i] * off;
        }
        for (int i = 0; i < m.length; i++) {
            g[i] = muon.nesterov() ? g[i] + keep * m[i] : m[i];
        }
        int rows = variable.shape().dim(0);
        int columns = variable.shape().dim(1);
        orthogonalize(g, rows, columns);
        float scale = muon.rmsRate() == null ? 1 : (float) Math.sqrt(Math.max(rows, columns));
        float rms = muon.rmsRate() == null ? 1 : muon.rmsRate().floatValue();
        float[] w = variable.value();
        for (int i = 0; i < w.length; i++) {
            w[i] -= step.rate * g[i] * scale * rms;
        }
    }

    /** Moves the singular values of g (rows, columns) towards 1: x = a x + (b A + c A²) x with A = x xᵀ. */
    private void orthogonalize(float[] g, int rows, int columns) {
        boolean turned = rows > columns;
        int n = Math.min(rows, columns);
        int k = Math.max(rows, columns);
        float norm = (float) Math.sqrt(RuleState.squares(g)) + 1e-7f;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                x[i * k + j] = (turned ? g[j * n + i] : g[i * k + j]) / norm;
            }
        }
        float a = (float) muon.a();
        float b = (float) muon.b();
        float c = (float) muon.c();
        for (int round = 0; round < muon.nsSteps(); round++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    float dot = 0;
                    for (int l = 0; l < k; l++) {
                        dot += x[i * k + l] * x[j * k + l];
                    }
                    square[i * n + j] = dot;
                    square[j * n + i] = dot;
                }
            }
            multiply(square, square, factor, n, n, c);
            for (int i = 0; i < n * n; i++) {
                factor[i] += b * square[i];
            }
            multiply(factor, x, next, n, k, 1);
            for (int i = 0; i < n * k; i++) {
                x[i] = a * x[i] + next[i];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < k; j++) {
                g[turned ? j * n + i : i * k + j] = x[i * k + j];
            }
        }
    }

    /** out (n, k) = scale · p (n, n) · q (n, k), row-major. */
    private static void multiply(float[] p, float[] q, float[] out, int n, int k, float scale) {
        for (int i = 0; i < n; i++) {
            int to = i * k;
            for (int j = 0; j < k; j++) {
                out[to + j] = 0;
            }
            for (int l = 0; l < n; l++) {
                float f = scale * p[i * n + l];
                int from = l * k;
                for (int j = 0; j < k; j++) {
                    out[to + j] += f * q[from + j];
                }
            }
        }
    }
}
