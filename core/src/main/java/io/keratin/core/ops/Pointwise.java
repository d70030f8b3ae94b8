package io.keratin.core.ops;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Derivative;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the elements of one or several tensors, broadcast as NumPy does. Every tensor is walked in runs of neighbours; an
 * operand that stands still along a run is spread over a row first, so that all loops are those over plain neighbours.
 */
final class Pointwise {

    /** Longest run over which a still operand is spread. */
    private static final int RUN = 1024;

    private static final Symbol ZERO = Symbol.constant(Tensor.of(new float[1], Shape.of()));

    /** The derivative of what goes up and down in steps: no gradient goes back. */
    static final Float1 FLAT = x -> 0;

    /** As {@link #FLAT}, with respect to one of two numbers. */
    static final Float2 FLAT2 = (x, y) -> 0;

    private Pointwise() {}

    /** out[from + i] = f(in[k][at[k] + i], …) for i &lt; n; {@code float[]} or {@code int[]}, as the dtypes say. */
    @FunctionalInterface
    interface Range {
        void apply(Object[] in, int[] at, Object out, int from, int n);
    }

    /** A function of one number. */
    @FunctionalInterface
    interface Float1 {
        double of(double x);
    }

    /** A function of two numbers. */
    @FunctionalInterface
    interface Float2 {
        double of(double x, double y);
    }

    /** A function of two integers. */
    @FunctionalInterface
    interface Int2 {
        int of(int x, int y);
    }

    /** A statement about two numbers. */
    @FunctionalInterface
    interface Test2 {
        boolean of(double x, double y);
    }

    /** y[o + i] = f(a[ao + i], b[bo + i]) for i &lt; n: a loop that the JIT compiler turns into vectors. */
    @FunctionalInterface
    interface Loop2 {
        void run(float[] a, int ao, float[] b, int bo, float[] y, int o, int n);
    }

    // ---- families

    /** f in floating point, and its derivative; integers become floats. */
    static Symbol floats(Symbol x, Float1 f, Float1 slope) {
        Symbol given = cast(x, DType.FLOAT32);
        Symbol result = apply(
                DType.FLOAT32,
                (in, at, out, from, n) -> {
                    float[] a = (float[]) in[0];
                    float[] y = (float[]) out;
                    for (int i = 0; i < n; i++) {
                        y[from + i] = (float) f.of(a[at[0] + i]);
                    }
                },
                given);
        return slope == FLAT
                ? result.flat()
                : result.back1((y, dy) -> floats(given, dy, (v, d) -> d * slope.of(v), FLAT2, FLAT2));
    }

    /** f of a number that stays what it is, and its derivative: integers stay integers. */
    static Symbol same(Symbol x, Float1 f, Float1 slope) {
        if (x.dtype() == DType.FLOAT32) {
            return floats(x, f, slope);
        }
        return apply(
                DType.INT32,
                (in, at, out, from, n) -> {
                    int[] a = (int[]) in[0];
                    int[] y = (int[]) out;
                    for (int i = 0; i < n; i++) {
                        y[from + i] = (int) (long) f.of(a[at[0] + i]);
                    }
                },
                cast(x, DType.INT32));
    }

    /** Whether f(x) is not 0. */
    static Symbol test(Symbol x, Float1 f) {
        return apply(
                DType.BOOL,
                (in, at, out, from, n) -> {
                    float[] a = (float[]) in[0];
                    int[] y = (int[]) out;
                    for (int i = 0; i < n; i++) {
                        y[from + i] = f.of(a[at[0] + i]) == 0 ? 0 : 1;
                    }
                },
                cast(x, DType.FLOAT32));
    }

    /** An activation, as fast as the kernels have it. */
    static Symbol activation(Symbol x, Activation f) {
        Symbol floats = cast(x, DType.FLOAT32);
        Symbol result =
                Symbol.computed(floats.shape(), DType.FLOAT32, floats.kept(), List.of(floats), (in, out, kernels) -> {
                    float[] a = in.get(0).floats();
                    float[] y = out.floats();
                    int n = out.size();
                    return () -> {
                        System.arraycopy(a, 0, y, 0, n);
                        kernels.activate(f, y, 0, 1, n, n);
                    };
                });
        Derivative derivative = f.derivative();
        return derivative == null ? result : result.back1((y, dy) -> slope(derivative, floats, y, dy));
    }

