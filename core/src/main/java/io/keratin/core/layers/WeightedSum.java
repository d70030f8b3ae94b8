package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.threads.Team;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The heart of attention: softmax(scores) · v, for each group of queries and each head on its own. The members of a team take heads.
 *
 * <p>Queries are (groups, T, heads, K), values (groups, S, value heads, V), the result (groups, T, heads, V); several heads may share
 * a value head.
 */
final class WeightedSum {

    /** Multiply-adds that are worth a thread of their own. */
    private static final long MIN_SHARE = 100_000;

    /** What counts as not seen, as in {@code dot_product_attention} of Keras: exp gives 0, and rows of nothing else are uniform. */
    static final float UNSEEN = -0.7f * Float.MAX_VALUE;

    /** How many of everything there are. */
    record Size(int groups, int heads, int valueHeads, int queries, int keys, int keyDim, int valueDim) {}

    /** What masks do to scores. */
    enum Masking {
        /** Keys that are not seen weigh nothing; where none is, all weigh the same. */
        UNIFORM,
        /** Keys that are not seen weigh nothing, even where none is. */
        ZERO,
        /** Scores are lowered by 1e9, which leaves their differences where they are large enough. */
        LOWER
    }

    /** The scores (T, S) of a head. */
    interface Scores {
        /** Writes them: {@code to} modified from {@code at} on; {@code member} of the team does it. */
        void write(int member, int group, int head, float[] to, int at);

        /** From the gradients {@code d} of the scores, which it may overwrite, adds to those of what is compared. */
        void back(int member, int group, int head, float[] d);

        /** After all heads went back: adds what they found apart. */
        void finish();
    }

    /** Weights that are dropped in training: w · (u < rate ? 0 : 1 / (1 - rate)) with u drawn anew in every pass. */
    private record Dropout(Draws draws, float rate, float scale, boolean returned) {

        float factor(int i) {
            return draws.uniform(i) < rate ? 0 : scale;
        }
    }

    private final Kernels kernels;
    private final Size size;
    private final AttentionMasks masks;
    private final Masking masking;
    private final float @Nullable [] returned;
    private final float[][] scratch;
    private final float[][] work;
    private final PackedMatrix[] values;
    private final Team team;
    private final Team.Task task = this::share;
    private final Team.Task back = this::shareBack;
    private @Nullable Scores scores;
    private float[] v = {};
    private float[] out = {};

    /** In training: the weights of all heads, which stay until the way back. */
    private final float[] kept;

    private final @Nullable Dropout dropout;

    /** What each member needs for the way back: gradients of weights, weights turned, and matrices of values and results. */
    private final float[][] gradients;

    private final float[][] turned;
    private final PackedMatrix[] turnedValues;
    private final PackedMatrix[] results;
    private float[] dOut = {};
    private float @Nullable [] dv;
    private float @Nullable [] dReturned;

    /**
     * Lays it out.
     *
     * @param returned where all weights (groups, heads, T, S) are kept, or null if nobody wants them
     * @param rate how many weights are dropped in training
     * @param returnsDropped whether those that are returned are dropped too
     */
    WeightedSum(
            Call call,
            Kernels kernels,
            Size size,
            AttentionMasks masks,
            Masking masking,
            float @Nullable [] returned,
            double rate,
            boolean returnsDropped) {
        this.kernels = kernels;
        this.size = size;
        this.masks = masks;
        this.masking = masking;
        this.returned = returned;
        boolean training = call.training();
        int pairs = size.groups * size.heads;
        long all = (long) pairs * size.queries * size.keys * (size.keyDim + size.valueDim);
        team = pairs > 1 && all >= call.team().size() * MIN_SHARE ? call.team() : Team.SOLO;
        scratch = new float[team.size()][];
        work = new float[team.size()][];
        values = new PackedMatrix[team.size()];
        for (int i = 0; i < team.size(); i++) {
            scratch[i] = training || returned == null ? call.scratch(size.queries * size.keys) : returned;
            work[i] = call.scratch(Kernels.WORK);
            values[i] = kernels.matrix(size.keys, size.valueDim, 1);
        }
        kept = training ? call.kept(pairs * size.queries * size.keys) : new float[0];
        float scale = rate >= 1 ? 0 : (float) (1 / (1 - rate));
        dropout = training && rate > 0 ? new Dropout(call.draws(), (float) rate, scale, returnsDropped) : null;
        int ways = training ? team.size() : 0;
        gradients = new float[ways][];
        turned = new float[ways][];
        turnedValues = new PackedMatrix[ways];
        results = new PackedMatrix[ways];
        for (int i = 0; i < ways; i++) {
            gradients[i] = call.scratch(size.queries * size.keys);
            turned[i] = call.scratch(size.queries * size.keys);
            turnedValues[i] = kernels.matrix(size.valueDim, size.keys, 1);
            results[i] = kernels.matrix(size.queries, size.valueDim, 1);
        }
    }

