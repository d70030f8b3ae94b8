package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;

/**
 * exp(x) / sum of exp over the given axes. A mask that reaches the layer pushes its positions to probability 0.
 *
 * <p>Keras lays the mask over the input from the last axis, so a mask of (B, T) meets (T, X): that fits only by accident, and what
 * it then computes is reproduced; where it does not fit, Keras fails and so do we.
 *
 * @param axes over which the probabilities sum to 1; negative ones count from the end
 */
public record Softmax(List<Integer> axes) implements WeightlessLayer {

    /** What Keras puts in place of masked values: -1e9 for float32; {@code layers/activations/softmax.py}. */
    private static final float MASKED = -1e9f;

    /** A copy of the axes. */
    public Softmax {
        axes = List.copyOf(axes);
    }

    /** A Softmax with Keras's default, the last axis. */
    public Softmax() {
        this(List.of(-1));
    }

    static Softmax fromConfig(Config config, LayerRegistry registry) {
        int[] axes = config.integers("axis");
        return new Softmax(
                axes == null ? new Softmax().axes : Arrays.stream(axes).boxed().toList());
    }

    @Override
    public String className() {
        return "Softmax";
    }

    @Override
    public Shape outputShape(Shape input) {
        Axes.resolve("Softmax", axes, input.rank());
        return input;
    }

    @Override
    public Value.Fields config() {
        return Value.fields("axis", axes.size() == 1 ? axes.get(0) : axes);
    }

    @Override
    public boolean passesMask() {
        return true;
    }

    @Override
    public TimeAxis timeAxis(Shape input) {
        return Axes.resolve("Softmax", axes, input.rank()).contains(1) ? TimeAxis.WHOLE : TimeAxis.POINTWISE;
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Tensor in = call.input();
            float[] x = in.floats();
            float[] y = call.output().floats();
            int n = in.size();
            Mask mask = call.mask(0);
            if (mask == null && axes.size() == 1) {
                call.isActivated(Activations.SOFTMAX);
            }
            if (mask != null && call.inStream()) {
                throw new ShapeException(
                        "Softmax: a mask of (B, T) acts on whole sequences, not on single steps of a stream");
            }
            boolean[] real = mask == null ? new boolean[0] : mask.values();
            int[] maskIndex = mask == null
                    ? new int[0]
                    : Broadcast.index(Broadcast.trailing("Softmax", mask.shape(), in.shape()), in.shape());
            int rank = in.shape().rank();
            SortedSet<Integer> reduced = Axes.resolve("Softmax", axes, rank);
            boolean last = Axes.areLast(reduced, rank);
            int length = last ? in.shape().product(reduced.first(), rank) : 0;
            Axes.Groups groups = last ? new Axes.Groups(new int[0], new int[0]) : Axes.groups(in.shape(), reduced);
            Step forward = () -> {
                if (mask == null) {
                    System.arraycopy(x, 0, y, 0, n);
                } else {
                    for (int i = 0; i < n; i++) {
                        y[i] = real[maskIndex[i]] ? x[i] : MASKED;
                    }
                }
                if (length > 0) {
                    Activations.SOFTMAX.apply(y, 0, n / length, length, length);
                }
                for (int g : groups.starts()) {
                    normalise(y, g, groups.offsets());
                }
                for (int i = 0; i < maskIndex.length; i++) {
                    y[i] = real[maskIndex[i]] ? y[i] : 0;
                }
            };
            float[] dx = call.gradient(in);
            float[] dy = call.gradient(call.output());
            Axes.Groups all = Axes.groups(in.shape(), reduced);
            return dx == null || dy == null
                    ? forward
                    : Step.of(forward, () -> {
                        for (int g : all.starts()) {
                            back(y, dy, dx, g, all.offsets());
                        }
                    });
        };
    }

    /** dx += y · (dy - Σ dy · y); masked values have y = 0. */
    private static void back(float[] y, float[] dy, float[] dx, int start, int[] offsets) {
        double dot = 0;
        for (int o : offsets) {
            dot += dy[start + o] * y[start + o];
        }
        for (int o : offsets) {
            dx[start + o] += y[start + o] * (dy[start + o] - (float) dot);
        }
    }

    private static void normalise(float[] y, int start, int[] offsets) {
        float max = Float.NEGATIVE_INFINITY;
        for (int o : offsets) {
            max = Math.max(max, y[start + o]);
        }
        double sum = 0;
        for (int o : offsets) {
            y[start + o] = (float) Math.exp(y[start + o] - max);
            sum += y[start + o];
        }
        for (int o : offsets) {
            y[start + o] /= (float) sum;
        }
    }
}