    private static Symbol slope(Derivative f, Symbol x, Symbol y, Symbol dy) {
        List<Symbol> operands = List.of(f.ofResults() ? y : x, dy);
        return Symbol.computed(y.shape(), DType.FLOAT32, y.kept(), operands, (in, out, kernels) -> {
            int n = out.size();
            return () -> {
                System.arraycopy(in.get(1).floats(), 0, out.floats(), 0, n);
                f.apply(in.get(0).floats(), 0, n, out.floats(), 0, n, 1, n);
            };
        });
    }

    /** f of two numbers in floating point, and its derivatives with respect to each. */
    static Symbol floats(Symbol x, Symbol y, Float2 f, Float2 slope1, Float2 slope2) {
        Symbol first = cast(x, DType.FLOAT32);
        Symbol second = cast(y, DType.FLOAT32);
        return apply(
                        DType.FLOAT32,
                        (in, at, out, from, n) -> {
                            float[] a = (float[]) in[0];
                            float[] b = (float[]) in[1];
                            float[] c = (float[]) out;
                            for (int i = 0; i < n; i++) {
                                c[from + i] = (float) f.of(a[at[0] + i], b[at[1] + i]);
                            }
                        },
                        first,
                        second)
                .back((z, dz) -> Arrays.asList(
                        share(first, slope1, first, second, dz), share(second, slope2, first, second, dz)));
    }

    /** dz times a derivative, summed over the axes along which {@code to} was broadcast. */
    private static @Nullable Symbol share(Symbol to, Float2 slope, Symbol x, Symbol y, Symbol dz) {
        if (slope == FLAT2 || to.isConstant()) {
            return null;
        }
        Range product = (in, at, out, from, n) -> {
            float[] a = (float[]) in[0];
            float[] b = (float[]) in[1];
            float[] d = (float[]) in[2];
            float[] o = (float[]) out;
            for (int i = 0; i < n; i++) {
                o[from + i] = (float) (d[at[2] + i] * slope.of(a[at[0] + i], b[at[1] + i]));
            }
        };
        return summed(apply(DType.FLOAT32, product, x, y, dz), to.shape());
    }

    /** Summed over the axes along which this shape was broadcast. */
    static Symbol summed(Symbol x, Shape to) {
        if (x.shape().equals(to)) {
            return x;
        }
        int ahead = x.rank() - to.rank();
        int[] axes = IntStream.range(0, x.rank())
                .filter(a -> a < ahead || (to.dim(a - ahead) == 1 && x.shape().dim(a) != 1))
                .toArray();
        return Lanes.reduce(x, axes, true, null, Lanes.SUM).reshape(to);
    }

    /** f of two numbers of their common type with its derivatives, {@code whole} where that is an integer. */
    static Symbol same(Symbol x, Symbol y, Float2 f, Float2 slope1, Float2 slope2, Int2 whole) {
        return common(x, y) == DType.FLOAT32 ? floats(x, y, f, slope1, slope2) : ints(x, y, whole);
    }

    /** A share of the gradient dz of a function of two numbers. */
    @FunctionalInterface
    interface Share {
        Symbol of(Symbol x, Symbol y, Symbol dz);
    }

    /** The gradient as it is. */
    static final Share ALL = (x, y, dz) -> dz;

    /** As the other one, with a loop of its own for floats, and expressions for the gradients. */
    static Symbol fast(Symbol x, Symbol y, Loop2 loop, Int2 whole, Share share1, Share share2) {
        if (common(x, y) != DType.FLOAT32) {
            return ints(x, y, whole);
        }
        Symbol first = cast(x, DType.FLOAT32);
        Symbol second = cast(y, DType.FLOAT32);
        return apply(
                        DType.FLOAT32,
                        (in, at, out, from, n) ->
                                loop.run((float[]) in[0], at[0], (float[]) in[1], at[1], (float[]) out, from, n),
                        first,
                        second)
                .back((z, dz) -> Arrays.asList(
                        first.isConstant() ? null : summed(share1.of(first, second, dz), first.shape()),
                        second.isConstant() ? null : summed(share2.of(first, second, dz), second.shape())));
    }

