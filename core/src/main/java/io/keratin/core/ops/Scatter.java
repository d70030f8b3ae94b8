package io.keratin.core.ops;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/** Operations that write parts of a tensor at places that may be computed. */
final class Scatter {

    private Scatter() {}

    /** Keras's ways of putting a value where another one is. */
    private static DoubleBinaryOperator by(String reduction) {
        return switch (reduction) {
            case "" -> (a, b) -> b;
            case "add" -> Double::sum;
            case "max" -> Math::max;
            case "min" -> Math::min;
            case "mul" -> (a, b) -> a * b;
            default -> throw new ShapeException("unknown reduction '" + reduction + "'");
        };
    }

    static Symbol scatter(Given g) {
        Symbol values = g.tensor(1, "values");
        return into(zeros(g.shape("shape"), values.dtype(), 0), g.tensor(0, "indices"), values, by("add"), false);
    }

    static Symbol update(Given g) {
        return into(
                g.tensor(0, "inputs"),
                g.tensor(1, "indices"),
                g.tensor(2, "updates"),
                by(g.text("reduction", "")),
                false);
    }

    /** What lies in the same segment, put together; segments without anything are {@code start}, negative ones lost. */
    static Symbol segments(Given g, double start, String reduction) {
        g.ignore("sorted");
        Symbol data = g.tensor(0, "data");
        Symbol ids = g.tensor(1, "segment_ids");
        if (!g.has("num_segments") || ids.rank() != 1) {
            throw new ShapeException("the number of segments must be known, their ids a vector");
        }
        Shape shape = data.shape().with(0, g.integer("num_segments"));
        return into(zeros(shape, data.dtype(), start), Views.expand(ids, -1), data, by(reduction), true);
    }

    private static Symbol zeros(Shape shape, DType type, double value) {
        Symbol one = type == DType.FLOAT32
                ? Symbol.constant(Tensor.of(new float[] {(float) value}, Shape.of()))
                : Pointwise.cast(Symbol.constant(Tensor.of(new int[] {(int) value}, Shape.of())), type);
        return Views.broadcastTo(one, shape);
    }

    /** x with {@code updates} (n, …) put at {@code indices} (n, axes), which name the first axes. */
    private static Symbol into(Symbol x, Symbol indices, Symbol updates, DoubleBinaryOperator f, boolean lossy) {
        int axes = indices.shape().last();
        if (axes == Shape.NONE || axes > x.rank()) {
            throw new ShapeException("indices " + indices.shape() + " do not fit " + x.shape());
        }
        Symbol values = Pointwise.cast(updates, x.dtype());
        List<Symbol> operands = List.of(x, Pointwise.cast(indices, DType.INT32), values);
        return Symbol.computed(x.shape(), x.dtype(), 0, operands, (in, out, kernels) -> {
            int run = out.shape().product(axes, out.shape().rank());
            int count = axes == 0 ? 1 : in.get(1).size() / axes;
            if (in.get(2).size() != count * run) {
                throw new ShapeException("updates " + in.get(2).shape() + " do not fit indices "
                        + in.get(1).shape() + " of " + out.shape());
            }
            return () -> {
                System.arraycopy(in.get(0).storage(), 0, out.storage(), 0, out.size());
                for (int i = 0; i < count; i++) {
                    int at = place(in.get(1).ints(), i * axes, axes, out.shape(), lossy);
                    for (int j = 0; j < run && at >= 0; j++) {
                        put(out.storage(), at * run + j, in.get(2).storage(), i * run + j, f);
                    }
                }
            };
        });
    }

    private static int place(int[] indices, int from, int axes, Shape shape, boolean lossy) {
        int at = 0;
        for (int a = 0; a < axes; a++) {
            int i = indices[from + a];
            if (i < 0 || i >= shape.dim(a)) {
                if (lossy && i < 0) {
                    return -1;
                }
                throw new ShapeException("index " + i + " is not in axis " + a + " of " + shape);
            }
            at = at * shape.dim(a) + i;
        }
        return at;
    }

    private static void put(Object to, int at, Object from, int i, DoubleBinaryOperator f) {
        if (to instanceof float[] y && from instanceof float[] v) {
            y[at] = (float) f.applyAsDouble(y[at], v[i]);
        } else if (to instanceof int[] y && from instanceof int[] v) {
            y[at] = (int) f.applyAsDouble(y[at], v[i]);
        }
    }

    /** x with a block put at a place that is known. */
    static Symbol slice(Given g) {
        Symbol x = g.tensor(0, "inputs");
        int[] starts = g.known(1, "start_indices").ints();
        Symbol block = Pointwise.cast(g.tensor(2, "updates"), x.dtype());
        if (starts.length != x.rank() || block.rank() != x.rank()) {
            throw new ShapeException("a block " + block.shape() + " does not fit " + x.shape());
        }
        int[][] widths = new int[x.rank()][2];
        for (int a = 0; a < x.rank(); a++) {
            int n = x.shape().dim(a);
            int behind = n == Shape.NONE
                    ? 0
                    : n - starts[a] - Math.max(0, block.shape().dim(a));
            if (starts[a] < 0 || behind < 0) {
                throw new ShapeException(
                        "a block " + block.shape() + " at " + starts[a] + " does not fit " + x.shape());
            }
            widths[a] = new int[] {starts[a], block.shape().dim(a) == Shape.NONE ? 0 : behind};
        }
        Symbol covered = Pointwise.compare(block, block, (a, b) -> true);
        return Pointwise.where(Views.pad(covered, widths, "constant", 0), Views.pad(block, widths, "constant", 0), x);
    }

    /** The indices along each axis of an array of this shape; Keras 3.15 goes through the axes of vectors alone from behind. */
    static List<Symbol> unravel(Given g) {
        Symbol indices = g.tensor(0, "indices");
        int[] shape = g.ints("shape");
        Symbol[] found = new Symbol[shape.length];
        Symbol rest = indices;
        for (int i = 0; i < shape.length; i++) {
            int n = shape[indices.rank() == 1 ? shape.length - 1 - i : i];
            found[shape.length - 1 - i] = Pointwise.same(rest, v -> Composed.floorMod(v, n));
            rest = Pointwise.same(rest, v -> Math.floor(v / n));
        }
        return List.of(found);
    }
}
