package io.keratin.core.ops;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operations that move elements and compute nothing: for each axis of the result, where its indices stand in the input. */
final class Views {

    /** In place of a source: nothing, the fill value. */
    static final int NOWHERE = -1;

    private Views() {}

    /**
     * out[i, j, …] = x[along[0][i] + along[1][j] + …], or {@code fill} where one of them is {@link #NOWHERE}.
     *
     * @param along for each axis of the result (axes of length 1 may stand between them), offsets into x
     */
    static Symbol view(Symbol x, Shape out, int kept, double fill, Supplier<int[][]> along) {
        return Symbol.computed(
                        out, x.dtype(), kept, List.of(x), (in, y, kernels) -> copy(in.get(0), y, along.get(), fill))
                .back1((y, dy) -> Symbol.computed(
                        x.shape(),
                        DType.FLOAT32,
                        kept,
                        List.of(dy),
                        (in, dx, kernels) -> scatter(in.get(0), dx, along.get())));
    }

    /** The way back of {@link #copy}: dx[along[0][i] + along[1][j] + …] += dy[i, j, …], from 0 on. */
    private static Runnable scatter(Tensor dy, Tensor dx, int[][] along) {
        int[] to = sums(along);
        return () -> {
            Arrays.fill(dx.floats(), 0, dx.size(), 0);
            add(dy.floats(), to, dx.floats());
        };
    }

    private static void add(float[] from, int[] places, float[] to) {
        for (int i = 0; i < places.length; i++) {
            if (places[i] != NOWHERE) {
                to[places[i]] += from[i];
            }
        }
    }

    private static Runnable copy(Tensor x, Tensor y, int[][] along, double fill) {
        int last = along.length;
        int run = 1;
        while (last > 0 && continues(along[last - 1], run)) {
            run *= along[last - 1].length;
            last--;
        }
        int length = run;
        int[] starts = sums(Arrays.copyOf(along, last));
        // What ends the run may still start anywhere.
        int base = 0;
        for (int axis = last; axis < along.length; axis++) {
            base += along[axis].length == 0 ? 0 : along[axis][0];
        }
        int offset = base;
        Object from = x.storage();
        Object to = y.storage();
        if (length > 1) {
            return () -> {
                for (int r = 0; r < starts.length; r++) {
                    if (starts[r] == NOWHERE) {
                        fill(to, r * length, length, fill);
                    } else {
                        System.arraycopy(from, starts[r] + offset, to, r * length, length);
                    }
                }
            };
        } else if (from instanceof float[] a && to instanceof float[] b) {
            float none = (float) fill;
            return () -> {
                for (int i = 0; i < starts.length; i++) {
                    b[i] = starts[i] == NOWHERE ? none : a[starts[i] + offset];
                }
            };
        }
        return () -> {
            for (int i = 0; i < starts.length; i++) {
                if (starts[i] == NOWHERE) {
                    fill(to, i, 1, fill);
                } else {
                    System.arraycopy(from, starts[i] + offset, to, i, 1);
                }
            }
        };
    }

    private static boolean continues(int[] along, int run) {
        for (int i = 0; i < along.length; i++) {
            if (along[i] == NOWHERE || along[i] != along[0] + i * run) {
                return false;
            }
        }
        return along.length > 0;
    }

    private static void fill(Object to, int from, int n, double value) {
        if (to instanceof float[] f) {
            Arrays.fill(f, from, from + n, (float) value);
        } else if (to instanceof int[] i) {
            Arrays.fill(i, from, from + n, (int) value);
        }
    }

    /** Sums of one offset of each axis, row-major; nowhere where one is nowhere. */
    static int[] sums(int[][] along) {
        int[] all = {0};
        for (int[] axis : along) {
            int[] next = new int[Math.multiplyExact(all.length, axis.length)];
            for (int i = 0, at = 0; i < all.length; i++) {
                for (int j = 0; j < axis.length; j++, at++) {
                    next[at] = all[i] == NOWHERE || axis[j] == NOWHERE ? NOWHERE : all[i] + axis[j];
                }
            }
            all = next;
        }
        return all;
    }

