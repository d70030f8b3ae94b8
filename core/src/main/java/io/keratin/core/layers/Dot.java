package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
            Rows x = new Rows(call, 0);
            Rows y = new Rows(call, 1);
            int length = x.length;
            int batch = call.input(0).shape().dim(0);
            int m = x.each;
            int n = y.each;
            float[] out = call.output().floats();
            PackedMatrix columns = kernels.matrix(length, n, 1);
            float[] work = call.scratch(Kernels.WORK);
            Step forward = () -> {
                x.forward();
                y.forward();
                for (int s = 0; s < batch; s++) {
                    columns.fill(y.values, s * n * length, 1, length);
                    kernels.gemm(m, x.values, s * m * length, length, columns, null, 0, 0, out, s * m * n, n, work);
                }
            };
            float[] dOut = call.gradient(call.output());
            if (dOut == null) {
                return forward;
            }
            return Step.of(forward, () -> {
                x.clear();
                y.clear();
                for (int i = 0; i < batch * m * n; i++) {
                    int row = i / n * length;
                    int column = (i / (m * n) * n + i % n) * length;
                    x.add(dOut[i], y.values, column, row);
                    y.add(dOut[i], x.values, row, column);
                }
                x.backward();
                y.backward();
            });
        };
    }

    /** An input with the axis last, its rows scaled if asked for: the input's own array where nothing is to be done. */
    private final class Rows implements Step.Differentiable {

        /** Length of a row, and rows of a sample. */
        private final int length;

        private final int each;
        private final int n;
        private final float[] from;
        private final float[] values;
        private final int[] at;
        private final float @Nullable [] dFrom;
        private final float[] d;

        Rows(Call call, int which) {
            Tensor input = call.input(which);
            Shape shape = input.shape();
            int axis = axis(which, shape);
            int[] order = new int[shape.rank()];
            for (int i = 0; i < order.length; i++) {
                order[i] = i < axis ? i : i < order.length - 1 ? i + 1 : axis;
            }
            boolean last = axis == shape.rank() - 1;
            n = input.size();
            length = shape.dim(axis);
            each = shape.without(axis).product(1, shape.rank() - 1);
            from = input.floats();
            at = last ? new int[0] : Broadcast.transpose(shape, order);
            dFrom = call.gradient(input);
            boolean asItIs = last && !normalize;
            values = asItIs ? from : call.kept(n);
            d = dFrom == null ? new float[0] : asItIs ? dFrom : call.scratch(n);
        }

        @Override
        public void forward() {
            if (values == from) {
                return;
            }
            for (int i = 0; i < n; i++) {
                values[i] = from[at.length == 0 ? i : at[i]];
            }
            for (int row = 0; normalize && row < n; row += length) {
                scale(values, row, row + length);
            }
        }

        /** Before the first {@link #add}. */
        void clear() {
            if (d != dFrom) {
                Arrays.fill(d, 0);
            }
        }

        /** Adds to the gradient of a row. */
        void add(float gradient, float[] other, int otherRow, int row) {
            for (int i = 0; d.length > 0 && i < length; i++) {
                d[row + i] += gradient * other[otherRow + i];
            }
        }

        /** Of a row x = z · s with s = min(1 / |z|, MOST): dz = (dx - x · Σ dx · x) · s, and dx · MOST where that is smaller. */
        @Override
        public void backward() {
            if (dFrom == null || d == dFrom) {
                return;
            }
            for (int row = 0; normalize && row < n; row += length) {
                double squares = 0;
                double dot = 0;
                for (int i = row; i < row + length; i++) {
                    float z = from[at.length == 0 ? i : at[i]];
                    squares += z * z;
                    dot += d[i] * values[i];
                }
                double factor = 1 / Math.sqrt(squares);
                for (int i = row; i < row + length; i++) {
                    d[i] = factor < MOST ? (float) ((d[i] - values[i] * dot) * factor) : d[i] * MOST;
                }
            }
            for (int i = 0; i < n; i++) {
                dFrom[at.length == 0 ? i : at[i]] += d[i];
            }
        }
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
