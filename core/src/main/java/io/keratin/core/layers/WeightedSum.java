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

    /** Writes the scores (T, S) of a head. */
    @FunctionalInterface
    interface Scores {
        /** {@code to} modified from {@code at} on; {@code member} of the team does it. */
        void write(int member, int group, int head, float[] to, int at);
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
    private Scores scores = (member, group, head, to, at) -> {};
    private float[] v = {};
    private float[] out = {};

    /**
     * Lays it out.
     *
     * @param returned where all weights (groups, heads, T, S) are kept, or null if nobody wants them
     */
    WeightedSum(
            Call call, Kernels kernels, Size size, AttentionMasks masks, Masking masking, float @Nullable [] returned) {
        this.kernels = kernels;
        this.size = size;
        this.masks = masks;
        this.masking = masking;
        this.returned = returned;
        int pairs = size.groups * size.heads;
        long all = (long) pairs * size.queries * size.keys * (size.keyDim + size.valueDim);
        team = pairs > 1 && all >= call.team().size() * MIN_SHARE ? call.team() : Team.SOLO;
        scratch = new float[team.size()][];
        work = new float[team.size()][];
        values = new PackedMatrix[team.size()];
        for (int i = 0; i < team.size(); i++) {
            scratch[i] = returned == null ? call.scratch(size.queries * size.keys) : returned;
            work[i] = call.scratch(Kernels.WORK);
            values[i] = zeros(kernels, size.keys, size.valueDim);
        }
    }

    static PackedMatrix zeros(Kernels kernels, int rows, int columns) {
        return kernels.pack(new float[rows * columns], rows, columns, 0);
    }

    /** How many members take part. */
    int members() {
        return team.size();
    }

    /** The scores scale · q · kᵀ, with heads that lie as in values. {@code work} of a member is free meanwhile. */
    Scores dotProduct(float[] q, float[] k, float scale) {
        PackedMatrix[] keys = new PackedMatrix[team.size()];
        Arrays.setAll(keys, i -> zeros(kernels, size.keyDim, size.keys));
        int shared = size.heads / size.valueHeads;
        int ldq = size.heads * size.keyDim;
        int ldk = size.valueHeads * size.keyDim;
        int n = size.queries * size.keys;
        return (member, group, head, to, at) -> {
            keys[member].fill(k, group * size.keys * ldk + head / shared * size.keyDim, 1, ldk);
            int from = group * size.queries * ldq + head * size.keyDim;
            kernels.gemm(size.queries, q, from, ldq, keys[member], null, 0, 0, to, at, size.keys, work[member]);
            for (int i = at; scale != 1 && i < at + n; i++) {
                to[i] *= scale;
            }
        };
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
        float[] x = scratch[member];
        int at = returned == null ? 0 : (group * size.heads + head) * m * n;
        scores.write(member, group, head, x, at);
        boolean masked = !masks.isEmpty();
        if (masked) {
            boolean lower = masking == Masking.LOWER;
            masks.apply(group, head, x, at, m, n, !lower, lower ? -1e9f : UNSEEN);
        }
        kernels.activate(Activations.SOFTMAX, x, at, m, n, n);
        if (masked && masking == Masking.ZERO) {
            masks.apply(group, head, x, at, m, n, true, 0);
        }
        int ldv = size.valueHeads * size.valueDim;
        int ldo = size.heads * size.valueDim;
        int valueHead = head / (size.heads / size.valueHeads);
        values[member].fill(v, group * n * ldv + valueHead * size.valueDim, ldv, 1);
        int to = group * m * ldo + head * size.valueDim;
        kernels.gemm(m, x, at, n, values[member], null, 0, 0, out, to, ldo, work[member]);
    }
}
