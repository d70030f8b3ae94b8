package io.keratin.core.ops;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

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
        return into(zeros(g.shape("shape"), values.dtype(), 0), g.tensor(0, "indices"), values, "add", false);
    }

    static Symbol update(Given g) {
        return into(
                g.tensor(0, "inputs"), g.tensor(1, "indices"), g.tensor(2, "updates"), g.text("reduction", ""), false);
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
        return into(zeros(shape, data.dtype(), start), Views.expand(ids, -1), data, reduction, true);
    }

    private static Symbol zeros(Shape shape, DType type, double value) {
        Symbol one = type == DType.FLOAT32
                ? Symbol.constant(Tensor.of(new float[] {(float) value}, Shape.of()))
                : Pointwise.cast(Symbol.constant(Tensor.of(new int[] {(int) value}, Shape.of())), type);
        return Views.broadcastTo(one, shape);
    }

    /** x with {@code updates} (n, …) put at {@code indices} (n, axes), which name the first axes. */
    private static Symbol into(Symbol x, Symbol indices, Symbol updates, String reduction, boolean lossy) {
        DoubleBinaryOperator f = by(reduction);
        int axes = indices.shape().last();
        if (axes == Shape.NONE || axes > x.rank()) {
            throw new ShapeException("indices " + indices.shape() + " do not fit " + x.shape());
        }
        Symbol values = Pointwise.cast(updates, x.dtype());
        Symbol places = Pointwise.cast(indices, DType.INT32);
        List<Symbol> operands = List.of(x, places, values);
        Symbol result = Symbol.computed(x.shape(), x.dtype(), 0, operands, (in, out, kernels) -> {
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
        return switch (reduction) {
            case "add" -> result.back((y, dy) -> Arrays.asList(dy, null, from(dy, places, values.shape(), lossy)));
            case "" ->
                result.back((y, dy) -> Arrays.asList(
                        into(dy, places, zeros(values.shape(), DType.FLOAT32, 0), "", false),
                        null,
                        from(dy, places, values.shape(), lossy)));
            case "max", "min" -> result.back((y, dy) -> sharedOut(x, places, values, y, dy, lossy));
            default ->
                result.back((y, dy) -> Arrays.asList(
                        Pointwise.multiply(dy, into(ones(x), places, values, "mul", lossy)),
                        null,
                        factors(x, places, values, dy, lossy)));
        };
    }

    /** What lies at {@code places} of x; 0 for lost ones. */
    private static Symbol from(Symbol x, Symbol places, Shape shape, boolean lossy) {
        return Symbol.computed(shape, DType.FLOAT32, 0, List.of(x, places), (in, out, kernels) -> {
            int axes = places.shape().last();
            int run = x.shape().product(axes, x.rank());
            int count = axes == 0 ? 1 : in.get(1).size() / axes;
            float[] to = out.floats();
            return () -> {
                for (int i = 0; i < count; i++) {
                    int at = place(in.get(1).ints(), i * axes, axes, x.shape(), lossy);
                    for (int j = 0; j < run; j++) {
                        to[i * run + j] = at < 0 ? 0 : in.get(0).floats()[at * run + j];
                    }
                }
            };
        });
    }

    /** Those that are the extreme value share its gradient. */
    private static List<@Nullable Symbol> sharedOut(
            Symbol x, Symbol places, Symbol values, Symbol y, Symbol dy, boolean lossy) {
        Symbol old = is(x, y);
        Symbol given = is(values, from(y, places, values.shape(), lossy));
        Symbol share = Pointwise.divide(dy, into(old, places, given, "add", lossy));
        return Arrays.asList(
                Pointwise.multiply(old, share),
                null,
                Pointwise.multiply(given, from(share, places, values.shape(), lossy)));
    }

    private static Symbol ones(Symbol x) {
        return zeros(x.shape(), DType.FLOAT32, 1);
    }

    /** The gradient of each factor: dy times what was there before it and all that came to the same place behind it. */
    private static Symbol factors(Symbol x, Symbol places, Symbol values, Symbol dy, boolean lossy) {
        List<Symbol> operands = List.of(x, places, values, dy);
        return Symbol.computed(values.shape(), DType.FLOAT32, 0, operands, (in, out, kernels) -> {
            int axes = places.shape().last();
            int run = x.shape().product(axes, x.rank());
            int count = axes == 0 ? 1 : in.get(1).size() / axes;
            float[] product = new float[in.get(0).size()];
            float[] d = out.floats();
            return () -> {
                System.arraycopy(in.get(0).floats(), 0, product, 0, product.length);
                for (int i = 0; i < count; i++) {
                    int at = place(in.get(1).ints(), i * axes, axes, x.shape(), lossy);
                    for (int j = 0; j < run; j++) {
                        d[i * run + j] = at < 0 ? 0 : product[at * run + j];
                        product[Math.max(0, at) * run + j] *=
                                at < 0 ? 1 : in.get(2).floats()[i * run + j];
                    }
                }
                System.arraycopy(in.get(3).floats(), 0, product, 0, product.length);
                for (int i = count - 1; i >= 0; i--) {
                    int at = place(in.get(1).ints(), i * axes, axes, x.shape(), lossy);
                    for (int j = 0; j < run && at >= 0; j++) {
                        d[i * run + j] *= product[at * run + j];
                        product[at * run + j] *= in.get(2).floats()[i * run + j];
                    }
                }
            };
        });
    }

    private static Symbol is(Symbol a, Symbol b) {
        return Pointwise.cast(Pointwise.compare(a, b, (m, n) -> m == n), DType.FLOAT32);
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
            found[shape.length - 1 - i] = Pointwise.same(rest, v -> Composed.floorMod(v, n), Pointwise.FLAT);
            rest = Pointwise.same(rest, v -> Math.floor(v / n), Pointwise.FLAT);
        }
        return List.of(found);
    }
}