    static Symbol add(Symbol a, Symbol b) {
        return fast(a, b, Loops::add, Integer::sum, ALL, ALL);
    }

    static Symbol subtract(Symbol a, Symbol b) {
        return fast(a, b, Loops::subtract, (m, n) -> m - n, ALL, (x, y, dz) -> negative(dz));
    }

    static Symbol multiply(Symbol a, Symbol b) {
        return fast(
                a, b, Loops::multiply, (m, n) -> m * n, (x, y, dz) -> multiply(dz, y), (x, y, dz) -> multiply(dz, x));
    }

    /** In floating point whatever the operands are. */
    static Symbol divide(Symbol a, Symbol b) {
        return fast(
                cast(a, DType.FLOAT32),
                cast(b, DType.FLOAT32),
                Loops::divide,
                (m, n) -> m / n,
                (x, y, dz) -> divide(dz, y),
                (x, y, dz) -> negative(multiply(divide(dz, y), divide(x, y))));
    }

    /** The larger one; of equals the first gets the gradient. */
    static Symbol maximum(Symbol a, Symbol b) {
        return fast(
                a,
                b,
                Loops::maximum,
                Math::max,
                (x, y, dz) -> where(compare(x, y, (m, n) -> m >= n), dz, ZERO),
                (x, y, dz) -> where(compare(x, y, (m, n) -> m >= n), ZERO, dz));
    }

    /** The smaller one; of equals the first gets the gradient. */
    static Symbol minimum(Symbol a, Symbol b) {
        return fast(
                a,
                b,
                Loops::minimum,
                Math::min,
                (x, y, dz) -> where(compare(x, y, (m, n) -> m <= n), dz, ZERO),
                (x, y, dz) -> where(compare(x, y, (m, n) -> m <= n), ZERO, dz));
    }

    static Symbol negative(Symbol x) {
        return same(x, v -> -v, v -> -1);
    }

    /** f of two integers. */
    static Symbol ints(Symbol x, Symbol y, Int2 f) {
        return whole(DType.INT32, x, y, f);
    }

    /** A statement about two truth values. */
    static Symbol logic(Symbol x, Symbol y, Int2 f) {
        return whole(DType.BOOL, cast(x, DType.BOOL), cast(y, DType.BOOL), f);
    }

    private static Symbol whole(DType type, Symbol x, Symbol y, Int2 f) {
        return apply(
                type,
                (in, at, out, from, n) -> {
                    int[] a = (int[]) in[0];
                    int[] b = (int[]) in[1];
                    int[] c = (int[]) out;
                    for (int i = 0; i < n; i++) {
                        c[from + i] = f.of(a[at[0] + i], b[at[1] + i]);
                    }
                },
                cast(x, DType.INT32),
                cast(y, DType.INT32));
    }

    /** The values, through which no gradient goes back. */
    static Symbol stopped(Symbol x) {
        return x.dtype() == DType.FLOAT32 ? floats(x, v -> v, FLAT) : x;
    }

    /** A statement about two numbers. */
    static Symbol compare(Symbol x, Symbol y, Test2 f) {
        if (common(x, y) != DType.FLOAT32) {
            return whole(DType.BOOL, x, y, (a, b) -> f.of(a, b) ? 1 : 0);
        }
        return apply(
                DType.BOOL,
                (in, at, out, from, n) -> {
                    float[] a = (float[]) in[0];
                    float[] b = (float[]) in[1];
                    int[] c = (int[]) out;
                    for (int i = 0; i < n; i++) {
                        c[from + i] = f.of(a[at[0] + i], b[at[1] + i]) ? 1 : 0;
                    }
                },
                cast(x, DType.FLOAT32),
                cast(y, DType.FLOAT32));
    }

