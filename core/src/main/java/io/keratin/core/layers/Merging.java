package io.keratin.core.layers;

import io.keratin.core.activations.Activations;
import io.keratin.core.activations.RowFunction;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.threads.Team;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several inputs to one output, value by value: Add, Subtract, Multiply, Average, Maximum, Minimum.
 *
 * <p>Axes of length 1 are repeated; inputs of lower rank get axes of length 1 behind the batch axis. Where all inputs have masks,
 * a step of the output is real if it is in one of them. Multiply, Maximum and Minimum leave masked steps of an input out; {@code
 * keras/src/layers/merging} of Keras 3.15.1.
 *
 * @param kind what is computed
 */
public record Merging(Kind kind) implements LayerSpec {

    private static final float[] NONE = {};

    /** Values that are merged and then given to the function behind, while they stay in the L1 cache. */
    private static final int CHUNK = 2048;

    /** The layers of this kind, with Keras's names. */
    public enum Kind {
        /** a + b + … */
        ADD("Add"),
        /** a - b */
        SUBTRACT("Subtract"),
        /** a · b · … */
        MULTIPLY("Multiply"),
        /** (a + b + …) / n */
        AVERAGE("Average"),
        /** The largest; NaN where there is one. */
        MAXIMUM("Maximum"),
        /** The smallest; NaN where there is one. */
        MINIMUM("Minimum");

        private final String className;

        Kind(String className) {
            this.className = className;
        }

        /** Keras's class name. */
        public String className() {
            return className;
        }

        private boolean leavesMaskedOut() {
            return this == MULTIPLY || this == MAXIMUM || this == MINIMUM;
        }
    }

    @Override
    public String className() {
        return kind.className();
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        if (inputs.isEmpty() || (kind == Kind.SUBTRACT && inputs.size() != 2)) {
            throw new ShapeException(className() + ": expected a list of " + (kind == Kind.SUBTRACT ? "two" : "")
                    + " inputs, found " + inputs);
        }
        return List.of(Broadcast.shape(className(), expanded(inputs)));
    }

    /** The inputs with equal ranks. */
    private static List<Shape> expanded(List<Shape> inputs) {
        int rank = inputs.stream().mapToInt(Shape::rank).max().orElse(0);
        return inputs.stream().map(s -> expanded(s, rank)).toList();
    }

    private static Shape expanded(Shape input, int rank) {
        int[] ones = new int[rank - input.rank()];
        Arrays.fill(ones, 1);
        return input.slice(0, 1).concat(Shape.of(ones)).concat(input.slice(1, input.rank()));
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return List.of();
    }

    @Override
    public Value.Fields config() {
        return Value.fields();
    }

    @Override
    public TimeAxis timeAxis(List<Shape> inputs) {
        return inputs.stream().allMatch(s -> s.rank() == inputs.get(0).rank())
                        && inputs.get(0).rank() > 1
                ? TimeAxis.POINTWISE
                : TimeAxis.WHOLE;
    }

    @Override
    public Layer bind(Binding binding) {
        Kernels kernels = binding.kernels();
        return FusableLayer.ending(-1, kernels, Activations.LINEAR, (call, f) -> plan(call, kernels, f));
    }

    /** Lays out f(a ∘ b ∘ …). */
    private Step plan(Call call, Kernels kernels, RowFunction f) {
        List<Shape> shapes = new ArrayList<>();
        List<@Nullable Mask> masks = new ArrayList<>();
        for (int i = 0; i < call.inputs(); i++) {
            shapes.add(call.input(i).shape());
            masks.add(call.mask(i));
        }
        Shape out = call.output().shape();
        List<Shape> same = expanded(shapes);
        Operand[] operands = new Operand[call.inputs()];
        Arrays.setAll(operands, i -> new Operand(call.input(i).floats(), same.get(i), out));
        float[] y = call.output().floats();
        List<Step> steps = new ArrayList<>();
        List<Mask> given = Masks.present(masks);
        if (given.size() == masks.size()) {
            Masks.Union union = Masks.union(className(), given);
            steps.add(union.step());
            call.outputMask(0, union.mask());
        }
        // An input that gets more axes is another tensor for Keras, which has no mask.
        for (int i = 0; i < masks.size(); i++) {
            masks.set(i, shapes.get(i).rank() == out.rank() ? masks.get(i) : null);
        }
        Masked masked = kind.leavesMaskedOut() && !Masks.present(masks).isEmpty()
                ? new Masked(kind, operands, masks, same, out, y)
                : null;
        int n = out.rank() > 1 ? Math.max(1, out.last()) : 1;
        int rows = operands[0].size / n;
        if (masked != null) {
            steps.add(masked);
            steps.add(() -> kernels.activate(f, y, 0, rows, n, n));
        } else {
            steps.add(shared(
                    call, operands, y, rows, n, (row, next) -> kernels.activate(f, y, row * n, next - row, n, n)));
        }
        float[] dy = call.gradient(call.output());
        if (dy == null) {
            return Step.all(steps);
        }
        float[][] dx = call.inputGradients();
        return Step.of(Step.all(steps), () -> {
            for (int i = 0; i < operands[0].size; i++) {
                back(operands, masked, i, dy[i], dx);
            }
        });
    }

