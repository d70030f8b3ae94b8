package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
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
        w.add(new WeightSpec(part, "kernel", in.concat(out), true, kernel));
        if (useBias) {
            Initializer bias = Initializers.of(training, "bias_initializer", Initializers.ZEROS);
            w.add(new WeightSpec(part, "bias", out, true, bias));
        }
    }

    /** A projection with its weights. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Projection(PackedMatrix kernel, float[] bias) {}

    private Projection projection(Binding binding, String part, int in, int out) {
        return new Projection(
                binding.pack(part + "/kernel", in, out, 0), binding.weightOrZeros(part + "/bias", useBias, out));
    }

    Layer bind(Binding binding) {
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
        return c -> new Pass(c, kernels, q, k, g, v, o).plan();
    }

    /** The layer laid out for known shapes. */
    private final class Pass {

        private final Call c;
        private final Kernels kernels;
        private final List<Step> steps = new ArrayList<>();
        private final Projection q;
        private final Projection k;
        private final @Nullable Projection g;
        private final Projection v;
        private final Projection o;

        Pass(Call c, Kernels kernels, Projection q, Projection k, @Nullable Projection g, Projection v, Projection o) {
            this.c = c;
            this.kernels = kernels;
            this.q = q;
            this.k = k;
            this.g = g;
            this.v = v;
            this.o = o;
        }

        Step plan() {
            Tensor query = c.input(call.query());
            Tensor value = c.input(call.value());
            Tensor key = c.input(call.compared());
            Shape groups = groups(query.shape());
            Shape queries = along(query.shape());
            Shape keys = along(key.shape());
            AttentionMasks masks = masks(query, value, groups, queries, keys);
            WeightedSum.Size size = new WeightedSum.Size(
                    Math.toIntExact(groups.size()),
                    heads,
                    keyHeads,
                    Math.toIntExact(queries.size()),
                    Math.toIntExact(keys.size()),
                    keyDim,
                    valueDim);
            float[] weights = call.returnScores() ? c.output(1).floats() : null;
            WeightedSum sum = new WeightedSum(
                    c, kernels, size, masks, zero ? WeightedSum.Masking.ZERO : WeightedSum.Masking.UNIFORM, weights);
            int width = heads * valueDim;
            float[] qs = grouped(query.shape(), project(query, q), heads * keyDim);
            float[] ks = grouped(key.shape(), project(key, k), keyHeads * keyDim);
            float[] vs = grouped(value.shape(), project(value, v), keyHeads * valueDim);
            float[] gates = g == null ? null : project(query, g);
            int rows = query.shape().product(0, query.shape().rank() - 1);
            float[] summed = c.scratch(rows * width);
            WeightedSum.Scores scores = sum.dotProduct(qs, ks, (float) (1 / Math.sqrt(keyDim)));
            steps.add(() -> sum.run(scores, vs, summed));
            float[] back = ungrouped(query.shape(), summed, width);
            if (gates != null) {
                steps.add(() -> {
                    kernels.activate(Activations.SIGMOID, gates, 0, rows, width, width);
                    for (int i = 0; i < rows * width; i++) {
                        back[i] *= gates[i];
                    }
                });
            }
            SharedProduct last = new SharedProduct(kernels, o.kernel(), o.bias(), Activations.LINEAR, rows, c);
            float[] y = c.output(0).floats();
            steps.add(() -> last.run(back, y));
            c.outputMask(0, c.mask(call.query()));
            Step[] all = steps.toArray(new Step[0]);
            return () -> {
                for (Step step : all) {
                    step.forward();
                }
            };
        }

        private float[] project(Tensor x, Projection p) {
            int rows = x.shape().product(0, x.shape().rank() - 1);
            SharedProduct product = new SharedProduct(kernels, p.kernel(), p.bias(), Activations.LINEAR, rows, c);
            float[] y = c.scratch(rows * p.kernel().units());
            float[] from = x.floats();
            steps.add(() -> product.run(from, y));
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
        private float[] grouped(Shape input, float[] x, int n) {
            return moved(rows(input), true, x, n);
        }

        /** Rows as they stand in a tensor of this shape, of rows as groups have them. */
        private float[] ungrouped(Shape input, float[] x, int n) {
            return moved(rows(input), false, x, n);
        }

        private float[] moved(int @Nullable [] rows, boolean intoGroups, float[] x, int n) {
            if (rows == null) {
                return x;
            }
            float[] y = c.scratch(rows.length * n);
            steps.add(() -> {
                for (int i = 0; i < rows.length; i++) {
                    int from = intoGroups ? rows[i] : i;
                    int to = intoGroups ? i : rows[i];
                    System.arraycopy(x, from * n, y, to * n, n);
                }
            });
            return y;
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
