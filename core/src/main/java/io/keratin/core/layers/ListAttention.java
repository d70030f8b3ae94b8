package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
        WeightedSum.Scores over(Call c, WeightedSum sum, WeightedSum.Size size, Compared compared);
    }

    /**
     * Queries and keys.
     *
     * @param dq the gradient of q, null if nobody needs it
     * @param dk that of k
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Compared(float[] q, float[] k, float @Nullable [] dq, float @Nullable [] dk) {}

    /** Options that matter only in training. */
    @Override
    TrainingOptions training();

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
    default Layer bind(Kernels kernels, Comparison comparison) {
        String layer = className();
        AttentionCall call = call();
        double rate = Noise.number(training().options().get("dropout"));
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
                    groups.length(),
                    1,
                    1,
                    queries.dim(0),
                    keys.dim(0),
                    q.shape().last(),
                    v.shape().last());
            float[] weights = call.returnScores() ? c.output(1).floats() : null;
            WeightedSum sum = new WeightedSum(c, kernels, size, masks, WeightedSum.Masking.LOWER, weights, rate, true);
            WeightedSum.Scores scores =
                    comparison.over(c, sum, size, new Compared(q.floats(), k.floats(), c.gradient(q), c.gradient(k)));
            float[] values = v.floats();
            float[] y = c.output(0).floats();
            Mask ofQuery = c.mask(call.query());
            c.outputMask(0, ofQuery);
            if (ofQuery != null
                    && !ofQuery.shape().equals(q.shape().slice(0, q.shape().rank() - 1))) {
                throw new ShapeException(
                        layer + ": a mask of " + ofQuery.shape() + " does not fit the query " + q.shape());
            }
            boolean[] real = ofQuery == null ? new boolean[0] : ofQuery.values();
            int n = size.valueDim();
            Step forward = () -> {
                sum.run(scores, values, y);
                clear(real, n, y);
            };
            float[] dy = c.gradient(c.output(0));
            if (dy == null) {
                return forward;
            }
            float[] dv = c.gradient(v);
            float[] dWeights = call.returnScores() ? c.gradient(c.output(1)) : null;
            return Step.of(forward, () -> {
                clear(real, n, dy);
                sum.back(dy, dv, dWeights);
            });
        };
    }

    /** Rows of n values that are not real become 0. */
    private static void clear(boolean[] real, int n, float[] rows) {
        for (int row = 0; row < real.length; row++) {
            if (!real[row]) {
                Arrays.fill(rows, row * n, (row + 1) * n, 0);
            }
        }
    }
}
