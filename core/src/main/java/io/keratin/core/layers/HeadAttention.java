package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Attention of several heads (Vaswani et al. 2017): projections of query, key and value, a {@link WeightedSum} for each head, and a
 * projection of all heads together. What MultiHeadAttention and GroupQueryAttention share.
 *
 * @param layer Keras's class name, for messages
 * @param owner what the weights' owners begin with
 * @param heads heads of the query
 * @param keyHeads heads of key and value
 * @param keyDim K, what is compared
 * @param valueDim V, what is summed
 * @param useBias whether projections have a bias
 * @param useGate whether what the heads give is multiplied by a sigmoid of the query
 * @param window how far a key may be from the query, exclusive; 0 for any distance
 * @param axes along which attention goes
 * @param result dimensions of the output behind those of the query
 * @param call what is what among the inputs
 * @param zero whether a query that may see no key gets 0, not the mean of all values
 * @param queryMaskGiven whether a query mask among the arguments counts
 */
public record HeadAttention(
        String layer,
        String owner,
        int heads,
        int keyHeads,
        int keyDim,
        int valueDim,
        boolean useBias,
        boolean useGate,
        int window,
        List<Integer> axes,
        Shape result,
        AttentionCall call,
        boolean zero,
        boolean queryMaskGiven) {

    List<Shape> outputShapes(List<Shape> inputs) {
        Shape q = inputs.get(call.query());
        Shape v = inputs.get(call.value());
        Shape k = inputs.get(call.compared());
        boolean fits = q.rank() >= 3 && q.rank() == v.rank() && q.rank() == k.rank();
        for (int i = 0; fits && i < q.rank() - 1; i++) {
            fits = same(v.dim(i), k.dim(i)) && (axes.contains(i) || same(q.dim(i), v.dim(i)));
        }
        boolean twice = axes.stream().distinct().count() < axes.size();
        if (!fits || twice || axes.stream().anyMatch(a -> a < 1 || a > q.rank() - 2)) {
            throw new ShapeException(layer + ": query " + q + ", value " + v + " and key " + k
                    + " do not fit attention along axes " + axes);
        }
        List<Shape> out = new ArrayList<>();
        out.add(q.slice(0, q.rank() - 1).concat(result));
        if (call.returnScores()) {
            out.add(groups(q).concat(Shape.of(heads)).concat(along(q)).concat(along(k)));
        }
        return out;
    }

    private static boolean same(int a, int b) {
        return a == b || a == Shape.NONE || b == Shape.NONE;
    }

    /** The dimensions along which attention goes. */
    private Shape along(Shape input) {
        return Shape.of(axes.stream().mapToInt(input::dim).toArray());
    }

    /** All others, the features apart. */
    private Shape groups(Shape input) {
        return Shape.of(otherAxes(input).stream().mapToInt(input::dim).toArray());
    }

    private List<Integer> otherAxes(Shape input) {
        List<Integer> others = new ArrayList<>();
        for (int i = 0; i < input.rank() - 1; i++) {
            if (!axes.contains(i)) {
                others.add(i);
            }
        }
        return others;
    }

    List<WeightSpec> weights(List<Shape> inputs, TrainingOptions training) {
        outputShapes(inputs);
        int asked = features(inputs.get(call.query()));
        List<WeightSpec> w = new ArrayList<>();
        dense(w, training, owner + "query_dense", Shape.of(asked), Shape.of(heads, keyDim));
        dense(w, training, owner + "key_dense", features(inputs, call.compared()), Shape.of(keyHeads, keyDim));
        if (useGate) {
            dense(w, training, "_gate_dense", Shape.of(asked), Shape.of(heads, valueDim));
        }
        dense(w, training, owner + "value_dense", features(inputs, call.value()), Shape.of(keyHeads, valueDim));
        dense(w, training, owner + "output_dense", Shape.of(heads, valueDim), result);
        return w;
    }

    private Shape features(List<Shape> inputs, int input) {
        return Shape.of(features(inputs.get(input)));
    }

    private int features(Shape input) {
        if (input.last() == Shape.NONE) {
            throw new ShapeException(layer + ": the last dimension of the inputs must be known, found " + input);
        }
        return input.last();
    }

    private void dense(List<WeightSpec> w, TrainingOptions training, String part, Shape in, Shape out) {
        Initializer kernel = Initializers.of(training, "kernel_initializer", Initializers.GLOROT_UNIFORM);
        Shape shape = in.concat(out);
        List<Integer> made = IntStream.range(in.rank(), shape.rank()).boxed().toList();
        w.add(new WeightSpec(part, "kernel", shape, true, kernel).scaledAlong(made));
        if (useBias) {
            Initializer bias = Initializers.of(training, "bias_initializer", Initializers.ZEROS);
            w.add(new WeightSpec(part, "bias", out, true, bias));
        }
    }

    /** A projection with its weights. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Projection(Binding binding, String part, PackedMatrix kernel, float[] bias) {

        /** The product with so many rows; with its way back to a gradient dx that somebody needs or not. */
        SharedProduct product(int rows, Call c, boolean goesBack, boolean dx) {
            SharedProduct product = new SharedProduct(binding.kernels(), kernel, bias, Activations.LINEAR, rows, c);
            if (goesBack) {
                product.withGradient(
                        binding.gradient(part + "/kernel"),
                        binding.gradient(part + "/bias"),
                        dx ? binding.transposed(part + "/kernel", 0, kernel.rows(), kernel.units()) : null,
                        c);
            }
            return product;
        }
    }

    private Projection projection(Binding binding, String part, int in, int out) {
        return new Projection(
                binding,
                part,
                binding.pack(part + "/kernel", in, out, 0),
                binding.weightOrZeros(part + "/bias", useBias, out));
    }

    Layer bind(Binding binding, double dropout) {
        List<Shape> in = binding.inputs();
        int asked = in.get(call.query()).last();
        Kernels kernels = binding.kernels();
        Projection q = projection(binding, owner + "query_dense", asked, heads * keyDim);
        Projection k =
                projection(binding, owner + "key_dense", in.get(call.compared()).last(), keyHeads * keyDim);
        Projection g = useGate ? projection(binding, "_gate_dense", asked, heads * valueDim) : null;
        Projection v =
                projection(binding, owner + "value_dense", in.get(call.value()).last(), keyHeads * valueDim);
        Projection o = projection(binding, owner + "output_dense", heads * valueDim, result.product(0, result.rank()));
        return c -> new Pass(c, kernels, dropout).plan(q, k, g, v, o);
    }

    /** Values that steps compute, and their gradient; that is empty where nothing goes back. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Rows(float[] values, float[] gradient) {}

    /** The layer laid out for known shapes. */
    private final class Pass {

        private final Call c;
        private final Kernels kernels;
        private final double dropout;
        private final boolean goesBack;
        private final List<Step> steps = new ArrayList<>();
        private final List<Rows> between = new ArrayList<>();

        Pass(Call c, Kernels kernels, double dropout) {
            this.c = c;
            this.kernels = kernels;
            this.dropout = dropout;
            goesBack = c.gradient(c.output(0)) != null;
        }

        Step plan(Projection q, Projection k, @Nullable Projection g, Projection v, Projection o) {
            Tensor query = c.input(call.query());
            Tensor value = c.input(call.value());
            Tensor key = c.input(call.compared());
            Shape groups = groups(query.shape());
            Shape queries = along(query.shape());
            Shape keys = along(key.shape());
            AttentionMasks masks = masks(query, value, groups, queries, keys);
            WeightedSum.Size size = new WeightedSum.Size(
                    groups.length(), heads, keyHeads, queries.length(), keys.length(), keyDim, valueDim);
            float[] weights = call.returnScores() ? c.output(1).floats() : null;
            WeightedSum sum = new WeightedSum(
                    c,
                    kernels,
                    size,
                    masks,
                    zero ? WeightedSum.Masking.ZERO : WeightedSum.Masking.UNIFORM,
                    weights,
                    dropout,
                    false);
            int width = heads * valueDim;
            Rows qs = grouped(query.shape(), project(query, q, false), heads * keyDim);
            Rows ks = grouped(key.shape(), project(key, k, false), keyHeads * keyDim);
            Rows vs = grouped(value.shape(), project(value, v, false), keyHeads * valueDim);
            Rows gates = g == null ? null : project(query, g, true);
            int rows = query.shape().product(0, query.shape().rank() - 1);
            Rows summed = rows(rows * width);
            WeightedSum.Scores scores = sum
            .new DotProduct(
                    c,
                    qs.values,
                    ks.values,
                    (float) (1 / Math.sqrt(keyDim)),
                    TanhScores.Weight.ONE.values(),
                    qs.gradient,
                    ks.gradient,
                    null);
            float[] dWeights = goesBack && call.returnScores() ? c.gradient(c.output(1)) : null;
            steps.add(Step.of(
                    () -> sum.run(scores, vs.values, summed.values),
                    () -> sum.back(summed.gradient, vs.gradient, dWeights)));
            Rows together = gated(ungrouped(query.shape(), summed, width), gates, rows, width);
            SharedProduct last = o.product(rows, c, goesBack, true);
            float[] y = c.output(0).floats();
            float[] dy = c.gradient(c.output(0));
            Step ending = Step.of(() -> last.run(together.values, y), () -> {
                if (dy != null) {
                    last.back(together.values, y, dy, together.gradient);
                }
            });
            steps.add(c.costing(
                    ending, y, dy == null ? new float[0] : dy, c.output(0).shape()));
            c.outputMask(0, c.mask(call.query()));
            Step.Differentiable all = Step.sequence(steps);
            return goesBack ? Step.of(all, () -> backward(all)) : Step.all(steps);
        }

        private void backward(Step.Differentiable all) {
            for (int i = 0; i < between.size(); i++) {
                Arrays.fill(between.get(i).gradient, 0);
            }
            all.backward();
        }

        /** Arrays of n values; on the way back, gradients are 0 first. */
        private Rows rows(int n) {
            Rows rows = new Rows(c.kept(n), goesBack ? c.scratch(n) : new float[0]);
            between.add(rows);
            return rows;
        }

        /** Rows of x times a matrix, through a sigmoid if they are gates. */
        private Rows project(Tensor x, Projection p, boolean gates) {
            int rows = x.shape().product(0, x.shape().rank() - 1);
            float[] dx = c.gradient(x);
            SharedProduct product = p.product(rows, c, goesBack, dx != null);
            Rows y = rows(rows * p.kernel().units());
            float[] from = x.floats();
            Step projecting =
                    Step.of(() -> product.run(from, y.values), () -> product.back(from, y.values, y.gradient, dx));
            Step last = gates
                    ? Step.sequence(
                            List.of(projecting, sigmoid(y, rows, p.kernel().units())))
                    : projecting;
            steps.add(c.costing(
                    last, y.values, y.gradient, x.shape().with(-1, p.kernel().units())));
            return y;
        }

        /** In its place: g = σ(g), and back: dg = dg ∘ g · (1 - g). */
        private Step sigmoid(Rows gates, int rows, int width) {
            float[] g = gates.values;
            return Step.of(() -> kernels.activate(Activations.SIGMOID, g, 0, rows, width, width), () -> {
                for (int i = 0; i < rows * width; i++) {
                    gates.gradient[i] *= g[i] * (1 - g[i]);
                }
            });
        }

        /** x ∘ gates, and back: dx = dy ∘ gates, dGates = dy ∘ x. */
        private Rows gated(Rows x, @Nullable Rows gates, int rows, int width) {
            if (gates == null) {
                return x;
            }
            float[] g = gates.values;
            Rows y = rows(rows * width);
            steps.add(Step.of(
                    () -> {
                        for (int i = 0; i < rows * width; i++) {
                            y.values[i] = x.values[i] * g[i];
                        }
                    },
                    () -> {
                        for (int i = 0; i < rows * width; i++) {
                            x.gradient[i] = y.gradient[i] * g[i];
                            gates.gradient[i] = y.gradient[i] * x.values[i];
                        }
                    }));
            return y;
        }

        /** Order of the axes in which groups come first. */
        private int[] order(Shape input) {
            List<Integer> order = otherAxes(input);
            order.addAll(axes);
            return order.stream().mapToInt(Integer::intValue).toArray();
        }

        /** For each row in groups, where it stands; null where rows stand so already. */
        private int @Nullable [] rows(Shape input) {
            int[] order = order(input);
            boolean there = true;
            for (int i = 0; i < order.length; i++) {
                there &= order[i] == i;
            }
            return there ? null : Broadcast.transpose(input.slice(0, order.length), order);
        }

        /** Rows as groups have them, of rows as they stand in a tensor of this shape. */
        private Rows grouped(Shape input, Rows x, int n) {
            return moved(rows(input), true, x, n);
        }

        /** Rows as they stand in a tensor of this shape, of rows as groups have them. */
        private Rows ungrouped(Shape input, Rows x, int n) {
            return moved(rows(input), false, x, n);
        }

        private Rows moved(int @Nullable [] places, boolean intoGroups, Rows x, int n) {
            if (places == null) {
                return x;
            }
            Rows y = rows(places.length * n);
            steps.add(Step.of(
                    () -> move(places, intoGroups, x.values, y.values, n),
                    () -> move(places, !intoGroups, y.gradient, x.gradient, n)));
            return y;
        }

        private static void move(int[] places, boolean intoGroups, float[] x, float[] y, int n) {
            for (int i = 0; i < places.length; i++) {
                int from = intoGroups ? places[i] : i;
                int to = intoGroups ? i : places[i];
                System.arraycopy(x, from * n, y, to * n, n);
            }
        }

        private AttentionMasks masks(Tensor query, Tensor value, Shape groups, Shape queries, Shape keys) {
            AttentionMasks masks = new AttentionMasks(layer, groups, queries, keys);
            int given = queryMaskGiven ? call.queryMask() : -1;
            Mask ofQuery = AttentionCall.mask(c, given, call.query(), steps);
            Mask ofValue = AttentionCall.mask(c, call.valueMask(), call.value(), steps);
            Mask ofKey = AttentionCall.mask(c, call.keyMask(), call.key(), steps);
            Mask ofScores = AttentionCall.mask(c, call.attentionMask(), -1, steps);
            if (ofQuery != null) {
                masks.queries(ofQuery);
            }
            if (ofValue != null) {
                masks.keys(ofValue);
            }
            if (ofKey != null) {
                masks.keys(ofKey);
            }
            if (ofScores != null) {
                masks.scores(ofScores, heads);
            }
            // Keras counts both along axis 1, wherever attention goes.
            boolean alongTime =
                    query.shape().dim(1) == queries.dim(0) && value.shape().dim(1) == keys.dim(0);
            if ((call.causal() || window > 0) && !alongTime) {
                throw new ShapeException(layer + ": a causal mask or a window is laid along axis 1, attention along "
                        + axes + "; Keras refuses it too");
            }
            if (call.causal()) {
                masks.pattern((t, s) -> t - s);
            }
            if (window > 0) {
                masks.pattern((t, s) -> window - 1 - Math.abs(t - s));
            }
            return masks;
        }
    }
}