    /** What is done with some rows of the output as soon as they are merged. */
    @FunctionalInterface
    private interface Ending {
        void end(int row, int next);
    }

    /** y = a ∘ b ∘ … for rows of n values, some of which the ending follows at a time; the members of the team share them. */
    private Step shared(Call call, Operand[] operands, float[] y, int rows, int n, Ending ending) {
        float[][] spread = new float[operands.length][];
        Arrays.setAll(spread, i -> operands[i].isWhole() ? NONE : call.scratch(operands[0].size));
        Team team = rows * n < PoolingLayer.MIN_SHARE * call.team().size() ? Team.SOLO : call.team();
        int some = Math.max(1, CHUNK / n);
        Team.Task task = member -> {
            int end = team.share(rows, member + 1);
            for (int row = team.share(rows, member); row < end; row += some) {
                int next = Math.min(end, row + some);
                merge(operands, spread, y, row * n, next * n);
                ending.end(row, next);
            }
        };
        return () -> {
            for (int i = 0; i < operands.length; i++) {
                operands[i].spread(spread[i]);
            }
            team.run(task);
        };
    }

    /**
     * The way back from one value of the output: sums hand dy on, products times all other factors; of a largest or smallest value the
     * first input that has it gets all of dy, as in TensorFlow.
     */
    private void back(Operand[] operands, @Nullable Masked masked, int at, float dy, float[][] dx) {
        int winner = kind == Kind.MAXIMUM || kind == Kind.MINIMUM ? winner(operands, masked, at) : 0;
        for (int i = 0; i < operands.length; i++) {
            if (dx[i].length > 0) {
                dx[i][operands[i].at(at)] += switch (kind) {
                    case ADD -> dy;
                    case AVERAGE -> dy / operands.length;
                    case SUBTRACT -> i == 0 ? dy : -dy;
                    case MULTIPLY -> dy * others(operands, masked, at, i);
                    case MAXIMUM, MINIMUM -> i == winner ? dy : 0;
                };
            }
        }
    }

    private int winner(Operand[] operands, @Nullable Masked masked, int at) {
        if (masked != null) {
            return masked.winner(at);
        }
        int winner = 0;
        for (int i = 1; i < operands.length; i++) {
            winner = beats(operands[i].get(at), operands[winner].get(at), kind) ? i : winner;
        }
        return winner;
    }

    private static boolean beats(float a, float b, Kind kind) {
        return kind == Kind.MAXIMUM ? a > b : a < b;
    }

    /** The product of all factors but {@code i}, 0 where that one is masked. */
    private static float others(Operand[] operands, @Nullable Masked masked, int at, int i) {
        float product = masked == null || masked.real(i, at) ? 1 : 0;
        for (int o = 0; o < operands.length; o++) {
            product *= o == i || (masked != null && !masked.real(o, at)) ? 1 : operands[o].get(at);
        }
        return product;
    }

    /** The values from {@code from} to {@code to} (exclusive) of y = a ∘ b ∘ …, of inputs that are spread where they are not whole. */
    private void merge(Operand[] operands, float[][] spread, float[] y, int from, int to) {
        float[] so = operands[0].values(spread[0]);
        if (operands.length == 1) {
            System.arraycopy(so, from, y, from, to - from);
        }
        for (int i = 1; i < operands.length; i++) {
            combine(kind, so, operands[i].values(spread[i]), y, from, to);
            so = y;
        }
        if (kind == Kind.AVERAGE) {
            for (int i = from; i < to; i++) {
                y[i] /= operands.length;
            }
        }
    }

