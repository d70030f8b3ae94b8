package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Attention without projections: softmax(scores)·V over a list of query (B, T, X), value (B, S, V) and, if it is not the value, key (B,
 * S, X). The subtypes bring the scores.
 */
interface ListAttention extends LayerSpec {

    /** What is what among the inputs. */
    AttentionCall call();

    /** How q and k are compared. */
    @FunctionalInterface
    interface Comparison {
        /** What writes the scores. */
        WeightedSum.Scores over(Call c, WeightedSum sum, WeightedSum.Size size, float[] q, float[] k);
    }

    @Override
    default List<Shape> outputShapes(List<Shape> inputs) {
        if (inputs.size() < 2) {
            throw new ShapeException(className() + ": expected a list of query and value, found " + inputs);
        }
        Shape q = inputs.get(call().query());
        Shape v = inputs.get(call().value());
        Shape k = inputs.get(call().compared());
        boolean fits = q.rank() >= 3 && v.rank() == q.rank() && k.rank() == q.rank();
        for (int axis = 0; fits && axis < q.rank(); axis++) {
            boolean steps = axis == q.rank() - 2;
            boolean features = axis == q.rank() - 1;
            fits = (steps || same(q.dim(axis), k.dim(axis))) && (features || same(v.dim(axis), k.dim(axis)));
        }
        if (!fits) {
            throw new ShapeException(
                    className() + ": query " + q + ", value " + v + " and key " + k + " do not fit each other");
        }
        List<Shape> out = new ArrayList<>();
        out.add(q.with(-1, v.last()));
        if (call().returnScores()) {
            out.add(q.with(-1, k.dim(-2)));
        }
        return out;
    }

    private static boolean same(int a, int b) {
        return a == b || a == Shape.NONE || b == Shape.NONE;
    }

    @Override
    default boolean passesMask() {
        return true;
    }

    /** Something that runs, with this comparison. */
    static Layer bind(String layer, AttentionCall call, Kernels kernels, Comparison comparison) {
        return c -> {
            Tensor q = c.input(call.query());
            Tensor v = c.input(call.value());
            Tensor k = c.input(call.compared());
            Shape groups = q.shape().slice(0, q.shape().rank() - 2);
            Shape queries = Shape.of(q.shape().dim(-2));
            Shape keys = Shape.of(k.shape().dim(-2));
            AttentionMasks masks = new AttentionMasks(layer, groups, queries, keys);
            Mask ofValue = c.mask(call.value());
            if (ofValue != null) {
                if (groups.rank() > 1) {
                    throw new ShapeException(layer + ": a mask needs inputs of rank 3, found " + q.shape());
                }
                masks.keys(ofValue);
            }
            if (call.causal()) {
                masks.pattern((t, s) -> t - s);
            }
            WeightedSum.Size size = new WeightedSum.Size(
                    Math.toIntExact(groups.size()),
                    1,
                    1,
                    queries.dim(0),
                    keys.dim(0),
                    q.shape().last(),
                    v.shape().last());
            float[] weights = call.returnScores() ? c.output(1).floats() : null;
            WeightedSum sum = new WeightedSum(c, kernels, size, masks, WeightedSum.Masking.LOWER, weights);
            WeightedSum.Scores scores = comparison.over(c, sum, size, q.floats(), k.floats());
            float[] values = v.floats();
            float[] y = c.output(0).floats();
            Mask ofQuery = c.mask(call.query());
            c.outputMask(0, ofQuery);
            if (ofQuery == null) {
                return () -> sum.run(scores, values, y);
            }
            if (!ofQuery.shape().equals(q.shape().slice(0, q.shape().rank() - 1))) {
                throw new ShapeException(
                        layer + ": a mask of " + ofQuery.shape() + " does not fit the query " + q.shape());
            }
            boolean[] real = ofQuery.values();
            int n = size.valueDim();
            return () -> {
                sum.run(scores, values, y);
                for (int row = 0; row < real.length; row++) {
                    for (int i = row * n; !real[row] && i < (row + 1) * n; i++) {
                        y[i] = 0;
                    }
                }
            };
        };
    }

    /** Scores Σ factor · tanh(stretch · (q + k)) over the features; {@code factors} one for each of them, or one for all. */
    static WeightedSum.Scores tanhScores(
            Call c,
            Kernels kernels,
            WeightedSum sum,
            WeightedSum.Size size,
            float[] q,
            float[] k,
            float stretch,
            float[] factors) {
        int n = size.keyDim();
        float[][] rows = new float[sum.members()][];
        Arrays.setAll(rows, i -> c.scratch(size.keys() * n));
        return (member, group, head, to, at) -> {
            float[] row = rows[member];
            int keys = group * size.keys() * n;
            for (int t = 0; t < size.queries(); t++) {
                int query = (group * size.queries() + t) * n;
                for (int s = 0; s < size.keys(); s++) {
                    for (int i = 0; i < n; i++) {
                        row[s * n + i] = stretch * (q[query + i] + k[keys + s * n + i]);
                    }
                }
                kernels.activate(Activations.TANH, row, 0, size.keys(), n, n);
                for (int s = 0; s < size.keys(); s++) {
                    float score = 0;
                    for (int i = 0; i < n; i++) {
                        score += factors[factors.length == 1 ? 0 : i] * row[s * n + i];
                    }
                    to[at + t * size.keys() + s] = score;
                }
            }
        };
    }
}