    static int[] along(int n, IntUnaryOperator offset) {
        return IntStream.range(0, n).map(offset).toArray();
    }

    /** Strides of an array of shape {@code from} seen as {@code to}: 0 along axes that are broadcast. */
    static int[] broadcastStrides(Shape from, Shape to) {
        int[] own = from.strides();
        int ahead = to.rank() - from.rank();
        int[] all = new int[to.rank()];
        for (int axis = ahead; axis < to.rank(); axis++) {
            all[axis] = from.dim(axis - ahead) == 1 ? 0 : own[axis - ahead];
        }
        return all;
    }

    /** One array of offsets for each axis of x. */
    private static int[][] each(Shape x, IntFunction<int[]> ofAxis) {
        return IntStream.range(0, x.rank()).mapToObj(ofAxis).toArray(int[][]::new);
    }

    /** x with one axis walked through {@code source}: index i of the result is index source(i) of x. */
    static Symbol alongAxis(Symbol x, int axis, int length, IntUnaryOperator source) {
        return alongAxes(x, x.shape().with(axis, length), a -> a == axis ? source : null, 0);
    }

    /** x with some axes walked through functions of their indices; null for axes that stay as they are. */
    static Symbol alongAxes(Symbol x, Shape out, IntFunction<@Nullable IntUnaryOperator> sources, double fill) {
        int kept = 0;
        while (kept < x.rank() && sources.apply(kept) == null) {
            kept++;
        }
        return view(x, out, Math.min(kept, x.kept()), fill, () -> {
            int[] strides = x.shape().strides();
            return each(x.shape(), a -> {
                IntUnaryOperator source = sources.apply(a);
                return along(out.dim(a), i -> {
                    int s = source == null ? i : source.applyAsInt(i);
                    return s == NOWHERE ? NOWHERE : s * strides[a];
                });
            });
        });
    }

    // ---- axes

    static Symbol transpose(Symbol x, int... axes) {
        int[] order = Arrays.stream(axes).map(x::axis).toArray();
        if (order.length != x.rank() || Arrays.stream(order).distinct().count() != order.length) {
            throw new ShapeException("axes " + Arrays.toString(axes) + " are no order of the axes of " + x.shape());
        }
        int kept = 0;
        while (kept < order.length && order[kept] == kept) {
            kept++;
        }
        if (kept == order.length) {
            return x;
        }
        Shape out = Shape.of(Arrays.stream(order).map(x.shape()::dim).toArray());
        return view(x, out, Math.min(kept, x.kept()), 0, () -> {
            int[] strides = x.shape().strides();
            return each(out, a -> along(out.dim(a), i -> i * strides[order[a]]));
        });
    }

    static Symbol reversed(Symbol x) {
        return transpose(
                x, IntStream.range(0, x.rank()).map(i -> x.rank() - 1 - i).toArray());
    }

    static Symbol moveaxis(Symbol x, int[] source, int[] destination) {
        int[] order = new int[x.rank()];
        Arrays.fill(order, -1);
        List<Integer> rest =
                new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
        for (int i = 0; i < source.length; i++) {
            order[x.axis(destination[i])] = x.axis(source[i]);
            rest.remove((Integer) x.axis(source[i]));
        }
        for (int i = 0; i < order.length; i++) {
            order[i] = order[i] < 0 ? rest.remove(0) : order[i];
        }
        return transpose(x, order);
    }

    static Symbol swapaxes(Symbol x, int a, int b) {
        int[] order = IntStream.range(0, x.rank()).toArray();
        order[x.axis(a)] = x.axis(b);
        order[x.axis(b)] = x.axis(a);
        return transpose(x, order);
    }

    static Symbol expand(Symbol x, int... axes) {
        int rank = x.rank() + axes.length;
        boolean[] added = new boolean[rank];
        for (int axis : axes) {
            added[Symbol.axis(axis, rank)] = true;
        }
        int[] dims = new int[rank];
        for (int i = 0, from = 0; i < rank; i++) {
            dims[i] = added[i] ? 1 : x.shape().dim(from++);
        }
        return x.reshape(Shape.of(dims));
    }

