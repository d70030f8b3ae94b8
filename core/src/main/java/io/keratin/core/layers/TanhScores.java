package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.kernels.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Scores Σ factor · tanh(stretch · (q + k)) over the features, and back: with u = ds · factor · (1 - tanh²), dq and dk += stretch · u,
 * dStretch += Σ u · (q + k), dFactor += ds · tanh. There is one head.
 */
final class TanhScores implements WeightedSum.Scores {

    /**
     * A number, or one for each feature, that may change from pass to pass.
     *
     * @param gradient null if it is not trained
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Weight(float[] values, float @Nullable [] gradient) {

        /** The number 1. */
        static final Weight ONE = new Weight(new float[] {1}, null);

        /** A weight of a layer, 1 where it is absent. */
        static Weight of(Binding binding, String key, boolean present) {
            return present ? new Weight(binding.weight(key), binding.gradient(key)) : ONE;
        }
    }

    private static final double[] NONE = {};

    private final Kernels kernels;
    private final WeightedSum.Size size;
    private final ListAttention.Compared compared;
    private final Weight stretch;
    private final Weight factors;
    private final float[][] rows;

    /** What each group adds to the gradients of the factors and, behind them, of the stretch. */
    private final double[][] sums;

    TanhScores(
            Call call,
            Kernels kernels,
            WeightedSum sum,
            WeightedSum.Size size,
            ListAttention.Compared compared,
            Weight stretch,
            Weight factors) {
        this.kernels = kernels;
        this.size = size;
        this.compared = compared;
        this.stretch = stretch;
        this.factors = factors;
        rows = new float[sum.members()][];
        Arrays.setAll(rows, i -> call.scratch(size.keys() * size.keyDim()));
        boolean learns = factors.gradient != null || stretch.gradient != null;
        sums = new double[learns && call.training() ? size.groups() : 0][factors.values.length + 1];
    }

    /** What tanh gives for a query and all keys of its group. */
    private float[] row(int member, int group, int t) {
        int n = size.keyDim();
        float[] row = rows[member];
        int keys = group * size.keys() * n;
        int query = (group * size.queries() + t) * n;
        for (int s = 0; s < size.keys(); s++) {
            for (int i = 0; i < n; i++) {
                row[s * n + i] = stretch.values[0] * (compared.q()[query + i] + compared.k()[keys + s * n + i]);
            }
        }
        kernels.activate(Activations.TANH, row, 0, size.keys(), n, n);
        return row;
    }

    @Override
    public void write(int member, int group, int head, float[] to, int at) {
        int n = size.keyDim();
        for (int t = 0; t < size.queries(); t++) {
            float[] row = row(member, group, t);
            for (int s = 0; s < size.keys(); s++) {
                float score = 0;
                for (int i = 0; i < n; i++) {
                    score += factors.values[factors.values.length == 1 ? 0 : i] * row[s * n + i];
                }
                to[at + t * size.keys() + s] = score;
            }
        }
    }

    @Override
    public void back(int member, int group, int head, float[] d) {
        int n = size.keyDim();
        double[] sum = sums.length == 0 ? NONE : sums[group];
        Arrays.fill(sum, 0);
        for (int t = 0; t < size.queries(); t++) {
            float[] row = row(member, group, t);
            int query = (group * size.queries() + t) * n;
            for (int s = 0; s < size.keys(); s++) {
                float ds = d[t * size.keys() + s];
                int key = (group * size.keys() + s) * n;
                for (int i = 0; i < n; i++) {
                    int f = factors.values.length == 1 ? 0 : i;
                    float y = row[s * n + i];
                    float u = ds * factors.values[f] * (1 - y * y);
                    if (sum.length > 0) {
                        sum[f] += ds * y;
                        sum[sum.length - 1] += u * (compared.q()[query + i] + compared.k()[key + i]);
                    }
                    add(compared.dq(), query + i, stretch.values[0] * u);
                    add(compared.dk(), key + i, stretch.values[0] * u);
                }
            }
        }
    }

    private static void add(float @Nullable [] to, int at, float value) {
        if (to != null) {
            to[at] += value;
        }
    }

    @Override
    public void finish() {
        for (double[] sum : sums) {
            for (int i = 0; i < sum.length - 1; i++) {
                add(factors.gradient, i, (float) sum[i]);
            }
            add(stretch.gradient, 0, (float) sum[sum.length - 1]);
        }
    }
}
