package io.keratin.core.ops;

import io.keratin.core.activations.Activations;
import io.keratin.core.activations.Erf;
import io.keratin.core.activations.ParametricActivation;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operations that take more than a line: options read, and what the families do put together. */
final class Composed {

    static final Tensor ZERO = Tensor.ofBooleans(new int[1], Shape.of());
    static final Tensor TRUE = Tensor.ofBooleans(new int[] {1}, Shape.of());

    /** Keras's {@code backend.epsilon()}. */
    private static final double EPSILON = 1e-7;

    /** What Keras puts in place of masked attention scores: -0.7 times the largest float. */
    private static final float MASKED = (float) (Float.MAX_VALUE * -0.7);

    private static final Pattern AXIS = Pattern.compile("\\w+|\\(.*?\\)");

    private Composed() {}

    // ---- numbers

    static double besselI0(double x) {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > 1e-17 * sum; k++) {
            term *= x * x / 4 / k / k;
            sum += term;
        }
        return sum;
    }

    /** The derivative of I0. */
    static double besselI1(double x) {
        double term = x / 2;
        double sum = term;
        for (int k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
            term *= x * x / 4 / k / (k + 1);
            sum += term;
        }
        return sum;
    }

    /** x with erf(x) = y: Winitzki's approximation, mended by Newton's method. */
    static double inverseErf(double y) {
        if (Math.abs(y) >= 1) {
            return Math.abs(y) == 1 ? y * Double.POSITIVE_INFINITY : Double.NaN;
        }
        double log = Math.log1p(-y * y);
        double half = 2 / (Math.PI * 0.147) + log / 2;
        double x = Math.signum(y) * Math.sqrt(Math.sqrt(half * half - log / 0.147) - half);
        for (int i = 0; i < 4; i++) {
            double miss = y < 0 ? 1 + y - Erf.erfc(-x) : Erf.erfc(x) - (1 - y);
            x += miss * Math.sqrt(Math.PI) / 2 * Math.exp(x * x);
        }
        return x;
    }

    static double logAddExp(double a, double b) {
        double difference = a - b;
        return Double.isNaN(difference) ? a + b : Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(difference)));
    }

    /** The remainder with the divisor's sign, as in Python. */
    static double floorMod(double a, double b) {
        double r = a % b;
        return r != 0 && r < 0 != b < 0 ? r + b : r;
    }

    /** A division of integers; by 0 it is refused, as in Keras. */
    static Pointwise.Int2 dividing(Pointwise.Int2 f) {
        return (a, b) -> {
            if (b == 0) {
                throw new KeratinException("an operation of the graph divides the integer " + a + " by 0");
            }
            return f.of(a, b);
        };
    }

    static int gcd(int a, int b) {
        int m = Math.abs(a);
        int n = Math.abs(b);
        while (n != 0) {
            int r = m % n;
            m = n;
            n = r;
        }
        return m;
    }

    /** ∂√(a² + b²) / ∂a; Keras works with the larger and the smaller of |a| and |b|, of which a is both where they are equal. */
    static double hypotSlope(double a, double b) {
        return Math.abs(a) == Math.abs(b) ? Math.signum(a) * Math.sqrt(2) : a / Math.hypot(a, b);
    }

    // ---- short forms

    private static Symbol floats(Symbol x) {
        return Pointwise.cast(x, DType.FLOAT32);
    }

    private static Symbol sum(Symbol x, int... axes) {
        return Lanes.reduce(x, axes, false, null, Lanes.SUM);
    }

    /** Bits of two values; booleans stay booleans. */
    static Symbol bits(Symbol a, Symbol b, Pointwise.Int2 f) {
        return Pointwise.common(a, b) == DType.BOOL
                ? Pointwise.logic(a, b, (m, n) -> f.of(m, n) & 1)
                : Pointwise.ints(a, b, f);
    }

    // ---- one tensor

    static Symbol cast(Given g, boolean saturate) {
        return typed(g.x(), g, saturate);
    }

    static Symbol convert(Given g) {
        g.ignore("sparse", "ragged");
        return typed(g.x(), g);
    }

    /** x as the option dtype asks for, if it is there. */
    static Symbol typed(Symbol x, Given g) {
        return typed(x, g, false);
    }

    private static Symbol typed(Symbol x, Given g, boolean saturate) {
        Value named = g.value("dtype");
        if (named == null) {
            return x;
        }
        DType type = g.dtype("dtype", x.dtype());
        Narrow narrow = Narrow.of(Literals.dtypeName(named));
        Symbol bounded = saturate && narrow.integer()
                ? Pointwise.same(x, v -> Math.max(narrow.min(), Math.min(narrow.max(), v)), Pointwise.FLAT)
                : x;
        Symbol cast = Pointwise.cast(bounded, type);
        if (narrow == Narrow.NONE) {
            return cast;
        }
        return type == DType.FLOAT32
                ? Pointwise.floats(cast, narrow::rounded, v -> 1)
                : Pointwise.same(cast, narrow::wrapped, Pointwise.FLAT);
    }

    static Symbol round(Given g) {
        Symbol x = g.x();
        double factor = Math.pow(10, g.integer("decimals", 0));
        if (x.dtype() != DType.FLOAT32 && factor >= 1) {
            return x;
        }
        return Pointwise.same(x, v -> (float) (Math.rint((float) (v * factor)) / factor), Pointwise.FLAT);
    }

    static Symbol nanToNum(Given g) {
        double nan = g.real("nan", 0);
        double high = g.real("posinf", Float.MAX_VALUE);
        double low = g.real("neginf", -Float.MAX_VALUE);
        return Pointwise.same(
                g.x(),
                v -> Double.isNaN(v)
                        ? nan
                        : v == Double.POSITIVE_INFINITY ? high : v == Double.NEGATIVE_INFINITY ? low : v,
                v -> Double.isFinite(v) ? 1 : 0);
    }

    static Symbol clip(Given g) {
        Symbol x = g.x();
        Symbol low = g.optional(-1, "x_min");
        Symbol high = g.optional(-1, "x_max");
        Symbol above = low == null ? x : Pointwise.maximum(x, low);
        return high == null ? above : Pointwise.minimum(above, high);
    }

    static Symbol parametric(String name, Given g) {
        List<String> keys = List.of("negative_slope", "alpha", "approximate", "threshold", "default_value", "b");
        Value.Fields options = Value.fields();
        for (String key : keys) {
            Value v = g.value(key);
            options = v == null ? options : options.with(key, v);
        }
        ParametricActivation f = ParametricActivation.read(name, options);
        if (f == null) {
            throw new IllegalStateException("no activation " + name);
        }
        return Pointwise.activation(g.x(), f);
    }

    /**
     * The layer's activation: 0 up to the threshold, or a line below it, and no more than a maximum. Corners as Keras's pieces have them: a maximum of 6 is
     * that of {@code relu6}, a slope alone that of {@code leaky_relu}.
     */
    static Symbol relu(Given g) {
        double slope = g.real("negative_slope", 0);
        double max = g.real("max_value", Double.POSITIVE_INFINITY);
        double threshold = g.real("threshold", 0);
        return Pointwise.floats(
                g.x(),
                x -> Math.min(max, x > threshold ? Math.max(x, threshold == 0 ? 0 : x) : 0)
                        - slope * Math.max(0, threshold - x),
                x -> x > threshold
                        ? x < max || (x == max && (max != 6 || threshold != 0)) ? 1 : 0
                        : x < threshold || (threshold == 0 && Double.isInfinite(max)) ? slope : 0);
    }

    /** The larger of x and 0, whose derivative at 0 is 0. */
    static Symbol rectified(Symbol x) {
        return Pointwise.fast(
                x,
                Symbol.constant(ZERO),
                Loops::maximum,
                Math::max,
                (a, b, dy) -> Pointwise.where(Pointwise.compare(a, b, (m, n) -> m > n), dy, b),
                Pointwise.ALL);
    }

    /** As {@code tf.quantization.fake_quant_with_min_max_vars} computes it, in float32. */
    static Symbol fakeQuantised(Given g) {
        float min = g.known(1, "min_vals").toFloats()[0];
        float max = g.known(2, "max_vals").toFloats()[0];
        float low = g.flag("narrow_range", false) ? 1 : 0;
        float high = (1 << g.integer("num_bits", 8)) - 1;
        float scale = (max - min) / (high - low);
        float zero = low - min / scale;
        float nudged = zero < low ? low : zero > high ? high : Math.round(zero);
        float least = (low - nudged) * scale;
        float most = (high - nudged) * scale;
        float inverse = (high - low) / (max - min);
        float quantZero = (float) Math.floor(-least * inverse + 0.5f);
        return Pointwise.floats(
                g.tensor(0, "inputs"),
                x -> {
                    float clamped = Math.max(least, Math.min(most, (float) x)) - least;
                    return (float) Math.floor(clamped * inverse - quantZero + 0.5f) * scale;
                },
                x -> x >= least && x <= most ? 1 : 0);
    }

    static Symbol glu(Given g) {
        List<Symbol> halves = Views.split(g.x(), g.integer("axis", -1), 2, false);
        return Pointwise.multiply(halves.get(0), Pointwise.activation(halves.get(1), Activations.SIGMOID));
    }

    /** The axes that the option names, or the last one. */
    static int[] lastAxis(Given g) {
        int[] axes = g.integers("axis");
        return axes == null ? new int[] {-1} : axes;
    }

    static Symbol sparsemax(Given g) {
        return Lanes.each(
                floats(g.x()), new int[] {g.integer("axis", -1)}, DType.FLOAT32, Lanes.SPARSEMAX, Lanes.SPARSEMAX_BACK);
    }

    static Symbol filled(Given g, Symbol value) {
        Symbol x = g.x();
        DType type = g.dtype("dtype", x.dtype());
        Symbol one = Pointwise.cast(value, type);
        return Pointwise.apply(type, (in, at, out, from, n) -> System.arraycopy(in[1], at[1], out, from, n), x, one)
                .back((y, dy) -> Arrays.asList(null, Pointwise.summed(dy, one.shape())));
    }

    // ---- two tensors

    /** Whether two are equal up to tolerances: absolute + relative of the second. */
    static Symbol isclose(Given g, int first) {
        double relative = tolerance(g, first, "rtol", 1e-5);
        double absolute = tolerance(g, first < 0 ? first : first + 1, "atol", 1e-8);
        boolean nan = g.flag("equal_nan", false);
        return Pointwise.compare(
                floats(g.tensor(0, "x1")),
                floats(g.tensor(1, "x2")),
                (a, b) -> a == b
                        || (Math.abs(a - b) <= absolute + relative * Math.abs(b) && Double.isFinite(b))
                        || (nan && Double.isNaN(a) && Double.isNaN(b)));
    }

    private static double tolerance(Given g, int position, String name, double absent) {
        Value v = g.value(position, name);
        return v == null ? absent : Literals.number(v, name);
    }

    static Symbol isIn(Given g) {
        g.ignore("assume_unique");
        boolean invert = g.flag("invert", false);
        Symbol x = g.tensor(0, "x1");
        Symbol set = Views.reshape(g.tensor(1, "x2"), -1);
        Symbol equal = Pointwise.compare(Views.expand(x, -1), set, (a, b) -> a == b);
        Symbol found = Lanes.reduce(equal, new int[] {-1}, false, DType.BOOL, Lanes.ANY);
        return invert ? Pointwise.logic(found, Symbol.constant(TRUE), (a, b) -> a ^ b) : found;
    }

    static Symbol select(Given g) {
        List<Symbol> conditions = g.tensors(0, "condlist");
        List<Symbol> choices = g.tensors(1, "choicelist");
        Symbol absent = g.optional(2, "default");
        Symbol chosen = absent == null ? Symbol.constant(ZERO) : absent;
        for (int i = conditions.size() - 1; i >= 0; i--) {
            chosen = Pointwise.where(conditions.get(i), choices.get(i), chosen);
        }
        return chosen;
    }

    // ---- along axes

    /** The largest value, or the smallest for sign -1. */
    static Symbol extreme(Given g, int sign) {
        Symbol found = Lanes.reduce(
                g.x(), g.integers("axis"), g.flag("keepdims", false), null, sign > 0 ? Lanes.MAX : Lanes.MIN);
        Symbol initial = g.optional(-1, "initial");
        if (initial == null) {
            return found;
        }
        return sign > 0 ? Pointwise.maximum(found, initial) : Pointwise.minimum(found, initial);
    }

    /** Keras 3.15 forgets the method of a quantile that is a node: it is always linear ({@code ops/numpy.py}, {@code Quantile}). */
    static Symbol interpolated(Given g) {
        g.ignore("method");
        return quantiles(
                floats(g.x()), g.known(1, "q"), g.integers("axis"), g.flag("keepdims", false), "linear", 1, false);
    }

    static Symbol quantile(Given g, Symbol q, double whole, boolean ignoreNan) {
        Symbol x = floats(g.x());
        int[] axes = g.integers("axis");
        boolean keepdims = g.flag("keepdims", false);
        String method = g.text("method", "linear");
        if (q.source() instanceof Symbol.Constant c) {
            return quantiles(x, c.value(), axes, keepdims, method, whole, ignoreNan);
        }
        throw new ShapeException("q must be known when the model is made");
    }

    private static Symbol quantiles(
            Symbol x,
            Tensor q,
            int @Nullable [] axes,
            boolean keepdims,
            String method,
            double whole,
            boolean ignoreNan) {
        List<Symbol> all = new ArrayList<>();
        for (float part : q.toFloats()) {
            if (!(part >= 0 && part <= whole)) {
                throw new ShapeException("q must be between 0 and " + (int) whole + ", found " + part);
            }
            Lanes.Reduction f = Lanes.quantile(part / whole, method);
            all.add(Lanes.ranked(x, axes, keepdims, ignoreNan ? Lanes.numbers(f) : f));
        }
        return q.shape().rank() == 0 ? all.get(0) : Views.stack(all, 0);
    }

    static Symbol norm(Given g) {
        Symbol x = floats(g.x());
        int[] axes = g.integers("axis");
        boolean keepdims = g.flag("keepdims", false);
        Value order = g.value("ord");
        boolean matrix = axes == null ? x.rank() == 2 : axes.length == 2;
        if (order == null || order.equals(Value.of("fro"))) {
            return Lanes.reduce(x, axes, keepdims, DType.FLOAT32, Lanes.norm(Double.NaN));
        }
        double p = order instanceof Value.Text t
                ? switch (t.text()) {
                    case "inf" -> Double.POSITIVE_INFINITY;
                    case "-inf" -> Double.NEGATIVE_INFINITY;
                    default -> throw new ShapeException("norm: order '" + t.text() + "' is not computed");
                }
                : Literals.number(order, "ord");
        if (!matrix) {
            return Lanes.reduce(x, axes, keepdims, DType.FLOAT32, Lanes.norm(p));
        } else if (Math.abs(p) != 1 && !Double.isInfinite(p)) {
            throw new ShapeException("norm: order " + p + " of matrices, which needs singular values, is not computed");
        }
        int[] both = axes == null ? new int[] {0, 1} : axes;
        int added = x.axis(Math.abs(p) == 1 ? both[0] : both[1]);
        int compared = x.axis(Math.abs(p) == 1 ? both[1] : both[0]);
        Symbol sums = Lanes.reduce(x, new int[] {added}, true, DType.FLOAT32, Lanes.norm(1));
        Symbol found = Lanes.reduce(sums, new int[] {compared}, true, DType.FLOAT32, p > 0 ? Lanes.MAX : Lanes.MIN);
        return keepdims ? found : Views.squeeze(found, new int[] {added, compared});
    }

    static Symbol average(Given g) {
        Symbol x = floats(g.x());
        int[] axes = g.integers("axis");
        Symbol weights = g.optional(1, "weights");
        if (weights == null) {
            return Lanes.reduce(x, axes, false, DType.FLOAT32, Lanes.MEAN);
        }
        Symbol w = floats(weights);
        if (axes != null && axes.length == 1 && w.rank() == 1 && x.rank() > 1) {
            int[] dims = Views.ones(x.rank());
            dims[x.axis(axes[0])] = w.shape().dim(0);
            w = w.reshape(Shape.of(dims));
        }
        Symbol all = Views.broadcastTo(w, x.shape());
        return Pointwise.divide(
                Lanes.reduce(Pointwise.multiply(x, w), axes, false, null, Lanes.SUM),
                Lanes.reduce(all, axes, false, null, Lanes.SUM));
    }

    static Symbol trapezoid(Given g) {
        Symbol y = floats(g.tensor(0, "y"));
        int axis = g.integer("axis", -1);
        Symbol x = g.optional(-1, "x");
        double dx = g.real("dx", 1);
        Symbol last = Views.moveaxis(y, new int[] {axis}, new int[] {-1});
        int at = last.rank() - 1;
        Symbol heights = Pointwise.floats(
                Views.slice(last, at, 1, null, 1),
                Views.slice(last, at, null, -1, 1),
                (a, b) -> (a + b) / 2,
                (a, b) -> 0.5,
                (a, b) -> 0.5);
        Symbol widths = Symbol.scalar((float) dx).reshape(Shape.of());
        if (x != null) {
            Symbol along = x.rank() == 1 ? floats(x) : Views.moveaxis(floats(x), new int[] {axis}, new int[] {-1});
            widths = differences(along, along.rank() - 1);
        }
        return sum(Pointwise.multiply(heights, widths), -1);
    }

    static List<Symbol> moments(Given g) {
        g.ignore("synchronized");
        Symbol x = floats(g.x());
        int[] axes = g.ints("axes");
        boolean keepdims = g.flag("keepdims", false);
        return List.of(
                Lanes.reduce(x, axes, keepdims, DType.FLOAT32, Lanes.MEAN),
                Lanes.reduce(x, axes, keepdims, DType.FLOAT32, Lanes.VARIANCE));
    }

    static Symbol psnr(Given g) {
        double max = g.real("max_val", 1);
        Symbol error = Pointwise.floats(
                g.tensor(0, "x1"),
                g.tensor(1, "x2"),
                (a, b) -> (a - b) * (a - b),
                (a, b) -> 2 * (a - b),
                (a, b) -> 2 * (b - a));
        Symbol mean = Lanes.reduce(error, null, false, DType.FLOAT32, Lanes.MEAN);
        return Pointwise.floats(mean, m -> 20 * Math.log10(max) - 10 * Math.log10(m), m -> -10 / (m * Math.log(10)));
    }

    static Symbol running(Given g, double start, DoubleBinaryOperator f, Lanes.Back back) {
        Symbol x = typed(g.x(), g);
        Value axis = g.value("axis");
        return axis == null
                ? Lanes.each(Views.reshape(x, -1), new int[] {0}, null, Lanes.running(start, f), n -> back)
                : Lanes.each(x, g.ints("axis"), null, Lanes.running(start, f), n -> back);
    }

    static Symbol diff(Given g) {
        Symbol x = g.tensor(0, "a");
        int axis = x.axis(g.integer("axis", -1));
        for (int i = 0; i < g.integer("n", 1); i++) {
            x = differences(x, axis);
        }
        return x;
    }

    private static Symbol differences(Symbol x, int axis) {
        Symbol above = Views.slice(x, axis, 1, null, 1);
        Symbol below = Views.slice(x, axis, null, -1, 1);
        return x.dtype() == DType.BOOL
                ? Pointwise.compare(above, below, (a, b) -> a != b)
                : Pointwise.subtract(above, below);
    }

    static Symbol sort(Given g, boolean values) {
        Symbol x = g.value("axis") == null ? Views.reshape(g.x(), -1) : g.x();
        int axis = g.integer("axis", 0);
        return Lanes.each(
                x,
                new int[] {axis},
                values ? null : DType.INT32,
                n -> Lanes.order(n, false, values).of(n),
                Lanes.orderBack(false));
    }

    static List<Symbol> topK(Given g) {
        g.ignore("sorted");
        Symbol x = g.x();
        int k = g.integer("k");
        int n = x.shape().last();
        if (n != Shape.NONE && (k < 0 || k > n)) {
            throw new ShapeException("top_k: k = " + k + " of " + n + " values");
        }
        return List.of(
                Lanes.resized(x, -1, k, null, Lanes.order(k, true, true), Lanes.orderBack(true)),
                Lanes.resized(x, -1, k, DType.INT32, Lanes.order(k, true, false), null));
    }

    /** Whether fewer than k predictions are above that of the target. */
    static Symbol inTopK(Given g) {
        int k = g.integer("k");
        Symbol predictions = g.tensor(1, "predictions");
        Symbol chosen = Views.takeAlongAxis(predictions, Views.expand(g.tensor(0, "targets"), -1), -1);
        Symbol above = sum(Pointwise.compare(predictions, chosen, (a, b) -> a > b), -1);
        return Pointwise.compare(above, Symbol.scalar(k).reshape(Shape.of()), (a, b) -> a < b);
    }

    /** How many of a sorted sequence stand before each value. */
    static Symbol search(Symbol sorted, Symbol values, String side) {
        boolean right = side.equals("right");
        Symbol before = Pointwise.compare(sorted, Views.expand(values, -1), (a, b) -> right ? a <= b : a < b);
        return sum(before, -1);
    }

    // ---- shape and layout

    static Symbol rot90(Given g) {
        Symbol x = g.tensor(0, "array");
        int[] axes = g.integers("axes");
        int first = x.axis(axes == null ? 0 : axes[0]);
        int second = x.axis(axes == null ? 1 : axes[1]);
        return switch (Math.floorMod(g.integer("k", 1), 4)) {
            case 1 -> Views.flip(Views.swapaxes(x, first, second), new int[] {first});
            case 2 -> halfTurn(x, first, second);
            case 3 -> Views.flip(Views.swapaxes(x, first, second), new int[] {second});
            default -> x;
        };
    }

    /**
     * Keras 3.15 turns a quarter twice, and in between sees the turned array with its old number of rows and columns again
     * ({@code backend/tensorflow/numpy.py}): half a turn for squares alone.
     */
    private static Symbol halfTurn(Symbol x, int first, int second) {
        int[] axes = {first, second};
        int[] last = {-2, -1};
        Symbol matrices = Views.moveaxis(x, axes, last);
        Symbol turned = matrices;
        for (int i = 0; i < 2; i++) {
            turned = Views.swapaxes(Views.flip(turned, new int[] {-1}), -1, -2).reshape(matrices.shape());
        }
        return Views.moveaxis(turned, last, axes);
    }

    static Symbol roll(Given g) {
        Symbol x = g.x();
        int[] shifts = g.ints("shift");
        int[] axes = g.integers("axis");
        if (axes == null) {
            return Views.roll(Views.reshape(x, -1), 0, shifts[0]).reshape(x.shape());
        }
        for (int i = 0; i < Math.max(axes.length, shifts.length); i++) {
            x = Views.roll(x, x.axis(axes[axes.length == 1 ? 0 : i]), shifts[shifts.length == 1 ? 0 : i]);
        }
        return x;
    }

    static Symbol repeat(Given g) {
        int[] counts = g.ints("repeats");
        return g.value("axis") == null
                ? Views.repeat(Views.reshape(g.x(), -1), 0, counts)
                : Views.repeat(g.x(), g.x().axis(g.integer("axis", 0)), counts);
    }

    static Symbol pad(Given g) {
        Symbol x = g.x();
        Value given = g.value("pad_width");
        String mode = g.text("mode", "constant");
        Value value = g.value(1, "constant_values");
        double fill = value == null ? 0 : Literals.number(value, "constant_values");
        int[][] widths = new int[x.rank()][];
        List<Value> pairs = given instanceof Value.Items list ? list.items() : List.of();
        boolean nested = !pairs.isEmpty() && !(pairs.get(0) instanceof Value.Int);
        for (int a = 0; a < widths.length; a++) {
            int[] pair = nested
                    ? Literals.integers(pairs.get(pairs.size() == 1 ? 0 : Math.min(a, pairs.size() - 1)), "pad_width")
                    : g.ints("pad_width");
            widths[a] = pair.length == 1 ? new int[] {pair[0], pair[0]} : pair;
        }
        if (nested && pairs.size() != 1 && pairs.size() != x.rank()) {
            throw new ShapeException("pad_width " + given + " does not fit " + x.shape());
        }
        return Views.pad(x, widths, mode, fill);
    }

    static Symbol trace(Given g) {
        return sum(Views.diagonal(g.x(), g.integer("offset", 0), g.integer("axis1", 0), g.integer("axis2", 1)), -1);
    }

    /** x with zeros above diagonal k for sign 1, below it for sign -1. */
    static Symbol triangle(Given g, int sign) {
        Symbol x = g.x();
        int k = g.integer("k", 0);
        int rows = x.shape().dim(-2);
        int columns = x.shape().last();
        int[] keep = rows == Shape.NONE || columns == Shape.NONE
                ? new int[1]
                : Views.along(rows * columns, i -> sign * (i % columns - i / columns - k) <= 0 ? 1 : 0);
        Shape shape = keep.length == 1 && rows * columns != 1 ? Shape.of(1, 1) : Shape.of(rows, columns);
        return Pointwise.where(Symbol.constant(Tensor.ofBooleans(keep, shape)), x, Symbol.constant(ZERO));
    }

    static Symbol vander(Given g) {
        Symbol x = g.x();
        int n = g.integer("N", x.shape().dim(0));
        boolean increasing = g.flag("increasing", false);
        int[] powers = n == Shape.NONE ? new int[1] : Views.along(n, i -> increasing ? i : n - 1 - i);
        return Pointwise.same(
                Views.expand(x, -1),
                Symbol.constant(Tensor.of(powers, powers.length)),
                Math::pow,
                (a, b) -> b == 0 ? 0 : b * Math.pow(a, b - 1),
                Pointwise.FLAT2,
                (a, b) -> (int) (long) Math.pow(a, b));
    }

    /** einops: {@code "b (h p) c -> b h (p c)"}, lengths of axes as named arguments. */
    static Symbol rearrange(Given g) {
        Symbol x = g.tensor(0, "tensor");
        Value pattern = g.value(1, "pattern");
        String[] sides = pattern instanceof Value.Text t ? t.text().split("\\s*->\\s*", -1) : new String[0];
        if (sides.length != 2) {
            throw new ShapeException("expected a pattern such as 'b h w -> b w h', found " + pattern);
        }
        List<List<String>> from = groups(sides[0]);
        List<List<String>> to = groups(sides[1]);
        if (from.size() != x.rank()) {
            throw new ShapeException("pattern '" + sides[0] + "' does not fit " + x.shape());
        }
        List<String> names = new ArrayList<>();
        List<Integer> dims = new ArrayList<>();
        for (int a = 0; a < from.size(); a++) {
            int at = dims.size();
            int rest = x.shape().dim(a);
            int open = -1;
            for (String name : from.get(a)) {
                int length = from.get(a).size() == 1 ? rest : g.integer(name, Shape.NONE);
                if (length == Shape.NONE && open >= 0) {
                    throw new ShapeException(
                            "the lengths of all but one of the axes " + from.get(a) + " must be given");
                }
                open = length == Shape.NONE ? dims.size() : open;
                rest = length == Shape.NONE || rest == Shape.NONE || length == 0 ? rest : rest / length;
                names.add(name);
                dims.add(length);
            }
            if (open >= at && from.get(a).size() > 1) {
                dims.set(open, rest);
            }
        }
        List<String> order = to.stream().flatMap(List::stream).toList();
        if (!names.containsAll(order) || order.size() != names.size()) {
            throw new ShapeException(
                    "pattern '" + sides[0] + " -> " + sides[1] + "' names other axes on its right side");
        }
        Symbol moved = Views.transpose(
                x.reshape(Views.shape(dims)),
                order.stream().mapToInt(names::indexOf).toArray());
        List<Integer> grouped = new ArrayList<>();
        for (int i = 0, at = 0; i < to.size(); at += to.get(i).size(), i++) {
            grouped.add(moved.shape().product(at, at + to.get(i).size()));
        }
        return moved.reshape(Views.shape(grouped));
    }

    private static List<List<String>> groups(String side) {
        List<List<String>> groups = new ArrayList<>();
        Matcher m = AXIS.matcher(side);
        while (m.find()) {
            String inside = m.group().replace("(", "").replace(")", "").trim();
            groups.add(inside.isEmpty() ? List.of() : List.of(inside.split("\\s+", -1)));
        }
        return groups;
    }

    static Symbol sequences(Symbol x, int length, int stride) {
        return Views.windows(x, new int[] {x.rank() - 1}, new int[] {length}, new int[] {stride}, new int[] {1});
    }

    /** start, start + step, … below stop; from 0 to start if there is no stop. */
    static Symbol arange(Given g) {
        Tensor first = g.known(0, "start");
        Symbol end = g.optional(1, "stop");
        Symbol by = g.optional(2, "step");
        Tensor last = end == null ? first : g.known(1, "stop");
        Tensor step = by == null ? Tensor.of(new int[] {1}) : g.known(2, "step");
        boolean whole =
                List.of(first, last, step).stream().allMatch(t -> t.dtype().isInts());
        double start = end == null ? 0 : first.toFloats()[0];
        double width = step.toFloats()[0];
        double stop = last.toFloats()[0];
        if (width == 0) {
            throw new ShapeException("arange: the step is 0");
        } else if (start == Sizes.OPEN || stop == Sizes.OPEN || width == Sizes.OPEN) {
            return Symbol.computed(
                    Shape.of(Shape.NONE), whole ? DType.INT32 : DType.FLOAT32, 0, List.of(), (in, y, k) -> () -> {});
        }
        int n = (int) Math.max(0, Math.ceil((stop - start) / width));
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (start + i * width);
        }
        Symbol all = Symbol.constant(Tensor.of(values, n));
        return typed(whole ? Pointwise.cast(all, DType.INT32) : all, g);
    }

    static Symbol linspace(Given g, boolean powers) {
        Symbol start = floats(g.tensor(0, "start"));
        Symbol stop = floats(g.tensor(1, "stop"));
        double base = powers ? g.real("base", 10) : 0;
        if (!powers && g.flag("retstep", false)) {
            throw new ShapeException("linspace: retstep is not computed");
        }
        return typed(linspace(g, base, start, stop), g);
    }

    /** Numbers at equal distances, or powers of the base with such exponents. */
    private static Symbol linspace(Given g, double base, Symbol start, Symbol stop) {
        int num = g.integer("num", 50);
        boolean endpoint = g.flag("endpoint", true);
        int steps = endpoint ? num - 1 : num;
        float[] parts = new float[num];
        for (int i = 0; i < num; i++) {
            parts[i] = steps == 0 ? 0 : (float) i / steps;
        }
        int rank = Pointwise.broadcast(start.shape(), stop.shape()).rank();
        int axis = Symbol.axis(g.integer("axis", 0), rank + 1);
        int[] dims = Views.ones(rank + 1);
        dims[axis] = num;
        Symbol t = Symbol.constant(Tensor.of(parts, dims));
        Symbol from = aligned(start, rank, axis);
        Symbol all = Pointwise.add(from, Pointwise.multiply(t, Pointwise.subtract(aligned(stop, rank, axis), from)));
        return base != 0 ? Pointwise.floats(all, v -> Math.pow(base, v), v -> Math.log(base) * Math.pow(base, v)) : all;
    }

    /** Powers of 10 between two numbers, with the first one's sign. */
    static Symbol geomspace(Given g) {
        Symbol start = floats(g.tensor(0, "start"));
        Symbol stop = floats(g.tensor(1, "stop"));
        Symbol powers = linspace(
                g,
                10,
                Pointwise.floats(start, v -> Math.log10(Math.abs(v)), v -> 1 / (v * Math.log(10))),
                Pointwise.floats(stop, v -> Math.log10(Math.abs(v)), v -> 1 / (v * Math.log(10))));
        return typed(Pointwise.multiply(powers, Pointwise.same(start, Math::signum, Pointwise.FLAT)), g);
    }

    private static Symbol aligned(Symbol s, int rank, int axis) {
        Symbol full = s.reshape(Pointwise.broadcast(s.shape(), Shape.of(Views.ones(rank))));
        return Views.expand(full, axis);
    }

    static List<Symbol> meshgrid(Given g) {
        List<Symbol> all = g.rest(0);
        String indexing = g.text("indexing", "xy");
        int n = all.size();
        int[] axis = IntStream.range(0, n).toArray();
        if (indexing.equals("xy") && n > 1) {
            axis[0] = 1;
            axis[1] = 0;
        }
        int[] dims = new int[n];
        for (int i = 0; i < n; i++) {
            dims[axis[i]] = all.get(i).shape().product(0, all.get(i).rank());
        }
        List<Symbol> grids = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int[] own = Views.ones(n);
            own[axis[i]] = dims[axis[i]];
            grids.add(Views.broadcastTo(all.get(i).reshape(Shape.of(own)), Shape.of(dims)));
        }
        return grids;
    }

    // ---- indexing

    static Symbol getItem(Given g) {
        Value key = g.value(1, "key");
        List<Value> keys =
                key instanceof Value.Items list ? list.items() : List.of(key == null ? Value.Nothing.NULL : key);
        return Indexing.get(g.x(), keys);
    }

    static Symbol take(Given g) {
        boolean flat = g.value("axis") == null;
        Symbol x = flat ? Views.reshape(g.x(), -1) : g.x();
        return Views.gather(x, g.tensor(1, "indices"), g.integer("axis", 0));
    }

    static Symbol takeAlongAxis(Given g) {
        boolean flat = g.value("axis") == null;
        return Views.takeAlongAxis(
                flat ? Views.reshape(g.x(), -1) : g.x(), g.tensor(1, "indices"), g.integer("axis", 0));
    }

    static Symbol slice(Given g) {
        Symbol x = g.tensor(0, "inputs");
        Tensor given = g.known(1, "start_indices");
        if (!given.dtype().isInts()) {
            throw new ShapeException("expected integers as start_indices, found " + given);
        }
        int[] starts = given.ints();
        int[] shape = g.ints("shape");
        for (int a = 0; a < x.rank(); a++) {
            x = Views.slice(x, a, starts[a] == 0 ? null : starts[a], shape[a] < 0 ? null : starts[a] + shape[a], 1);
        }
        return x;
    }

    static Symbol oneHot(Given g) {
        g.ignore("sparse");
        int n = g.integer("num_classes");
        return oneHot(g.x(), n, g.integer("axis", -1), g.dtype("dtype", DType.FLOAT32));
    }

    private static Symbol oneHot(Symbol x, int n, int axis, DType type) {
        Symbol classes = Symbol.constant(Tensor.of(Views.along(n, i -> i), n));
        Symbol ids = Views.expand(Pointwise.cast(x, DType.INT32), -1);
        Symbol hot = Pointwise.cast(Pointwise.compare(ids, classes, (a, b) -> a == b), type);
        return Views.moveaxis(hot, new int[] {-1}, new int[] {axis});
    }

    static Symbol multiHot(Given g) {
        g.ignore("sparse");
        Symbol x = g.tensor(0, "inputs");
        int n = g.has("num_tokens") ? g.integer("num_tokens") : g.integer("num_classes");
        DType type = g.dtype("dtype", DType.FLOAT32);
        Symbol hot = oneHot(x, n, g.integer("axis", -1), type);
        return Lanes.reduce(hot, new int[] {x.rank() > 1 ? 1 : 0}, false, type, Lanes.MAX);
    }

    // ---- joining and splitting

    static Symbol append(Given g) {
        List<Symbol> both = List.of(g.tensor(0, "x1"), g.tensor(1, "x2"));
        return g.value("axis") == null
                ? Views.concatenate(both.stream().map(s -> Views.reshape(s, -1)).toList(), 0)
                : Views.concatenate(both, g.integer("axis", 0));
    }

    static Symbol hstack(List<Symbol> all) {
        boolean vectors = all.get(0).rank() <= 1;
        return Views.concatenate(
                all.stream().map(s -> s.rank() == 0 ? Views.expand(s, 0) : s).toList(), vectors ? 0 : 1);
    }

    /** Joined along the third axis: vectors as rows, a new axis behind matrices. */
    static Symbol dstack(List<Symbol> all) {
        return Views.concatenate(
                all.stream()
                        .map(s -> s.rank() == 0 ? Views.expand(s, 0) : s)
                        .map(s -> s.rank() == 1 ? Views.expand(s, 0) : s)
                        .map(s -> s.rank() == 2 ? Views.expand(s, -1) : s)
                        .toList(),
                2);
    }

    static List<Symbol> split(Given g, int axis, boolean uneven) {
        Value parts = g.value("indices_or_sections");
        return parts instanceof Value.Int n
                ? Views.split(g.x(), axis, Literals.integer(n, "indices_or_sections"), uneven)
                : Views.split(g.x(), axis, g.ints("indices_or_sections"));
    }

    static List<Symbol> unstack(Given g) {
        Symbol x = g.x();
        int axis = x.axis(g.integer("axis", 0));
        int n = g.integer("num", x.shape().dim(axis));
        if (n == Shape.NONE) {
            throw new ShapeException("cannot unstack the open axis " + axis + " of " + x.shape());
        }
        return IntStream.range(0, n).mapToObj(i -> Views.pick(x, axis, i)).toList();
    }

    // ---- products

    static Symbol tensordot(Given g) {
        Symbol a = g.tensor(0, "x1");
        Symbol b = g.tensor(1, "x2");
        Value axes = g.value("axes");
        if (axes instanceof Value.Items pair && pair.items().size() == 2) {
            return Products.tensordot(
                    a,
                    b,
                    Literals.integers(pair.items().get(0), "axes"),
                    Literals.integers(pair.items().get(1), "axes"));
        }
        int n = g.integer("axes", 2);
        int first = a.rank() - n;
        return Products.tensordot(a, b, Views.along(n, i -> first + i), Views.along(n, i -> i));
    }

    static Symbol kron(Symbol a, Symbol b) {
        int rank = Math.max(a.rank(), b.rank());
        Shape ones = Shape.of(Views.ones(rank));
        Symbol x = a.reshape(Pointwise.broadcast(a.shape(), ones));
        Symbol y = b.reshape(Pointwise.broadcast(b.shape(), ones));
        int[] dims = new int[rank];
        for (int i = rank - 1; i >= 0; i--) {
            int m = x.shape().dim(i);
            int n = y.shape().dim(i);
            dims[i] = m == Shape.NONE || n == Shape.NONE ? Shape.NONE : m * n;
        }
        Symbol outer = x;
        Symbol inner = y;
        for (int i = 0; i < rank; i++) {
            outer = Views.expand(outer, 2 * i + 1);
            inner = Views.expand(inner, 2 * i);
        }
        return Pointwise.multiply(outer, inner).reshape(Shape.of(dims));
    }

    static Symbol cross(Given g) {
        int all = g.integer("axis", Shape.NONE);
        boolean one = g.value("axis") != null;
        Symbol a = Views.moveaxis(g.tensor(0, "x1"), new int[] {one ? all : g.integer("axisa", -1)}, new int[] {-1});
        Symbol b = Views.moveaxis(g.tensor(1, "x2"), new int[] {one ? all : g.integer("axisb", -1)}, new int[] {-1});
        int to = one ? all : g.integer("axisc", -1);
        g.ignore("axisa", "axisb", "axisc");
        if (a.shape().last() == 2 && b.shape().last() == 2) {
            return minor(a, b, 0, 1);
        }
        Symbol crossed = Views.stack(List.of(minor(a, b, 1, 2), minor(a, b, 2, 0), minor(a, b, 0, 1)), -1);
        return Views.moveaxis(crossed, new int[] {-1}, new int[] {to});
    }

    private static Symbol minor(Symbol a, Symbol b, int i, int j) {
        return Pointwise.subtract(
                Pointwise.multiply(element(a, i), element(b, j)), Pointwise.multiply(element(a, j), element(b, i)));
    }

    /** Element i of vectors along the last axis; a vector of two has 0 as its third. */
    private static Symbol element(Symbol x, int i) {
        return i < x.shape().last() || x.shape().last() == Shape.NONE
                ? Views.pick(x, x.rank() - 1, i)
                : Pointwise.multiply(Views.pick(x, x.rank() - 1, 0), Symbol.constant(ZERO));
    }

    static Symbol corrcoef(Symbol given) {
        Symbol x = floats(given);
        Symbol centred = Pointwise.subtract(x, Lanes.reduce(x, new int[] {-1}, true, null, Lanes.MEAN));
        Symbol products = Products.matmul(centred, Views.swapaxes(centred, -1, -2));
        Symbol deviations = Pointwise.floats(Views.diagonal(products, 0, -2, -1), Math::sqrt, v -> 0.5 / Math.sqrt(v));
        Symbol scaled = Pointwise.divide(
                products, Pointwise.multiply(Views.expand(deviations, -1), Views.expand(deviations, -2)));
        return Pointwise.floats(scaled, v -> Math.max(-1, Math.min(1, v)), v -> v >= -1 && v <= 1 ? 1 : 0);
    }

    /** Sums of products with a vector that slides over another one. */
    static Symbol correlate(Given g) {
        Symbol x = floats(g.tensor(0, "x1"));
        Symbol y = floats(g.tensor(1, "x2"));
        String mode = g.text("mode", "valid");
        int n = Math.max(0, x.shape().dim(0));
        int m = Math.max(1, y.shape().dim(0));
        Symbol padded = mode.equals("valid") ? x : Views.pad(x, new int[][] {{m - 1, m - 1}}, "constant", 0);
        Symbol all = Products.matmul(sequences(padded, m, 1), y);
        int length = Math.max(n, m);
        int start = (n + m - 1 - length) / 2;
        return mode.equals("same") ? Views.slice(all, 0, start, start + length, 1) : all;
    }

    /** Euclidean distances between the rows of two matrices. */
    static Symbol distances(Symbol x, Symbol y) {
        Symbol difference = Pointwise.subtract(floats(Views.expand(x, -2)), floats(Views.expand(y, -3)));
        return Lanes.reduce(difference, new int[] {-1}, false, DType.FLOAT32, Lanes.norm(2));
    }

    // ---- nn

    static Symbol batchNorm(Given g) {
        Symbol x = g.x();
        int axis = x.axis(g.integer("axis"));
        double epsilon = g.real("epsilon", 1e-3);
        Symbol mean = alongAxis(g.tensor(1, "mean"), x, axis);
        Symbol variance = alongAxis(g.tensor(2, "variance"), x, axis);
        Symbol offset = g.optional(3, "offset");
        Symbol scale = g.optional(4, "scale");
        Symbol y = Pointwise.multiply(Pointwise.subtract(x, mean), inverseRoot(variance, epsilon));
        y = scale == null ? y : Pointwise.multiply(y, alongAxis(scale, x, axis));
        return offset == null ? y : Pointwise.add(y, alongAxis(offset, x, axis));
    }

    private static Symbol inverseRoot(Symbol variance, double epsilon) {
        return Pointwise.floats(
                variance, v -> 1 / Math.sqrt(v + epsilon), v -> -0.5 / ((v + epsilon) * Math.sqrt(v + epsilon)));
    }

    private static Symbol alongAxis(Symbol vector, Symbol x, int axis) {
        int[] dims = Views.ones(x.rank());
        dims[axis] = vector.shape().dim(0);
        return vector.reshape(Shape.of(dims));
    }

    static Symbol layerNorm(Given g) {
        Symbol x = floats(g.x());
        int[] axes = lastAxis(g);
        double epsilon = g.real("epsilon", EPSILON);
        Symbol gamma = g.optional(1, "gamma");
        Symbol beta = g.optional(2, "beta");
        Symbol variance = Lanes.reduce(x, axes, true, DType.FLOAT32, Lanes.VARIANCE);
        Symbol inverse = inverseRoot(variance, epsilon);
        if (g.flag("rms_scaling", false)) {
            Symbol scaled = Pointwise.multiply(x, inverse);
            return gamma == null ? scaled : Pointwise.multiply(scaled, over(gamma, x, axes));
        }
        Symbol y = Pointwise.multiply(
                Pointwise.subtract(x, Lanes.reduce(x, axes, true, DType.FLOAT32, Lanes.MEAN)), inverse);
        y = gamma == null ? y : Pointwise.multiply(y, over(gamma, x, axes));
        return beta == null ? y : Pointwise.add(y, over(beta, x, axes));
    }

    /** Parameters of the normalised axes as a tensor that is broadcast over all others. */
    private static Symbol over(Symbol parameters, Symbol x, int[] axes) {
        int[] dims = Views.ones(x.rank());
        for (int axis : Lanes.axes(x, axes)) {
            dims[axis] = x.shape().dim(axis);
        }
        return floats(parameters).reshape(Shape.of(dims));
    }

    static Symbol rmsNorm(Given g) {
        Symbol x = floats(g.x());
        int[] axes = lastAxis(g);
        double epsilon = g.real("epsilon", EPSILON);
        Symbol scale = g.optional(1, "scale");
        Symbol squares = Pointwise.multiply(x, x);
        Symbol inverse = inverseRoot(Lanes.reduce(squares, axes, true, DType.FLOAT32, Lanes.MEAN), epsilon);
        Symbol y = Pointwise.multiply(x, inverse);
        return scale == null ? y : Pointwise.multiply(y, scale);
    }

    private static Symbol sumOfSquares(Symbol x, int @Nullable [] axes) {
        return Lanes.reduce(Pointwise.multiply(x, x), axes, true, DType.FLOAT32, Lanes.SUM);
    }

    static Symbol normalize(Given g) {
        Symbol x = floats(g.x());
        int[] axes = g.integers("axis");
        int order = g.integer("order", 2);
        double epsilon = g.real("epsilon", EPSILON);
        if (order == 2) { // Keras multiplies by a root of the sum of squares, so that a row of zeros has a gradient
            Symbol inverse = Pointwise.floats(
                    sumOfSquares(x, axes),
                    v -> Math.min(1 / Math.sqrt(v), 1 / epsilon),
                    v -> 1 / Math.sqrt(v) <= 1 / epsilon ? -0.5 / (v * Math.sqrt(v)) : 0);
            return Pointwise.multiply(x, inverse);
        }
        Symbol norm = Lanes.reduce(x, axes, true, DType.FLOAT32, Lanes.norm(order));
        return Pointwise.floats(
                x,
                norm,
                (v, n) -> v / Math.max(n, epsilon),
                (v, n) -> 1 / Math.max(n, epsilon),
                (v, n) -> n >= epsilon ? -v / (n * n) : 0);
    }

    /** softmax(query · keyᵀ · scale + bias) · value for (B, T, heads, H); heads of keys may be fewer. */
    static Symbol attention(Given g) {
        g.ignore("flash_attention");
        Symbol query = floats(g.tensor(0, "query"));
        Symbol key = floats(g.tensor(1, "key"));
        Symbol value = floats(g.tensor(2, "value"));
        Symbol bias = g.optional(3, "bias");
        Symbol mask = g.optional(4, "mask");
        Value given = g.value(5, "scale");
        if (query.rank() != 4 || key.rank() != 4 || value.rank() != 4) {
            throw new ShapeException("dot_product_attention: expected (batch, time, heads, units), found "
                    + query.shape() + ", " + key.shape() + ", " + value.shape());
        }
        int heads = query.shape().dim(2);
        int groups = heads / Math.max(1, key.shape().dim(2));
        key = groups > 1 ? Views.repeat(key, 2, groups) : key;
        value = groups > 1 ? Views.repeat(value, 2, groups) : value;
        double scale = given == null ? 1 / Math.sqrt(key.shape().last()) : Literals.number(given, "scale");
        double cap = g.real("attn_logits_soft_cap", 0);
        Symbol scores = Products.einsum("BTNH,BSNH->BNTS", List.of(query, key));
        scores = Pointwise.floats(
                scores,
                s -> cap == 0 ? s * scale : Math.tanh(s * scale / cap) * cap,
                s -> cap == 0 ? scale : scale * (1 - Math.pow(Math.tanh(s * scale / cap), 2)));
        scores = bias == null ? scores : Pointwise.add(scores, bias);
        scores = mask == null ? scores : masked(mask, scores);
        scores = g.flag("is_causal", false) ? masked(causal(scores.shape()), scores) : scores;
        return Products.einsum("BNTS,BSNH->BTNH", List.of(Lanes.softmax(scores, new int[] {-1}), value));
    }

    private static Symbol masked(Symbol mask, Symbol scores) {
        return Pointwise.where(mask, scores, Symbol.scalar(MASKED).reshape(Shape.of()));
    }

    private static Symbol causal(Shape scores) {
        int rows = Math.max(1, scores.dim(-2));
        int columns = Math.max(1, scores.last());
        return Symbol.constant(Tensor.ofBooleans(
                Views.along(rows * columns, i -> i % columns <= i / columns ? 1 : 0), Shape.of(rows, columns)));
    }

    static Symbol binaryCrossentropy(Given g) {
        boolean logits = g.flag("from_logits", false);
        return Pointwise.floats(
                g.tensor(0, "target"),
                g.tensor(1, "output"),
                (t, x) -> logits
                        ? Math.max(x, 0) - x * t + Math.log1p(Math.exp(-Math.abs(x)))
                        : -(t * Math.log(clipped(x)) + (1 - t) * Math.log(1 - clipped(x))),
                (t, x) -> logits ? -x : Math.log(1 - clipped(x)) - Math.log(clipped(x)),
                (t, x) ->
                        logits ? 1 / (1 + Math.exp(-x)) - t : clipped(x) == (float) x ? (1 - t) / (1 - x) - t / x : 0);
    }

    private static float clipped(double p) {
        return (float) Math.max(EPSILON, Math.min((float) (1 - EPSILON), p));
    }

    private static Symbol clippedLog(Symbol p) {
        return Pointwise.floats(p, v -> Math.log(clipped(v)), v -> clipped(v) == (float) v ? 1 / v : 0);
    }

    static Symbol categoricalCrossentropy(Given g) {
        int axis = g.integer("axis", -1);
        Symbol output = floats(g.tensor(1, "output"));
        Symbol logs;
        if (g.flag("from_logits", false)) {
            logs = Lanes.rows(output, new int[] {axis}, Lanes::logSoftmax, Lanes::logSoftmaxBack);
        } else {
            Symbol share = Pointwise.divide(output, Lanes.reduce(output, new int[] {axis}, true, null, Lanes.SUM));
            logs = clippedLog(share);
        }
        return Pointwise.negative(sum(Pointwise.multiply(g.tensor(0, "target"), logs), axis));
    }

    static Symbol sparseCategoricalCrossentropy(Given g) {
        int axis = g.integer("axis", -1);
        Symbol output = floats(g.tensor(1, "output"));
        Symbol target = g.tensor(0, "target");
        if (axis != -1 && axis != output.rank() - 1) {
            throw new ShapeException("sparse_categorical_crossentropy: only the last axis, found " + axis);
        }
        boolean logits = g.flag("from_logits", false);
        Symbol logs = Lanes.rows(
                logits ? output : clippedLog(output), new int[] {-1}, Lanes::logSoftmax, Lanes::logSoftmaxBack);
        boolean flat = target.rank() < output.rank();
        Symbol chosen = Views.takeAlongAxis(logs, flat ? Views.expand(target, -1) : target, -1);
        return Pointwise.negative(Views.squeeze(chosen, new int[] {-1}));
    }
}
