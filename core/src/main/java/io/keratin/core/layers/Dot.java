package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The products of two tensors, sample by sample, summed over one axis of each: (B, I…, K) and (B, J…, K) to (B, I…, J…), (B, 1)
 * where nothing is left.
 *
 * @param axes one axis for both inputs, or one for each; negative ones count from the end
 * @param normalize whether vectors along the axes are scaled to length 1 first
 */
public record Dot(List<Integer> axes, boolean normalize) implements LayerSpec {

    /** The inverse of Keras's epsilon: vectors are not stretched more. */
    private static final float MOST = 1e7f;

    /** Checks the axes. */
    public Dot {
        axes = List.copyOf(axes);
        if (axes.isEmpty() || axes.size() > 2) {
            throw new IllegalArgumentException("Dot: axes must be one or two integers, got " + axes);
        }
    }

    static Dot fromConfig(Config config, LayerRegistry registry) {
        int[] axes = config.integers("axes");
        if (axes == null) {
            throw config.error("axes", "expected one or two integers, found nothing");
        }
        return new Dot(Arrays.stream(axes).boxed().toList(), config.flag("normalize", false));
    }

    @Override
    public String className() {
        return "Dot";
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        if (inputs.size() != 2) {
            throw new ShapeException("Dot: expected a list of two inputs, found " + inputs);
        }
        Shape a = inputs.get(0);
        Shape b = inputs.get(1);
        int lengthA = a.dim(axis(0, a));
        int lengthB = b.dim(axis(1, b));
        if (lengthA != lengthB && lengthA != Shape.NONE && lengthB != Shape.NONE) {
            throw new ShapeException(
                    "Dot: the axes " + axes + " of inputs " + a + " and " + b + " have different lengths");
        }
        if (a.dim(0) != b.dim(0) && a.dim(0) != Shape.NONE && b.dim(0) != Shape.NONE) {
            throw new ShapeException("Dot: inputs " + a + " and " + b + " have different batch sizes");
        }
        Shape out = a.without(axis(0, a)).concat(b.without(axis(1, b)).without(0));
        return List.of(out.rank() == 1 ? out.concat(Shape.of(1)) : out);
    }

    private int axis(int input, Shape shape) {
        int axis = axes.get(axes.size() == 1 ? 0 : input);
        int found = Axes.resolve("Dot", List.of(axis), shape.rank()).first();
        if (found == 0) {
            throw new ShapeException("Dot: axis 0 is that of the batch, which is not summed over");
        }
        return found;
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return List.of();
    }

    @Override
    public Value.Fields config() {
        return Value.fields("axes", axes.size() == 1 ? axes.get(0) : axes, "normalize", normalize);
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        return call -> {
            List<Step> steps = new ArrayList<>();
            Tensor a = call.input(0);
            Tensor b = call.input(1);
            float[] x = rows(call, a, axis(0, a.shape()), steps);
            float[] y = rows(call, b, axis(1, b.shape()), steps);
            int length = a.shape().dim(axis(0, a.shape()));
            int batch = a.shape().dim(0);
            int m = a.shape().without(axis(0, a.shape())).product(1, a.shape().rank() - 1);
            int n = b.shape().without(axis(1, b.shape())).product(1, b.shape().rank() - 1);
            float[] out = call.output().floats();
            PackedMatrix columns = kernels.pack(new float[length * n], length, n, 0);
            float[] work = call.scratch(Kernels.WORK);
            steps.add(() -> {
                for (int s = 0; s < batch; s++) {
                    columns.fill(y, s * n * length, 1, length);
                    kernels.gemm(m, x, s * m * length, length, columns, null, 0, 0, out, s * m * n, n, work);
                }
            });
            Step[] all = steps.toArray(new Step[0]);
            return () -> {
                for (Step step : all) {
                    step.forward();
                }
            };
        };
    }

    /** The values with the axis last, scaled if asked for; the input's own array where nothing is to be done. */
    private float[] rows(Call call, Tensor input, int axis, List<Step> steps) {
        Shape shape = input.shape();
        float[] from = input.floats();
        boolean last = axis == shape.rank() - 1;
        if (last && !normalize) {
            return from;
        }
        int n = input.size();
        int length = shape.dim(axis);
        int[] order = new int[shape.rank()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i < axis ? i : i < order.length - 1 ? i + 1 : axis;
        }
        int[] at = last ? new int[0] : Broadcast.transpose(shape, order);
        float[] to = call.scratch(n);
        steps.add(() -> {
            if (last) {
                System.arraycopy(from, 0, to, 0, n);
            }
            for (int i = 0; i < at.length; i++) {
                to[i] = from[at[i]];
            }
            for (int row = 0; normalize && row < n; row += length) {
                scale(to, row, row + length);
            }
        });
        return to;
    }

    private static void scale(float[] x, int from, int to) {
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += x[i] * x[i];
        }
        float factor = Math.min((float) (1 / Math.sqrt(squares)), MOST);
        for (int i = from; i < to; i++) {
            x[i] *= factor;
        }
    }
}