    /** How many members take part. */
    int members() {
        return team.size();
    }

    /**
     * The scores scale · factor · q · kᵀ, with heads that lie as in values, and back: dq += scale · factor · ds · k, dk += scale · factor ·
     * dsᵀ · q, dFactor += Σ scale · q ∘ (ds · k). {@code work} of a member is free meanwhile.
     */
    final class DotProduct implements Scores {

        private final float[] q;
        private final float[] k;
        private final float scale;
        private final float[] factor;
        private final float @Nullable [] dq;
        private final float @Nullable [] dk;
        private final float @Nullable [] dFactor;
        private final int ldq = size.heads * size.keyDim;
        private final int ldk = size.valueHeads * size.keyDim;
        private final PackedMatrix[] keys = new PackedMatrix[team.size()];
        private final PackedMatrix[] keyRows = new PackedMatrix[gradients.length];
        private final PackedMatrix[] queryRows = new PackedMatrix[gradients.length];
        private final float[][] products = new float[gradients.length][];
        private final double[] sums = new double[size.groups * size.heads];

        /**
         * Of these queries and keys.
         *
         * @param factor a number that may change from pass to pass
         * @param dq null if nobody needs it, like the others
         */
        DotProduct(
                Call call,
                float[] q,
                float[] k,
                float scale,
                float[] factor,
                float @Nullable [] dq,
                float @Nullable [] dk,
                float @Nullable [] dFactor) {
            this.q = q;
            this.k = k;
            this.scale = scale;
            this.factor = factor;
            this.dq = dq;
            this.dk = dk;
            this.dFactor = dFactor;
            Arrays.setAll(keys, i -> kernels.matrix(size.keyDim, size.keys, 1));
            Arrays.setAll(keyRows, i -> kernels.matrix(size.keys, size.keyDim, 1));
            Arrays.setAll(queryRows, i -> kernels.matrix(size.queries, size.keyDim, 1));
            Arrays.setAll(products, i -> call.scratch(size.queries * size.keyDim));
        }

        private int query(int group, int head) {
            return group * size.queries * ldq + head * size.keyDim;
        }

        private int key(int group, int head) {
            return group * size.keys * ldk + head / (size.heads / size.valueHeads) * size.keyDim;
        }

        @Override
        public void write(int member, int group, int head, float[] to, int at) {
            int n = size.queries * size.keys;
            float by = scale * factor[0];
            keys[member].fill(k, key(group, head), 1, ldk);
            int from = query(group, head);
            kernels.gemm(size.queries, q, from, ldq, keys[member], null, 0, 0, to, at, size.keys, work[member]);
            for (int i = at; by != 1 && i < at + n; i++) {
                to[i] *= by;
            }
        }

        @Override
        public void back(int member, int group, int head, float[] d) {
            int m = size.queries;
            int n = size.keys;
            int dim = size.keyDim;
            float by = scale * factor[0];
            int query = query(group, head);
            int key = key(group, head);
            float[] product = products[member];
            keyRows[member].fill(k, key, ldk, 1);
            kernels.gemm(m, d, 0, n, keyRows[member], null, 0, 0, product, 0, dim, work[member]);
            double sum = 0;
            for (int t = 0; t < m; t++) {
                for (int i = 0; i < dim; i++) {
                    int at = query + t * ldq + i;
                    sum += (double) product[t * dim + i] * q[at];
                    if (dq != null) {
                        dq[at] += by * product[t * dim + i];
                    }
                }
            }
            sums[group * size.heads + head] = scale * sum;
            if (dk != null) {
                for (int t = 0; t < m; t++) {
                    for (int s = 0; s < n; s++) {
                        turned[member][s * m + t] = by * d[t * n + s];
                    }
                }
                queryRows[member].fill(q, query, ldq, 1);
                kernels.gemm(n, turned[member], 0, m, queryRows[member], dk, key, ldk, dk, key, ldk, work[member]);
            }
        }

        @Override
        public void finish() {
            for (int i = 0; dFactor != null && i < sums.length; i++) {
                dFactor[0] += (float) sums[i];
            }
        }
    }

    /** {@code v} not modified, {@code out} modified. */
    void run(Scores from, float[] v, float[] out) {
        this.scores = from;
        this.v = v;
        this.out = out;
        team.run(task);
    }

    private void share(int member) {
        int pairs = size.groups * size.heads;
        for (int p = team.share(pairs, member); p < team.share(pairs, member + 1); p++) {
            head(member, p / size.heads, p % size.heads);
        }
    }

