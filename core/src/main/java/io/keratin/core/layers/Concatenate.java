package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several inputs one after another along an axis. Where one of them has a mask, so has the output: inputs without one are real
 * everywhere, and along the last axis a step is real if it is in one of them.
 *
 * @param axis the axis; negative ones count from the end, and along 0 the batches of the inputs follow each other
 */
public record Concatenate(int axis) implements LayerSpec {

    /** Keras's default, the last axis. */
    public static final int DEFAULT_AXIS = -1;

    static Concatenate fromConfig(Config config, LayerRegistry registry) {
        return new Concatenate(config.integer("axis", DEFAULT_AXIS));
    }

    @Override
    public String className() {
        return "Concatenate";
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        if (inputs.isEmpty()) {
            throw new ShapeException("Concatenate: expected a list of inputs, found none");
        }
        Shape first = inputs.get(0);
        int along = along(first);
        int length = 0;
        for (Shape s : inputs) {
            if (s.rank() != first.rank() || !fits(s.with(along, 0), first.with(along, 0))) {
                throw new ShapeException(
                        "Concatenate: inputs must have the same shape but along axis " + axis + ", found " + inputs);
            }
            length = length == Shape.NONE || s.dim(along) == Shape.NONE
                    ? Shape.NONE
                    : Math.addExact(length, s.dim(along));
        }
        return List.of(first.with(along, length));
    }

    private static boolean fits(Shape a, Shape b) {
        boolean fits = true;
        for (int i = 0; i < a.rank(); i++) {
            fits &= a.dim(i) == b.dim(i) || a.dim(i) == Shape.NONE || b.dim(i) == Shape.NONE;
        }
        return fits;
    }

    private int along(Shape input) {
        return Axes.resolve("Concatenate", List.of(axis), input.rank()).first();
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return List.of();
    }

    @Override
    public Value.Fields config() {
        return Value.fields("axis", axis);
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public List<DType> outputDTypes(List<Shape> shapes, List<DType> inputs) {
        boolean same = inputs.stream().allMatch(inputs.get(0)::equals);
        boolean ints = inputs.stream().allMatch(DType::isInts);
        if (!same && inputs.contains(DType.STRING)) {
            throw new ShapeException("Concatenate: texts and numbers cannot be put together, found inputs of "
                    + inputs.stream().map(DType::kerasName).toList());
        }
        return List.of(same ? inputs.get(0) : ints ? DType.INT32 : DType.FLOAT32);
    }

    @Override
    public boolean mixesSamples(List<Shape> inputs) {
        return along(inputs.get(0)) == 0;
    }

    @Override
    public TimeAxis timeAxis(List<Shape> inputs) {
        return inputs.get(0).rank() > 2 && along(inputs.get(0)) > 1 ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            Tensor out = call.output();
            int along = along(out.shape());
            int row = out.shape().product(along, out.shape().rank());
            int rows = row == 0 ? 0 : out.size() / row;
            List<Step> steps = new ArrayList<>();
            int at = 0;
            for (int i = 0; i < call.inputs(); i++) {
                Tensor in = call.input(i);
                int n = in.shape().product(along, in.shape().rank());
                int to = at;
                steps.add(() -> copy(in, n, out, to, row, rows));
                at += n;
            }
            masks(call, out.shape(), along, steps);
            return back(call, Step.all(steps), along, row, rows);
        };
    }

    /** dx += the part of dy that is x's. */
    private static Step back(Call call, Step forward, int along, int row, int rows) {
        float[] dy = call.gradient(call.output());
        if (dy == null) {
            return forward;
        }
        float[][] dx = call.inputGradients();
        int[] length = new int[call.inputs()];
        for (int i = 0; i < dx.length; i++) {
            length[i] =
                    call.input(i).shape().product(along, call.input(i).shape().rank());
        }
        return Step.of(forward, () -> {
            int at = 0;
            for (int i = 0; i < dx.length; i++) {
                for (int r = 0; dx[i].length > 0 && r < rows; r++) {
                    for (int j = 0; j < length[i]; j++) {
                        dx[i][r * length[i] + j] += dy[r * row + at + j];
                    }
                }
                at += length[i];
            }
        });
    }

    @SuppressWarnings("SuspiciousSystemArraycopy") // both arrays are storages of one type
    private static void copy(Tensor in, int n, Tensor out, int at, int row, int rows) {
        if (in.dtype().isInts() && out.dtype() == DType.FLOAT32) {
            for (int r = 0; r < rows; r++) {
                for (int i = 0; i < n; i++) {
                    out.floats()[r * row + at + i] = in.ints()[r * n + i];
                }
            }
            return;
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(in.storage(), r * n, out.storage(), r * row + at, n);
        }
    }

    /**
     * Keras lays each mask over its input from the last axis but one, puts these masks one after another like the inputs, and takes
     * a step for real where one of its features is; {@code merging/concatenate.py}, {@code compute_mask}.
     */
    private static void masks(Call call, Shape out, int along, List<Step> steps) {
        List<@Nullable Mask> masks = new ArrayList<>();
        for (int i = 0; i < call.inputs(); i++) {
            masks.add(call.mask(i));
        }
        if (Masks.present(masks).isEmpty()) {
            return;
        }
        int last = out.rank() - 1;
        Mask all = new Mask(out.slice(0, last));
        call.outputMask(0, all);
        steps.add(() -> Arrays.fill(all.values(), false));
        int row = out.product(along, last);
        int at = 0;
        for (int i = 0; i < masks.size(); i++) {
            Shape in = call.input(i).shape();
            Mask mask = masks.get(i);
            Shape own = in.slice(0, last);
            // A mask of the input's own rank says it of each feature.
            boolean each = mask != null && mask.shape().rank() == in.rank();
            int features = each ? in.last() : 1;
            int[] from = mask == null || each ? new int[0] : over(mask, own);
            boolean[] real = mask == null ? new boolean[0] : mask.values();
            int n = in.product(along, last);
            int to = at;
            int size = own.length();
            steps.add(() -> {
                for (int j = 0; j < size; j++) {
                    boolean some = mask == null;
                    for (int f = 0; f < features && !some; f++) {
                        some = real[each ? j * features + f : from[j]];
                    }
                    all.values()[along == last ? j : j / n * row + to + j % n] |= some;
                }
            });
            at += along == last ? 0 : n;
        }
    }

    private static int[] over(Mask mask, Shape steps) {
        return Broadcast.index(Broadcast.trailing("Concatenate", mask.shape(), steps), steps);
    }
}