    /** Without these axes of length 1; without all of them if none is named. */
    static Symbol squeeze(Symbol x, int @Nullable [] axes) {
        List<Integer> gone = new ArrayList<>();
        if (axes != null) {
            Arrays.stream(axes).map(x::axis).forEach(gone::add);
        }
        List<Integer> dims = new ArrayList<>();
        for (int axis = 0; axis < x.rank(); axis++) {
            int d = x.shape().dim(axis);
            if (gone.contains(axis) && d != 1 && d != Shape.NONE) {
                throw new ShapeException("cannot squeeze axis " + axis + " of " + x.shape());
            }
            if (axes == null ? d != 1 : !gone.contains(axis)) {
                dims.add(d);
            }
        }
        return x.reshape(shape(dims));
    }

    static Shape shape(List<Integer> dims) {
        return Shape.of(dims.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Keras's reshape: one dimension may be -1; where the input's are open, that one stays open. */
    static Symbol reshape(Symbol x, int... dims) {
        int unknown = -1;
        long rest = 1;
        int open = 0;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] == Sizes.OPEN) {
                open++;
            } else if (dims[i] < 0 && unknown >= 0) {
                throw new ShapeException("reshape: more than one dimension of " + Arrays.toString(dims) + " is -1");
            } else if (dims[i] < 0) {
                unknown = i;
            } else {
                rest *= dims[i];
            }
        }
        Shape shape =
                Shape.of(Arrays.stream(dims).map(d -> Math.max(d, Shape.NONE)).toArray());
        if (unknown >= 0 && x.shape().isKnown()) {
            if (rest == 0 || x.shape().size() % rest != 0) {
                throw new ShapeException("cannot reshape " + x.shape() + " to " + Arrays.toString(dims));
            }
            shape = shape.with(unknown, Math.toIntExact(x.shape().size() / rest));
        } else if (unknown >= 0 && open > 0 && open == unknownAxes(x.shape())) {
            // As many open lengths on both sides are the same ones.
            shape = shape.with(unknown, Math.toIntExact(knownSize(x.shape()) / Math.max(1, rest)));
        }
        return x.reshape(shape);
    }

    private static long unknownAxes(Shape shape) {
        return Arrays.stream(shape.toArray()).filter(d -> d == Shape.NONE).count();
    }

    private static long knownSize(Shape shape) {
        return Arrays.stream(shape.toArray())
                .filter(d -> d != Shape.NONE)
                .asLongStream()
                .reduce(1, (a, b) -> a * b);
    }

    static Symbol broadcastTo(Symbol x, Shape shape) {
        Shape out = Pointwise.broadcast(x.shape(), shape);
        if (out.rank() != shape.rank()) {
            throw new ShapeException("cannot broadcast " + x.shape() + " to " + shape);
        }
        return view(x, out, x.keptIn(out), 0, () -> {
            int[] strides = broadcastStrides(x.shape(), out);
            return each(out, a -> along(out.dim(a), i -> i * strides[a]));
        });
    }

    // ---- parts and repetitions

    /** Python's {@code x[start:stop:step]} along one axis; null for what is left out. */
    static Symbol slice(Symbol x, int axis, @Nullable Integer start, @Nullable Integer stop, int step) {
        int n = x.shape().dim(axis);
        if (step == 0) {
            throw new ShapeException("a slice has step 0");
        } else if (start == null && stop == null && step == 1) {
            return x;
        } else if (n == Shape.NONE) {
            return alongAxis(x, axis, n, i -> i);
        }
        int from = start == null ? step > 0 ? 0 : n - 1 : clamp(start, n, step);
        int to = stop == null ? step > 0 ? n : -1 : clamp(stop, n, step);
        int length = Math.max(0, step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step);
        return alongAxis(x, axis, length, i -> from + i * step);
    }

    private static int clamp(int index, int n, int step) {
        int i = index < 0 ? index + n : index;
        return step > 0 ? Math.max(0, Math.min(n, i)) : Math.max(-1, Math.min(n - 1, i));
    }

    /** The element {@code index} of an axis, which goes. */
    static Symbol pick(Symbol x, int axis, int index) {
        int n = x.shape().dim(axis);
        if (n != Shape.NONE && (index < -n || index >= n)) {
            throw new ShapeException("index " + index + " is not in axis " + axis + " of " + x.shape());
        }
        int at = index < 0 && n != Shape.NONE ? index + n : index;
        Symbol one = alongAxis(x, axis, 1, i -> at);
        return one.reshape(x.shape().without(axis));
    }

    /** x[…, from:to, …]. */
    static Symbol part(Symbol x, int axis, int from, int to) {
        return slice(x, axis, from, to, 1);
    }

    static Symbol flip(Symbol x, int @Nullable [] axes) {
        int[] flipped = axes == null
                ? IntStream.range(0, x.rank()).toArray()
                : Arrays.stream(axes).map(x::axis).toArray();
        return alongAxes(
                x,
                x.shape(),
                a -> Arrays.stream(flipped).anyMatch(f -> f == a)
                        ? i -> x.shape().dim(a) - 1 - i
                        : null,
                0);
    }

    static Symbol roll(Symbol x, int axis, int shift) {
        int n = x.shape().dim(axis);
        return alongAxis(x, axis, n, i -> Math.floorMod(i - shift, n));
    }

    /** Each element of an axis {@code counts[i]} times, or all {@code counts[0]} times. */
    static Symbol repeat(Symbol x, int axis, int... counts) {
        int n = x.shape().dim(axis);
        if (counts.length == 1) {
            return alongAxis(x, axis, n == Shape.NONE ? n : n * counts[0], i -> i / counts[0]);
        } else if (counts.length != n) {
            throw new ShapeException("repeat: expected " + n + " counts, found " + counts.length);
        }
        int[] source = IntStream.range(0, n)
                .flatMap(i -> IntStream.generate(() -> i).limit(counts[i]))
                .toArray();
        return alongAxis(x, axis, source.length, i -> source[i]);
    }

    static Symbol tile(Symbol x, int... repeats) {
        int rank = Math.max(x.rank(), repeats.length);
        Symbol all = x.reshape(Pointwise.broadcast(x.shape(), Shape.of(ones(rank))));
        int ahead = rank - repeats.length;
        int[] dims = all.shape().toArray();
        for (int a = ahead; a < rank; a++) {
            boolean open = dims[a] == Shape.NONE || repeats[a - ahead] == Sizes.OPEN;
            dims[a] = open ? Shape.NONE : dims[a] * repeats[a - ahead];
        }
        return alongAxes(
                all,
                Shape.of(dims),
                a -> a < ahead || repeats[a - ahead] == 1
                        ? null
                        : i -> i % all.shape().dim(a),
                0);
    }

    static int[] ones(int n) {
        int[] ones = new int[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** x[…, indices, …]; negative indices count from the end. */
    static Symbol take(Symbol x, int axis, int[] indices) {
        int n = x.shape().dim(axis);
        for (int i : indices) {
            if (n != Shape.NONE && (i < -n || i >= n)) {
                throw new ShapeException("index " + i + " is not in axis " + axis + " of " + x.shape());
            }
        }
        return alongAxis(x, axis, indices.length, i -> indices[i] < 0 ? indices[i] + n : indices[i]);
    }

    /**
     * x with values before and behind each axis.
     *
     * @param widths for each axis, how many before and behind
     * @param mode constant, reflect, symmetric
     */
    static Symbol pad(Symbol x, int[][] widths, String mode, double fill) {
        int[] dims = x.shape().toArray();
        for (int a = 0; a < dims.length; a++) {
            dims[a] = dims[a] == Shape.NONE ? Shape.NONE : dims[a] + widths[a][0] + widths[a][1];
        }
        return alongAxes(
                x,
                Shape.of(dims),
                a -> widths[a][0] == 0 && widths[a][1] == 0
                        ? null
                        : i -> source(i - widths[a][0], x.shape().dim(a), mode),
                fill);
    }

    private static int source(int i, int n, String mode) {
        return switch (mode) {
            case "constant" -> i < 0 || i >= n ? NOWHERE : i;
            case "edge" -> Math.max(0, Math.min(n - 1, i));
            case "reflect" -> {
                int m = n == 1 ? 0 : Math.floorMod(i, 2 * (n - 1));
                yield m < n ? m : 2 * (n - 1) - m;
            }
            case "symmetric" -> {
                int m = Math.floorMod(i, 2 * n);
                yield m < n ? m : 2 * n - 1 - m;
            }
            default -> throw new ShapeException("pad: unknown mode '" + mode + "'");
        };
    }

    /** Two axes replaced by their diagonal, which comes last. */
    static Symbol diagonal(Symbol x, int offset, int axis1, int axis2) {
        Symbol last = moveaxis(x, new int[] {axis1, axis2}, new int[] {-2, -1});
        int rank = last.rank();
        int rows = last.shape().dim(-2);
        int columns = last.shape().dim(-1);
        if (rows == Shape.NONE || columns == Shape.NONE) {
            return view(last, last.shape().without(rank - 1).with(-1, Shape.NONE), 0, 0, () -> new int[0][]);
        }
        int down = Math.max(0, -offset);
        int right = Math.max(0, offset);
        int length = Math.max(0, Math.min(rows - down, columns - right));
        Shape out = last.shape().without(rank - 1).with(-1, length);
        return view(last, out, Math.min(last.kept(), rank - 2), 0, () -> {
            int[] strides = last.shape().strides();
            return each(
                    out,
                    a -> along(
                            out.dim(a),
                            a < rank - 2 ? i -> i * strides[a] : i -> (i + down) * strides[rank - 2] + i + right));
        });
    }

    /** Vectors along the last axis as diagonals of square matrices of zeros. */
    static Symbol diagonals(Symbol x, int offset) {
        int n = x.shape().last();
        int size = n + Math.abs(offset);
        Shape out = x.shape().with(-1, size).concat(Shape.of(size));
        int first = Math.max(0, -offset);
        return view(x, out, Math.min(x.kept(), x.rank() - 1), 0, () -> {
            int outer = x.shape().product(0, x.rank() - 1);
            int[] cells = along(size * size, c -> {
                int row = c / size;
                return c % size == row + offset && row >= first && row - first < n ? row - first : NOWHERE;
            });
            return new int[][] {along(outer, i -> i * n), cells};
        });
    }

    /**
     * Windows that slide over some axes: each of them is replaced by its positions, and the steps inside a window come last, in
     * the order of the axes.
     */
    static Symbol windows(Symbol x, int[] axes, int[] sizes, int[] strides, int[] dilations) {
        int[] dims = x.shape().toArray();
        for (int i = 0; i < axes.length; i++) {
            int n = dims[axes[i]];
            int extent = (sizes[i] - 1) * dilations[i] + 1;
            if (n != Shape.NONE && n < extent) {
                throw new ShapeException(
                        "a window of " + extent + " does not fit into axis " + axes[i] + " of " + x.shape());
            }
            dims[axes[i]] = n == Shape.NONE ? n : (n - extent) / strides[i] + 1;
        }
        Shape out = Shape.of(dims).concat(Shape.of(sizes));
        int kept = Arrays.stream(axes).min().orElse(x.rank());
        return view(x, out, Math.min(x.kept(), kept), 0, () -> {
            int[] own = x.shape().strides();
            return each(out, a -> {
                if (a >= x.rank()) {
                    int i = a - x.rank();
                    return along(sizes[i], w -> w * dilations[i] * own[axes[i]]);
                }
                int i = IntStream.range(0, axes.length)
                        .filter(k -> axes[k] == a)
                        .findFirst()
                        .orElse(-1);
                return along(out.dim(a), p -> p * (i < 0 ? 1 : strides[i]) * own[a]);
            });
        });
    }

    // ---- several tensors

    static Symbol concatenate(List<Symbol> all, int axis) {
        if (all.isEmpty()) {
            throw new ShapeException("expected at least one tensor to join");
        }
        DType type = all.stream().map(Symbol::dtype).reduce(all.get(0).dtype(), Views::wider);
        List<Symbol> parts = all.stream().map(s -> Pointwise.cast(s, type)).toList();
        Symbol first = parts.get(0);
        int at = first.axis(axis);
        Shape shape = first.shape();
        int length = 0;
        int kept = Symbol.EVERYWHERE;
        for (Symbol part : parts) {
            if (part.rank() != shape.rank() || !shape.with(at, Shape.NONE).accepts(part.shape())) {
                throw new ShapeException(
                        "cannot join " + all.stream().map(Symbol::shape).toList() + " along axis " + axis);
            }
            int d = part.shape().dim(at);
            length = length == Shape.NONE || d == Shape.NONE ? Shape.NONE : length + d;
            for (int a = 0; a < shape.rank(); a++) {
                shape = shape.dim(a) == Shape.NONE ? shape.with(a, part.shape().dim(a)) : shape;
            }
            kept = Math.min(kept, part.isConstant() ? 0 : part.kept());
        }
        Symbol joined = Symbol.computed(shape.with(at, length), type, Math.min(kept, at), parts, (in, out, kernels) -> {
            int outer = out.shape().product(0, at);
            int row = out.shape().product(at, out.shape().rank());
            return () -> {
                int start = 0;
                for (int k = 0; k < in.size(); k++) {
                    Tensor x = in.get(k);
                    int run = outer == 0 ? 0 : x.size() / outer;
                    for (int o = 0; o < outer; o++) {
                        System.arraycopy(x.storage(), o * run, out.storage(), o * row + start, run);
                    }
                    start += run;
                }
            };
        });
        return joined.back((y, dy) -> {
            List<@Nullable Symbol> back = new ArrayList<>();
            int from = 0;
            for (Symbol part : parts) {
                back.add(part(dy, at, from, from + part.shape().dim(at)));
                from += part.shape().dim(at);
            }
            return back;
        });
    }

    private static DType wider(DType a, DType b) {
        return a == b ? a : a.isInts() && b.isInts() ? DType.INT32 : DType.FLOAT32;
    }

    static Symbol stack(List<Symbol> all, int axis) {
        int at = Symbol.axis(axis, all.get(0).rank() + 1);
        return concatenate(all.stream().map(s -> expand(s, at)).toList(), at);
    }

    /** Pieces of an axis that end before each of the indices, and what is left. */
    static List<Symbol> split(Symbol x, int axis, int... ends) {
        int at = x.axis(axis);
        List<Symbol> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= ends.length; i++) {
            parts.add(slice(x, at, from, i < ends.length ? (Integer) ends[i] : null, 1));
            from = i < ends.length ? ends[i] : from;
        }
        return parts;
    }

    /** Into {@code sections} pieces of the same size; if {@code uneven}, the first ones may be longer by one. */
    static List<Symbol> split(Symbol x, int axis, int sections, boolean uneven) {
        int n = x.shape().dim(x.axis(axis));
        if (n == Shape.NONE && sections > 0) { // each piece is as open as the whole
            return Collections.nCopies(sections, slice(x, x.axis(axis), 0, null, 1));
        }
        if (sections <= 0 || (!uneven && n % sections != 0)) {
            throw new ShapeException(
                    "cannot split axis " + axis + " of " + x.shape() + " into " + sections + " equal parts");
        }
        int[] ends = new int[sections - 1];
        for (int i = 0, end = 0; i < ends.length; i++) {
            end += n / sections + (i < n % sections ? 1 : 0);
            ends[i] = end;
        }
        return split(x, axis, ends);
    }

    /** x's elements along an axis at indices that are computed; an index outside is an error. */
    static Symbol gather(Symbol x, Symbol indices, int axis) {
        int at = x.axis(axis);
        Shape out =
                x.shape().slice(0, at).concat(indices.shape()).concat(x.shape().slice(at + 1, x.rank()));
        int kept = indices.isConstant() ? Math.min(at, x.kept()) : x.isConstant() && at == 0 ? indices.kept() : 0;
        Symbol places = Pointwise.cast(indices, DType.INT32);
        return Symbol.computed(out, x.dtype(), kept, List.of(x, places), (in, y, kernels) -> {
                    Tensor from = in.get(0);
                    int[] which = in.get(1).ints();
                    int count = in.get(1).size();
                    int n = from.shape().dim(at);
                    int outer = from.shape().product(0, at);
                    int run = from.shape().product(at + 1, from.shape().rank());
                    return () -> {
                        for (int o = 0; o < outer; o++) {
                            for (int i = 0; i < count; i++) {
                                int s = (o * n + index(which[i], n)) * run;
                                System.arraycopy(from.storage(), s, y.storage(), (o * count + i) * run, run);
                            }
                        }
                    };
                })
                .back((y, dy) -> Arrays.asList(gathered(x.shape(), at, places, dy), null));
    }

    /** The way back of {@link #gather}: each element's gradient is added where it was found. */
    private static Symbol gathered(Shape shape, int at, Symbol places, Symbol dy) {
        return Symbol.computed(shape, DType.FLOAT32, 0, List.of(places, dy), (in, dx, kernels) -> {
            int[] which = in.get(0).ints();
            int count = in.get(0).size();
            int n = shape.dim(at);
            int outer = shape.product(0, at);
            int run = shape.product(at + 1, shape.rank());
            return () -> {
                float[] to = dx.floats();
                float[] from = in.get(1).floats();
                Arrays.fill(to, 0, dx.size(), 0);
                for (int o = 0; o < outer; o++) {
                    for (int i = 0; i < count; i++) {
                        int start = (o * n + index(which[i], n)) * run;
                        for (int j = 0; j < run; j++) {
                            to[start + j] += from[(o * count + i) * run + j];
                        }
                    }
                }
            };
        });
    }

    static int index(int i, int n) {
        if (i < -n || i >= n) {
            throw new ShapeException("index " + i + " is not in an axis of length " + n);
        }
        return i < 0 ? i + n : i;
    }

    /** out[…, i, …] = x[…, indices[…, i, …], …]. */
    static Symbol takeAlongAxis(Symbol x, Symbol indices, int axis) {
        int at = x.axis(axis);
        if (indices.rank() != x.rank()) {
            throw new ShapeException(
                    "indices " + indices.shape() + " and values " + x.shape() + " have different ranks");
        }
        Shape whole = Pointwise.broadcast(x.shape().with(at, 1), indices.shape().with(at, 1));
        int n = x.shape().dim(at);
        Symbol values = x.shape().equals(whole.with(at, n)) ? x : broadcastTo(x, whole.with(at, n));
        Shape out = whole.with(at, indices.shape().dim(at));
        Symbol which = indices.shape().equals(out) ? indices : broadcastTo(indices, out);
        int kept = Math.min(at, Math.min(values.keptIn(out), which.keptIn(out)));
        Symbol places = Pointwise.cast(which, DType.INT32);
        int run = out.product(at + 1, out.rank());
        int m = out.dim(at);
        return Symbol.computed(out, x.dtype(), kept, List.of(values, places), (in, y, kernels) -> {
                    int[] w = in.get(1).ints();
                    int size = y.size();
                    return () -> {
                        for (int i = 0; i < size; i++) {
                            System.arraycopy(in.get(0).storage(), place(i, w[i], m, n, run), y.storage(), i, 1);
                        }
                    };
                })
                .back((y, dy) -> Arrays.asList(
                        Symbol.computed(
                                values.shape(), DType.FLOAT32, 0, List.of(places, dy), (in, dx, kernels) -> () -> {
                                    float[] to = dx.floats();
                                    Arrays.fill(to, 0, dx.size(), 0);
                                    for (int i = 0; i < in.get(1).size(); i++) {
                                        to[place(i, in.get(0).ints()[i], m, n, run)] +=
                                                in.get(1).floats()[i];
                                    }
                                }),
                        null));
    }

    /** Where element i of {@link #takeAlongAxis}, m along the axis, stands among values with n along it. */
    private static int place(int i, int index, int m, int n, int run) {
        return (i / (m * run) * n + index(index, n)) * run + i % run;
    }
}