    private void head(int member, int group, int head) {
        int m = size.queries;
        int n = size.keys;
        boolean keeps = kept.length > 0;
        float[] x = keeps ? kept : scratch[member];
        int at = !keeps && returned == null ? 0 : (group * size.heads + head) * m * n;
        if (scores != null) {
            scores.write(member, group, head, x, at);
        }
        boolean masked = !masks.isEmpty();
        if (masked) {
            boolean lower = masking == Masking.LOWER;
            masks.apply(group, head, x, at, m, n, !lower, lower ? -1e9f : UNSEEN);
        }
        kernels.activate(Activations.SOFTMAX, x, at, m, n, n);
        if (masked && masking == Masking.ZERO) {
            masks.apply(group, head, x, at, m, n, true, 0);
        }
        float[] w = x;
        int from = at;
        if (dropout != null) {
            w = scratch[member];
            from = 0;
            for (int i = 0; i < m * n; i++) {
                w[i] = x[at + i] * dropout.factor(at + i);
            }
        }
        if (keeps && returned != null) {
            boolean dropped = dropout != null && dropout.returned;
            System.arraycopy(dropped ? w : x, dropped ? from : at, returned, at, m * n);
        }
        int ldo = size.heads * size.valueDim;
        values[member].fill(v, value(group, head), size.valueHeads * size.valueDim, 1);
        kernels.gemm(m, w, from, n, values[member], null, 0, 0, out, result(group, head), ldo, work[member]);
    }

    private int value(int group, int head) {
        int ldv = size.valueHeads * size.valueDim;
        return group * size.keys * ldv + head / (size.heads / size.valueHeads) * size.valueDim;
    }

    private int result(int group, int head) {
        return (group * size.queries * size.heads + head) * size.valueDim;
    }

    /**
     * After {@link #run}, with weights w = softmax(s), and dropped ones w̃: dv += w̃ᵀ · dOut; dw̃ = dOut · vᵀ; dw = dw̃ where w is not dropped;
     * ds = w ∘ (dw - Σ dw ∘ w), 0 where a mask replaced s; and so on to what was compared. {@code dOut} not modified.
     *
     * @param dv modified; null if nobody needs it
     * @param dReturned gradient of the weights that were returned; null if there is none
     */
    void back(float[] dOut, float @Nullable [] dv, float @Nullable [] dReturned) {
        this.dOut = dOut;
        this.dv = dv;
        this.dReturned = dReturned;
        team.run(back);
        if (scores != null) {
            scores.finish();
        }
    }

    /** Heads that share values go back one after another. */
    private void shareBack(int member) {
        int shared = size.heads / size.valueHeads;
        int pairs = size.groups * size.valueHeads;
        for (int p = team.share(pairs, member); p < team.share(pairs, member + 1); p++) {
            int first = p % size.valueHeads * shared;
            for (int head = first; head < first + shared; head++) {
                headBack(member, p / size.valueHeads, head);
            }
        }
    }

    private void headBack(int member, int group, int head) {
        int m = size.queries;
        int n = size.keys;
        int at = (group * size.heads + head) * m * n;
        int value = value(group, head);
        int ldv = size.valueHeads * size.valueDim;
        int result = result(group, head);
        int ldo = size.heads * size.valueDim;
        float[] d = gradients[member];
        turnedValues[member].fill(v, value, 1, ldv);
        kernels.gemm(m, dOut, result, ldo, turnedValues[member], null, 0, 0, d, 0, n, work[member]);
        if (dv != null) {
            for (int i = 0; i < m * n; i++) {
                float w = dropout == null ? kept[at + i] : kept[at + i] * dropout.factor(at + i);
                turned[member][i % n * m + i / n] = w;
            }
            results[member].fill(dOut, result, ldo, 1);
            kernels.gemm(n, turned[member], 0, m, results[member], dv, value, ldv, dv, value, ldv, work[member]);
        }
        boolean late = dropout == null || !dropout.returned;
        for (int i = 0; i < m * n; i++) {
            float more = dReturned == null ? 0 : dReturned[at + i];
            d[i] = dropout == null ? d[i] : (d[i] + (late ? 0 : more)) * dropout.factor(at + i);
            d[i] += late ? more : 0;
        }
        for (int row = 0; row < m * n; row += n) {
            double dot = 0;
            for (int i = row; i < row + n; i++) {
                dot += (double) d[i] * kept[at + i];
            }
            for (int i = row; i < row + n; i++) {
                d[i] = kept[at + i] * (d[i] - (float) dot);
            }
        }
        if (masking != Masking.LOWER && !masks.isEmpty()) {
            masks.apply(group, head, d, 0, m, n, true, 0);
        }
        if (scores != null) {
            scores.back(member, group, head, d);
        }
    }
}