    /** x where the condition holds, else y. */
    static Symbol where(Symbol condition, Symbol x, Symbol y) {
        DType type = common(x, y);
        Range floats = (in, at, out, from, n) -> {
            int[] c = (int[]) in[0];
            float[] a = (float[]) in[1];
            float[] b = (float[]) in[2];
            float[] o = (float[]) out;
            for (int i = 0; i < n; i++) {
                o[from + i] = c[at[0] + i] != 0 ? a[at[1] + i] : b[at[2] + i];
            }
        };
        Range ints = (in, at, out, from, n) -> {
            int[] c = (int[]) in[0];
            int[] a = (int[]) in[1];
            int[] b = (int[]) in[2];
            int[] o = (int[]) out;
            for (int i = 0; i < n; i++) {
                o[from + i] = c[at[0] + i] != 0 ? a[at[1] + i] : b[at[2] + i];
            }
        };
        Symbol first = cast(x, type);
        Symbol second = cast(y, type);
        return apply(type, type == DType.FLOAT32 ? floats : ints, cast(condition, DType.BOOL), first, second)
                .back((z, dz) -> Arrays.asList(
                        null,
                        first.isConstant() ? null : summed(where(condition, dz, ZERO), first.shape()),
                        second.isConstant() ? null : summed(where(condition, ZERO, dz), second.shape())));
    }

    // ---- types

    /** The type to which Keras promotes two: booleans below integers below floats. */
    static DType common(Symbol x, Symbol y) {
        return x.dtype().isInts() && y.dtype().isInts()
                ? x.dtype() == DType.BOOL && y.dtype() == DType.BOOL ? DType.BOOL : DType.INT32
                : DType.FLOAT32;
    }

    /** The values as another type: floats are cut towards 0, and are true unless they are 0. */
    static Symbol cast(Symbol x, DType type) {
        if (x.dtype() == type) {
            return x;
        } else if (x.dtype() == DType.STRING || type == DType.STRING) {
            throw new ShapeException("expected numbers, found " + x.dtype().kerasName());
        } else if (x.dtype() == DType.BOOL && type == DType.INT32) {
            return x.seenAs(type);
        } else if (type == DType.FLOAT32) {
            return apply(
                            type,
                            (in, at, out, from, n) -> {
                                int[] a = (int[]) in[0];
                                float[] y = (float[]) out;
                                for (int i = 0; i < n; i++) {
                                    y[from + i] = a[at[0] + i];
                                }
                            },
                            x)
                    .flat();
        } else if (x.dtype() == DType.INT32) {
            return apply(
                    type,
                    (in, at, out, from, n) -> {
                        int[] a = (int[]) in[0];
                        int[] y = (int[]) out;
                        for (int i = 0; i < n; i++) {
                            y[from + i] = a[at[0] + i] == 0 ? 0 : 1;
                        }
                    },
                    x);
        }
        boolean truth = type == DType.BOOL;
        return apply(
                type,
                (in, at, out, from, n) -> {
                    float[] a = (float[]) in[0];
                    int[] y = (int[]) out;
                    for (int i = 0; i < n; i++) {
                        float v = a[at[0] + i];
                        y[from + i] = truth ? v == 0 ? 0 : 1 : DType.toInt(v);
                    }
                },
                x);
    }

    // ---- broadcasting

    /** The shape to which NumPy broadcasts two. */
    static Shape broadcast(Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        int[] dims = new int[rank];
        for (int axis = 1; axis <= rank; axis++) {
            int m = axis > a.rank() ? 1 : a.dim(-axis);
            int n = axis > b.rank() ? 1 : b.dim(-axis);
            if (m != n && m != 1 && n != 1 && m != Shape.NONE && n != Shape.NONE) {
                throw new ShapeException("shapes " + a + " and " + b + " cannot be broadcast");
            }
            dims[rank - axis] = m == 1 ? n : n == 1 || m != Shape.NONE ? m : n;
        }
        return Shape.of(dims);
    }