    /** y = a ∘ b for some values. {@code y} may be {@code a}. */
    private static void combine(Kind kind, float[] a, float[] b, float[] y, int from, int to) {
        switch (kind) {
            case ADD, AVERAGE -> {
                for (int i = from; i < to; i++) {
                    y[i] = a[i] + b[i];
                }
            }
            case SUBTRACT -> {
                for (int i = from; i < to; i++) {
                    y[i] = a[i] - b[i];
                }
            }
            case MULTIPLY -> {
                for (int i = from; i < to; i++) {
                    y[i] = a[i] * b[i];
                }
            }
            case MAXIMUM -> {
                for (int i = from; i < to; i++) {
                    y[i] = Math.max(a[i], b[i]);
                }
            }
            case MINIMUM -> {
                for (int i = from; i < to; i++) {
                    y[i] = Math.min(a[i], b[i]);
                }
            }
        }
    }

    /** An input as it lies over the output: runs that follow it value by value, or repeat one value. */
    private static final class Operand {

        private final float[] x;
        private final int size;
        private final int run;
        private final boolean repeats;
        private final int[] starts;

        Operand(float[] x, Shape shape, Shape out) {
            this.x = x;
            size = out.length();
            int axis = out.rank();
            while (axis > 0 && shape.dim(axis - 1) == out.dim(axis - 1)) {
                axis--;
            }
            boolean last = axis == out.rank();
            if (last) {
                while (axis > 0 && shape.dim(axis - 1) == 1) {
                    axis--;
                }
            }
            repeats = last && out.rank() > 0;
            run = out.product(axis, out.rank());
            int own = shape.product(axis, shape.rank());
            starts = axis == 0 ? new int[] {0} : Broadcast.index(shape.slice(0, axis), out.slice(0, axis));
            for (int i = 0; i < starts.length; i++) {
                starts[i] *= own;
            }
        }

        /** Whether its own array lies over the output value by value. */
        boolean isWhole() {
            return run == size && !repeats;
        }

        /** Its values over the whole of the output: its own array, or what has been spread. */
        float[] values(float[] spread) {
            return isWhole() ? x : spread;
        }

        /** Writes its values over the whole of the output, unless they lie so. */
        void spread(float[] all) {
            for (int r = 0; !isWhole() && r < starts.length; r++) {
                if (repeats) {
                    Arrays.fill(all, r * run, (r + 1) * run, x[starts[r]]);
                } else {
                    System.arraycopy(x, starts[r], all, r * run, run);
                }
            }
        }

        float get(int i) {
            return x[at(i)];
        }

        int at(int i) {
            return starts[i / run] + (repeats ? 0 : i % run);
        }
    }

    /**
     * Multiply, Maximum and Minimum over inputs some of which have masks. In a product masked values count as 1, and as 0 where all
     * inputs are masked; a maximum is that of what is real so far.
     */
    private static final class Masked implements Step {

        private final Kind kind;
        private final Operand[] operands;
        private final boolean[][] real;
        private final int[][] at;
        private final boolean all;
        private final float[] y;
        private final int size;

        Masked(Kind kind, Operand[] operands, List<@Nullable Mask> masks, List<Shape> shapes, Shape out, float[] y) {
            this.kind = kind;
            this.operands = operands;
            this.y = y;
            size = out.length();
            real = new boolean[operands.length][];
            at = new int[operands.length][];
            for (int i = 0; i < operands.length; i++) {
                Mask mask = masks.get(i);
                if (mask != null) {
                    Shape steps = mask.shape().concat(Shape.of(1));
                    real[i] = mask.values();
                    at[i] = Broadcast.index(Broadcast.trailing(kind.className(), steps, shapes.get(i)), out);
                }
            }
            all = Masks.present(masks).size() == operands.length;
        }

        @Override
        public void forward() {
            for (int i = 0; i < size; i++) {
                y[i] = kind == Kind.MULTIPLY ? product(i) : extreme(i);
            }
        }

        /** Whether value i of the output has a real value in the input; inputs without a mask have nothing else. */
        private boolean real(int input, int i) {
            return real[input] == null || real[input][at[input][i]];
        }

        private float product(int i) {
            float product = 1;
            boolean any = !all;
            for (int o = 0; o < operands.length; o++) {
                if (real(o, i)) {
                    product *= operands[o].get(i);
                    any = true;
                }
            }
            return any ? product : 0;
        }

        private float extreme(int i) {
            return operands[winner(i)].get(i);
        }

        /** Which input has the extreme. */
        private int winner(int i) {
            int winner = 0;
            boolean known = real[0] != null;
            boolean any = real(0, i);
            for (int o = 1; o < operands.length; o++) {
                int candidate = real(o, i) ? o : winner;
                int before = known && !any ? candidate : winner;
                known &= real[o] != null;
                any |= real(o, i);
                float x = operands[candidate].get(i);
                winner = beats(x, operands[before].get(i), kind) || Float.isNaN(x) ? candidate : before;
            }
            return winner;
        }
    }
}