    /** f of operands of the types that it expects. */
    static Symbol apply(DType type, Range f, Symbol... operands) {
        Shape shape = operands[0].shape();
        for (Symbol operand : operands) {
            shape = broadcast(shape, operand.shape());
        }
        int kept = Symbol.EVERYWHERE;
        for (Symbol operand : operands) {
            kept = Math.min(kept, operand.keptIn(shape));
        }
        return Symbol.computed(
                shape, type, Math.min(kept, shape.rank()), List.of(operands), (in, out, kernels) -> plan(f, in, out));
    }

    private static Runnable plan(Range f, List<Tensor> operands, Tensor out) {
        Runs runs = Runs.of(operands, out.shape());
        Object[] in = new Object[operands.size()];
        int[] at = new int[in.length];
        boolean[] still = new boolean[in.length];
        Object[] rows = new Object[in.length];
        int longest = runs.length();
        for (int k = 0; k < in.length; k++) {
            in[k] = operands.get(k).storage();
            still[k] = runs.still()[k] && runs.length() > 1;
            longest = still[k] ? Math.min(longest, RUN) : longest;
        }
        int step = longest;
        for (int k = 0; k < in.length; k++) {
            rows[k] = still[k] ? in[k] instanceof float[] ? new float[step] : new int[step] : in[k];
        }
        Object y = out.storage();
        return () -> {
            for (int r = 0; r < runs.count(); r++) {
                for (int k = 0; k < in.length; k++) {
                    if (still[k] && (r == 0 || runs.starts()[k][r] != runs.starts()[k][r - 1])) {
                        spread(in[k], runs.starts()[k][r], rows[k]);
                    }
                }
                for (int from = 0; from < runs.length(); from += step) {
                    for (int k = 0; k < in.length; k++) {
                        at[k] = still[k] ? 0 : runs.starts()[k][r] + from;
                    }
                    f.apply(rows, at, y, r * runs.length() + from, Math.min(step, runs.length() - from));
                }
            }
        };
    }

    private static void spread(Object in, int at, Object row) {
        if (in instanceof float[] a && row instanceof float[] to) {
            Arrays.fill(to, a[at]);
        } else if (in instanceof int[] a && row instanceof int[] to) {
            Arrays.fill(to, a[at]);
        }
    }

    /**
     * An output cut into runs along which every operand either goes on element by element or stands still.
     *
     * @param length elements of a run
     * @param count number of runs
     * @param starts for each operand, where each run begins
     * @param still which operands stand still
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; read in inner loops.
    private record Runs(int length, int count, int[][] starts, boolean[] still) {

        static Runs of(List<Tensor> operands, Shape out) {
            int operandCount = operands.size();
            int[][] strides = new int[operandCount][];
            for (int k = 0; k < operandCount; k++) {
                strides[k] = Views.broadcastStrides(operands.get(k).shape(), out);
            }
            // As many trailing axes as every operand walks, or stands still over, alike.
            int first = out.rank();
            int length = 1;
            boolean[] still = new boolean[operandCount];
            while (first > 0) {
                int axis = first - 1;
                boolean fits = true;
                if (out.dim(axis) > 1) {
                    for (int k = 0; k < operandCount && fits; k++) {
                        boolean stays = strides[k][axis] == 0;
                        fits = length == 1 || (still[k] == stays && (stays || strides[k][axis] == length));
                    }
                    for (int k = 0; k < operandCount && fits; k++) {
                        still[k] = strides[k][axis] == 0;
                    }
                }
                if (!fits) {
                    break;
                }
                length *= out.dim(axis);
                first = axis;
            }
            Shape outer = out.slice(0, first);
            int[][] starts = new int[operandCount][];
            for (int k = 0; k < operandCount; k++) {
                int[][] along = new int[first][];
                for (int axis = 0; axis < first; axis++) {
                    int stride = strides[k][axis];
                    along[axis] = Views.along(out.dim(axis), i -> i * stride);
                }
                starts[k] = Views.sums(along);
            }
            return new Runs(length, outer.length(), starts, still);
        }
    }
}
