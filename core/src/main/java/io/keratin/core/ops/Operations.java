package io.keratin.core.ops;

import io.keratin.core.activations.Activations;
import io.keratin.core.activations.Erf;
import io.keratin.core.tensor.DType;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All operations, by Keras's class name: the table, derivatives beside the functions. Formulas: {@code keras/src/ops} of Keras 3.15.1 on
 * TensorFlow; ties and corners of the derivatives are those of TensorFlow.
 */
public final class Operations {

    private static final double TWO_BY_ROOT_PI = 2 / Math.sqrt(Math.PI);

    private static final Pointwise.Float1 FLAT = Pointwise.FLAT;
    private static final Pointwise.Float2 FLAT2 = Pointwise.FLAT2;

    private static final DType FLOAT = DType.FLOAT32;
    private static final DType INT = DType.INT32;
    private static final DType BOOL = DType.BOOL;

    private static final Map<String, Operation> TABLE = Collections.unmodifiableMap(table());

    private Operations() {}

    /** The operations' names. */
    public static java.util.Set<String> names() {
        return TABLE.keySet();
    }

    /** The operation of this name, or null. */
    public static @Nullable Operation get(String className) {
        return TABLE.get(className);
    }

    /** A table in the making: one method for each family. */
    private static final class Table extends TreeMap<String, Operation> {

        private static final long serialVersionUID = 1L;

        void one(String name, Function<Given, Symbol> f) {
            put(name, g -> List.of(f.apply(g)));
        }

        void x(String name, Function<Symbol, Symbol> f) {
            one(name, g -> f.apply(g.tensor(0, "x")));
        }

        void floats(String name, Pointwise.Float1 f, Pointwise.Float1 slope) {
            x(name, x -> Pointwise.floats(x, f, slope));
        }

        void same(String name, Pointwise.Float1 f, Pointwise.Float1 slope) {
            x(name, x -> Pointwise.same(x, f, slope));
        }

        void test(String name, Pointwise.Float1 f) {
            x(name, x -> Pointwise.test(x, f));
        }

        void activation(String name, String activation) {
            x(
                    name,
                    x -> Pointwise.activation(
                            x,
                            java.util.Objects.requireNonNull(
                                    Activations.get(activation, io.keratin.core.config.Dialect.KERAS_3))));
        }

        void two(String name, java.util.function.BinaryOperator<Symbol> f) {
            one(name, g -> f.apply(g.tensor(0, "x1"), g.tensor(1, "x2")));
        }

        void floats2(String name, Pointwise.Float2 f, Pointwise.Float2 slope1, Pointwise.Float2 slope2) {
            two(name, (a, b) -> Pointwise.floats(a, b, f, slope1, slope2));
        }

        void same2(
                String name,
                Pointwise.Float2 f,
                Pointwise.Float2 slope1,
                Pointwise.Float2 slope2,
                Pointwise.Int2 whole) {
            two(name, (a, b) -> Pointwise.same(a, b, f, slope1, slope2, whole));
        }

        void compare(String name, Pointwise.Test2 f) {
            two(name, (a, b) -> Pointwise.compare(a, b, f));
        }

        void logic(String name, Pointwise.Int2 f) {
            two(name, (a, b) -> Pointwise.logic(a, b, f));
        }

        void bits(String name, Pointwise.Int2 f) {
            one(name, g -> Composed.bits(g.tensor(0, "x"), g.tensor(1, "y"), f));
        }

        void reduce(String name, @Nullable DType type, Lanes.Reduction f) {
            one(name, g -> Lanes.reduce(g.x(), g.integers("axis"), g.flag("keepdims", false), type, f));
        }

        void steps(String name, DType type, Lanes.Value f) {
            reduce(name, type, new Lanes.Reduction(f, Lanes.FLAT));
        }

        void running(String name, double start, DoubleBinaryOperator f, Lanes.Back back) {
            one(name, g -> Composed.running(g, start, f, back));
        }
    }

    private static Map<String, Operation> table() {
        Table t = new Table();

        // Functions of one number. Sources: keras.ops.numpy, keras.ops.math, keras.ops.nn.
        t.same("Absolute", Math::abs, Math::signum);
        t.same("Abs", Math::abs, Math::signum);
        t.floats("Fabs", Math::abs, Math::signum);
        t.same("Negative", x -> -x, x -> -1);
        t.same("Square", x -> x * x, x -> 2 * x);
        t.same("Sign", Math::signum, FLAT);
        t.same("Trunc", x -> x < 0 ? Math.ceil(x) : Math.floor(x), FLAT);
        t.floats("Floor", Math::floor, FLAT);
        t.floats("Ceil", Math::ceil, FLAT);
        t.floats("Sqrt", Math::sqrt, x -> 0.5 / Math.sqrt(x));
        t.floats("Rsqrt", x -> 1 / Math.sqrt(x), x -> -0.5 / (x * Math.sqrt(x)));
        t.floats("Cbrt", Math::cbrt, x -> Math.cbrt(x) / (3 * x));
        t.same("Reciprocal", x -> 1 / x, x -> -1 / (x * x));
        t.floats("Exp", Math::exp, Math::exp);
        t.floats("Exp2", x -> Math.pow(2, x), x -> Math.log(2) * Math.pow(2, x));
        t.floats("Expm1", Math::expm1, Math::exp);
        t.floats("Log", Math::log, x -> 1 / x);
        t.floats("Log2", x -> Math.log(x) / Math.log(2), x -> 1 / (x * Math.log(2)));
        t.floats("Log10", Math::log10, x -> 1 / (x * Math.log(10)));
        t.floats("Log1p", Math::log1p, x -> 1 / (1 + x));
        t.floats("Sin", Math::sin, Math::cos);
        t.floats("Cos", Math::cos, x -> -Math.sin(x));
        t.floats("Tan", Math::tan, x -> 1 / (Math.cos(x) * Math.cos(x)));
        t.floats("Arcsin", Math::asin, x -> 1 / Math.sqrt(1 - x * x));
        t.floats("Arccos", Math::acos, x -> -1 / Math.sqrt(1 - x * x));
        t.floats("Arctan", Math::atan, x -> 1 / (1 + x * x));
        t.floats("Sinh", Math::sinh, Math::cosh);
        t.floats("Cosh", Math::cosh, Math::sinh);
        t.activation("Tanh", "tanh");
        t.floats(
                "Arcsinh",
                x -> Math.signum(x) * Math.log1p(Math.abs(x) + x * x / (1 + Math.sqrt(1 + x * x))),
                x -> 1 / Math.sqrt(x * x + 1));
        t.floats("Arccosh", x -> Math.log(x + Math.sqrt(x - 1) * Math.sqrt(x + 1)), x -> 1 / Math.sqrt(x * x - 1));
        t.floats("Arctanh", x -> (Math.log1p(x) - Math.log1p(-x)) / 2, x -> 1 / (1 - x * x));
        t.floats("Deg2rad", Math::toRadians, x -> Math.PI / 180);
        t.floats("Rad2deg", Math::toDegrees, x -> 180 / Math.PI);
        t.floats(
                "Sinc",
                x -> x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x),
                x -> x == 0 ? 0 : (Math.cos(Math.PI * x) - Math.sin(Math.PI * x) / (Math.PI * x)) / x);
        t.floats("I0", Composed::besselI0, Composed::besselI1);
        t.floats("Erf", x -> 1 - Erf.erfc(x), x -> TWO_BY_ROOT_PI * Math.exp(-x * x));
        t.floats("Erfc", Erf::erfc, x -> -TWO_BY_ROOT_PI * Math.exp(-x * x));
        t.floats("Erfinv", Composed::inverseErf, x -> Math.exp(Math.pow(Composed.inverseErf(x), 2)) / TWO_BY_ROOT_PI);
        t.test("Isnan", x -> Double.isNaN(x) ? 1 : 0);
        t.test("Isinf", x -> Double.isInfinite(x) ? 1 : 0);
        t.test("Isposinf", x -> x == Double.POSITIVE_INFINITY ? 1 : 0);
        t.test("Isneginf", x -> x == Double.NEGATIVE_INFINITY ? 1 : 0);
        t.test("Isfinite", x -> Double.isFinite(x) ? 1 : 0);
        t.test("Isreal", x -> 1);
        t.test("Signbit", x -> Double.doubleToRawLongBits(x) < 0 ? 1 : 0);
        t.x("LogicalNot", x -> Pointwise.logic(x, Symbol.constant(Composed.TRUE), (a, b) -> a ^ b));
        t.x("BitwiseNot", x -> Composed.bits(x, x, (a, b) -> ~a));
        t.x("BitwiseInvert", x -> Composed.bits(x, x, (a, b) -> ~a));
        t.one("Round", Composed::round);
        t.one("NanToNum", Composed::nanToNum);
        t.one("Clip", Composed::clip);
        t.x("Real", x -> x);
        t.x("Conj", x -> x);
        t.x("Conjugate", x -> x);
        t.same("Imag", x -> 0, FLAT);
        t.floats("Angle", x -> x < 0 ? Math.PI : x >= 0 ? 0 : x, FLAT);
        t.x("Copy", x -> x);
        t.one("StopGradient", g -> Pointwise.stopped(g.tensor(0, "variable")));
        t.one("Cast", g -> Composed.cast(g, false));
        t.one("SaturateCast", g -> Composed.cast(g, true));
        t.one("ConvertToTensor", Composed::convert);
        t.one("Array", Composed::convert);

        // Activations.
        t.x("Relu", Composed::rectified);
        t.same("Relu6", x -> Math.max(0, Math.min(6, x)), x -> x > 0 && x < 6 ? 1 : 0);
        t.activation("Sigmoid", "sigmoid");
        t.activation("Silu", "silu");
        t.activation("Softplus", "softplus");
        t.activation("Softsign", "softsign");
        t.activation("LogSigmoid", "log_sigmoid");
        t.activation("HardSigmoid", "hard_sigmoid");
        t.activation("HardSilu", "hard_silu");
        t.activation("HardTanh", "hard_tanh");
        t.activation("TanhShrink", "tanh_shrink");
        t.activation("SparsePlus", "sparse_plus");
        t.activation("SparseSigmoid", "sparse_sigmoid");
        t.activation("Selu", "selu");
        for (String name :
                List.of("LeakyRelu", "Elu", "Celu", "Gelu", "HardShrink", "SoftShrink", "Squareplus", "Threshold")) {
            t.one(name, g -> Composed.parametric(name, g));
        }
        t.activation("Mish", "mish");
        t.one("ReLU", Composed::relu);
        t.one("FakeQuantWithMinMaxVars", Composed::fakeQuantised);
        t.one("Glu", Composed::glu);
        t.one("Softmax", g -> Lanes.softmax(g.x(), Composed.lastAxis(g)));
        t.one("LogSoftmax", g -> Lanes.rows(g.x(), Composed.lastAxis(g), Lanes::logSoftmax, Lanes::logSoftmaxBack));
        t.one("Sparsemax", Composed::sparsemax);

        // Functions of two numbers.
        t.two("Add", Pointwise::add);
        t.two("Subtract", Pointwise::subtract);
        t.two("Multiply", Pointwise::multiply);
        t.two("Divide", Pointwise::divide);
        t.two("TrueDivide", Pointwise::divide);
        t.floats2(
                "DivideNoNan",
                (a, b) -> b == 0 ? 0 : a / b,
                (a, b) -> b == 0 ? 0 : 1 / b,
                (a, b) -> b == 0 ? 0 : -a / (b * b));
        t.same2("FloorDivide", (a, b) -> Math.floor((float) (a / b)), FLAT2, FLAT2, Math::floorDiv);
        t.same2("Mod", Composed::floorMod, (a, b) -> 1, (a, b) -> -Math.floor(a / b), Math::floorMod);
        t.same2(
                "Fmod",
                (a, b) -> a % b,
                (a, b) -> a == 0 ? 0 : 1,
                (a, b) -> -Math.signum(a) * Math.signum(b) * Math.floor(Math.abs(a / b)),
                (a, b) -> a % b);
        t.same2(
                "Power",
                Math::pow,
                (a, b) -> b * Math.pow(a, b - 1),
                (a, b) -> Math.pow(a, b) * (a > 0 ? Math.log(a) : 0),
                (a, b) -> (int) (long) Math.pow(a, b));
        t.two("Maximum", Pointwise::maximum);
        t.two("Minimum", Pointwise::minimum);
        t.same2(
                "Fmax",
                (a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b),
                (a, b) -> a >= b || Double.isNaN(b) ? 1 : 0,
                (a, b) -> a >= b || Double.isNaN(b) ? 0 : 1,
                Math::max);
        t.same2(
                "Fmin",
                (a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b),
                (a, b) -> a <= b || Double.isNaN(b) ? 1 : 0,
                (a, b) -> a <= b || Double.isNaN(b) ? 0 : 1,
                Math::min);
        t.floats2("Arctan2", Math::atan2, (a, b) -> b / (a * a + b * b), (a, b) -> -a / (a * a + b * b));
        t.floats2(
                "Hypot",
                Math::hypot,
                Composed::hypotSlope,
                (a, b) -> Math.abs(a) == Math.abs(b) ? 0 : Composed.hypotSlope(b, a));
        t.floats2(
                "Logaddexp",
                Composed::logAddExp,
                (a, b) -> 1 / (1 + Math.exp(b - a)),
                (a, b) -> 1 / (1 + Math.exp(a - b)));
        t.floats2(
                "Logaddexp2",
                (a, b) -> Composed.logAddExp(a * Math.log(2), b * Math.log(2)) / Math.log(2),
                (a, b) -> 1 / (1 + Math.pow(2, b - a)),
                (a, b) -> 1 / (1 + Math.pow(2, a - b)));
        t.floats2(
                "Heaviside",
                (a, b) -> Double.isNaN(a) ? a : a < 0 ? 0 : a == 0 ? b : 1,
                FLAT2,
                (a, b) -> a == 0 ? 1 : 0);
        t.floats2(
                "Ldexp",
                (a, b) -> a * Math.pow(2, b),
                (a, b) -> a == 0 ? 1 : Math.pow(2, b),
                (a, b) -> a * Math.log(2) * Math.pow(2, b));
        t.floats2("Nextafter", (a, b) -> Math.nextAfter((float) a, b), (a, b) -> 1, FLAT2);
        t.two("Gcd", (a, b) -> Pointwise.ints(a, b, Composed::gcd));
        t.two(
                "Lcm",
                (a, b) -> Pointwise.ints(a, b, (m, n) -> m == 0 || n == 0 ? 0 : Math.abs(m / Composed.gcd(m, n) * n)));
        t.compare("Equal", (a, b) -> a == b);
        t.compare("NotEqual", (a, b) -> a != b);
        t.compare("Less", (a, b) -> a < b);
        t.compare("LessEqual", (a, b) -> a <= b);
        t.compare("Greater", (a, b) -> a > b);
        t.compare("GreaterEqual", (a, b) -> a >= b);
        t.one("Isclose", g -> Composed.isclose(g, 2));
        t.one("AllClose", g -> Lanes.reduce(Composed.isclose(g, -1), null, false, BOOL, Lanes.ALL));
        t.one("IsIn", Composed::isIn);
        t.logic("LogicalAnd", (a, b) -> a & b);
        t.logic("LogicalOr", (a, b) -> a | b);
        t.logic("LogicalXor", (a, b) -> a ^ b);
        t.bits("BitwiseAnd", (a, b) -> a & b);
        t.bits("BitwiseOr", (a, b) -> a | b);
        t.bits("BitwiseXor", (a, b) -> a ^ b);
        t.bits("BitwiseLeftShift", (a, b) -> a << b);
        t.bits("LeftShift", (a, b) -> a << b);
        t.bits("BitwiseRightShift", (a, b) -> a >> b);
        t.bits("RightShift", (a, b) -> a >> b);
        t.one("Where", g -> Pointwise.where(g.tensor(0, "condition"), g.tensor(1, "x1"), g.tensor(2, "x2")));
        t.one("Select", Composed::select);

        // Reductions.
        t.reduce("Sum", null, Lanes.SUM);
        t.reduce("Prod", null, Lanes.PRODUCT);
        t.reduce("Mean", FLOAT, Lanes.MEAN);
        t.reduce("Var", FLOAT, Lanes.VARIANCE);
        t.reduce("Std", FLOAT, Lanes.DEVIATION);
        t.one("Max", g -> Composed.extreme(g, 1));
        t.one("Min", g -> Composed.extreme(g, -1));
        t.one("Amax", g -> Composed.extreme(g, 1));
        t.one("Amin", g -> Composed.extreme(g, -1));
        t.reduce("Ptp", null, Lanes.RANGE);
        t.steps("Any", BOOL, Lanes.fold(0, (a, b) -> a != 0 || b != 0 ? 1 : 0));
        t.steps("All", BOOL, Lanes.fold(1, (a, b) -> a != 0 && b != 0 ? 1 : 0));
        t.steps("Argmax", INT, (v, n) -> Lanes.first(v, n, 1));
        t.steps("Argmin", INT, (v, n) -> Lanes.first(v, n, -1));
        t.steps("CountNonzero", INT, Lanes.fold(0, (a, b) -> b == 0 ? a : a + 1));
        t.reduce("Logsumexp", FLOAT, Lanes.LOG_SUM_EXP);
        t.reduce("Nansum", null, Lanes.numbers(Lanes.SUM));
        t.reduce("Nanprod", null, Lanes.numbers(Lanes.PRODUCT));
        t.reduce("Nanmean", FLOAT, Lanes.numbers(Lanes.MEAN));
        t.reduce("Nanvar", FLOAT, Lanes.numbers(Lanes.VARIANCE));
        t.reduce("Nanstd", FLOAT, Lanes.numbers(Lanes.DEVIATION));
        t.reduce("Nanmax", null, Lanes.numbers(Lanes.MAX));
        t.reduce("Nanmin", null, Lanes.numbers(Lanes.MIN));
        t.steps("Nanargmax", INT, (v, n) -> Lanes.firstNumber(v, n, 1));
        t.steps("Nanargmin", INT, (v, n) -> Lanes.firstNumber(v, n, -1));
        t.one("Median", g -> Composed.quantile(g, Symbol.scalar(0.5f), 1, false));
        t.one("Quantile", g -> Composed.interpolated(g));
        t.one("Percentile", g -> Composed.quantile(g, g.tensor(1, "q"), 100, false));
        t.one("Nanmedian", g -> Composed.quantile(g, Symbol.scalar(0.5f), 1, true));
        t.one("Nanquantile", g -> Composed.quantile(g, g.tensor(1, "q"), 1, true));
        t.one("Nanpercentile", g -> Composed.quantile(g, g.tensor(1, "q"), 100, true));
        t.one("Norm", Composed::norm);
        t.one("Average", Composed::average);
        t.one("Trapezoid", Composed::trapezoid);
        t.put("Moments", Composed::moments);
        t.one("PSNR", Composed::psnr);

        // Along an axis: cumulative, sorted.
        t.running("Cumsum", 0, Double::sum, Lanes::sumBack);
        t.running("Cumprod", 1, (a, b) -> a * b, Lanes::productBack);
        t.running("Nancumsum", 0, (a, b) -> Double.isNaN(b) ? a : a + b, Lanes.ofNumbers(Lanes::sumBack));
        t.running("Nancumprod", 1, (a, b) -> Double.isNaN(b) ? a : a * b, Lanes.ofNumbers(Lanes::productBack));
        t.one("Diff", Composed::diff);
        t.one("Sort", g -> Composed.sort(g, true));
        t.one("Argsort", g -> Composed.sort(g, false));
        t.put("TopK", Composed::topK);
        t.one("InTopK", Composed::inTopK);
        t.one(
                "SearchSorted",
                g -> Composed.search(g.tensor(0, "sorted_sequence"), g.tensor(1, "values"), g.text("side", "left")));
        t.one("Digitize", g -> Composed.search(g.tensor(1, "bins"), g.tensor(0, "x"), "right"));

        // Shape and layout.
        t.one("Reshape", g -> Views.reshape(g.x(), g.ints("newshape")));
        t.x("Ravel", x -> Views.reshape(x, -1));
        t.one(
                "Transpose",
                g -> g.integers("axes") == null ? Views.reversed(g.x()) : Views.transpose(g.x(), g.ints("axes")));
        t.one("ExpandDims", g -> Views.expand(g.x(), g.ints("axis")));
        t.one("Squeeze", g -> Views.squeeze(g.x(), g.integers("axis")));
        t.one("Moveaxis", g -> Views.moveaxis(g.x(), g.ints("source"), g.ints("destination")));
        t.one("Swapaxes", g -> Views.swapaxes(g.x(), g.integer("axis1"), g.integer("axis2")));
        t.one("Flip", g -> Views.flip(g.x(), g.integers("axis")));
        t.x("Fliplr", x -> Views.flip(x, new int[] {1}));
        t.x("Flipud", x -> Views.flip(x, new int[] {0}));
        t.one("Rot90", Composed::rot90);
        t.one("Roll", Composed::roll);
        t.one("Tile", g -> Views.tile(g.x(), g.ints("repeats")));
        t.one("Repeat", Composed::repeat);
        t.one("BroadcastTo", g -> Views.broadcastTo(g.x(), g.shape("shape")));
        t.one("Pad", Composed::pad);
        t.one(
                "Diagonal",
                g -> Views.diagonal(g.x(), g.integer("offset", 0), g.integer("axis1", 0), g.integer("axis2", 1)));
        t.one("Trace", Composed::trace);
        t.one(
                "Diag",
                g -> g.x().rank() == 1
                        ? Views.diagonals(g.x(), g.integer("k", 0))
                        : Views.diagonal(g.x(), g.integer("k", 0), 0, 1));
        t.one("Diagflat", g -> Views.diagonals(Views.reshape(g.x(), -1), g.integer("k", 0)));
        t.one("Tril", g -> Composed.triangle(g, 1));
        t.one("Triu", g -> Composed.triangle(g, -1));
        t.one("Vander", Composed::vander);
        t.one("Rearrange", Composed::rearrange);
        t.one("DepthToSpace", g -> Windows.depthToSpace(g.x(), g.integer("block_size"), g.channelsFirst()));
        t.one("SpaceToDepth", g -> Windows.spaceToDepth(g.x(), g.integer("block_size"), g.channelsFirst()));
        t.one(
                "ExtractSequences",
                g -> Composed.sequences(g.x(), g.integer("sequence_length"), g.integer("sequence_stride")));
        t.one("ZerosLike", g -> Composed.filled(g, Symbol.constant(Composed.ZERO)));
        t.one("OnesLike", g -> Composed.filled(g, Symbol.constant(Composed.TRUE)));
        t.one("EmptyLike", g -> Composed.filled(g, Symbol.constant(Composed.ZERO)));
        t.one("FullLike", g -> Composed.filled(g, g.tensor(1, "fill_value")));
        t.one("Full", g -> Views.broadcastTo(Composed.typed(g.tensor(0, "fill_value"), g), g.shape("shape")));
        t.one("Arange", Composed::arange);
        t.one("Linspace", g -> Composed.linspace(g, false));
        t.one("Logspace", g -> Composed.linspace(g, true));
        t.one("Geomspace", Composed::geomspace);
        t.put("Meshgrid", Composed::meshgrid);

        // Indexing and gathering.
        t.one("GetItem", Composed::getItem);
        t.one("Take", Composed::take);
        t.one("TakeAlongAxis", Composed::takeAlongAxis);
        t.one("Slice", Composed::slice);
        t.one("OneHot", Composed::oneHot);
        t.one("MultiHot", Composed::multiHot);
        t.one("Scatter", Scatter::scatter);
        t.one("ScatterUpdate", Scatter::update);
        t.one("SliceUpdate", Scatter::slice);
        t.one("SegmentSum", g -> Scatter.segments(g, 0, "add"));
        t.one("SegmentProd", g -> Scatter.segments(g, 1, "mul"));
        t.one("SegmentMax", g -> Scatter.segments(g, -Float.MAX_VALUE, "max"));
        t.one("SegmentMin", g -> Scatter.segments(g, Float.MAX_VALUE, "min"));
        t.put("UnravelIndex", Scatter::unravel);

        // Joining and splitting.
        t.one("Concatenate", g -> Views.concatenate(g.tensors(0, "xs"), g.integer("axis", 0)));
        t.one("Stack", g -> Views.stack(g.tensors(0, "x"), g.integer("axis", 0)));
        t.one("Append", Composed::append);
        t.one("Hstack", g -> Composed.hstack(g.tensors(0, "xs")));
        t.one("Vstack", g -> Views.concatenate(g.tensors(0, "xs"), 0));
        t.one("Dstack", g -> Composed.dstack(g.tensors(0, "xs")));
        t.put("Split", g -> Composed.split(g, g.integer("axis", 0), false));
        t.put("ArraySplit", g -> Composed.split(g, g.integer("axis", 0), true));
        t.put("Hsplit", g -> Composed.split(g, g.x().rank() == 1 ? 0 : 1, false));
        t.put("Vsplit", g -> Composed.split(g, 0, false));
        t.put("Dsplit", g -> Composed.split(g, 2, false));
        t.put("Unstack", Composed::unstack);

        // Products.
        t.two("Matmul", Products::matmul);
        t.two("Dot", Products::dot);
        t.two(
                "Inner",
                (a, b) -> a.rank() == 0 || b.rank() == 0
                        ? Products.dot(a, b)
                        : Products.tensordot(a, b, new int[] {-1}, new int[] {-1}));
        t.two("Outer", (a, b) -> Products.einsum("i,j->ij", List.of(Views.reshape(a, -1), Views.reshape(b, -1))));
        t.two("Vdot", (a, b) -> Products.einsum("i,i->", List.of(Views.reshape(a, -1), Views.reshape(b, -1))));
        t.one("Einsum", g -> Products.einsum(g.text("subscripts", ""), g.rest(0)));
        t.one("Tensordot", Composed::tensordot);
        t.two("Kron", Composed::kron);
        t.one("Cross", Composed::cross);
        t.x("Corrcoef", Composed::corrcoef);
        t.one("Correlate", Composed::correlate);
        t.one("CDist", g -> Composed.distances(g.tensor(0, "x"), g.tensor(1, "y")));

        // keras.ops.nn.
        t.one("BatchNorm", Composed::batchNorm);
        t.one("LayerNorm", Composed::layerNorm);
        t.one("RMSNorm", Composed::rmsNorm);
        t.one("Normalize", Composed::normalize);
        t.one("DotProductAttention", Composed::attention);
        t.one("BinaryCrossentropy", Composed::binaryCrossentropy);
        t.one("CategoricalCrossentropy", Composed::categoricalCrossentropy);
        t.one("SparseCategoricalCrossentropy", Composed::sparseCategoricalCrossentropy);
        t.one("MaxPool", g -> Windows.pool(g, true));
        t.one("AveragePool", g -> Windows.pool(g, false));
        t.one("Conv", Windows::conv);
        t.one("DepthwiseConv", Windows::depthwise);
        t.one("SeparableConv", Windows::separable);
        t.one("ConvTranspose", Windows::convTranspose);
        t.one("AdaptiveMaxPool", g -> Windows.adaptive(g, true));
        t.one("AdaptiveAveragePool", g -> Windows.adaptive(g, false));
        t.one("Unfold", Windows::unfold);

        // keras.ops.image.
        t.one("RGBToGrayscale", Windows::grayscale);
        t.one("CropImages", Windows::crop);
        t.one("PadImages", Windows::padImages);
        t.one("ExtractPatches", Windows::patches);
        t.one("Resize", Windows::resize);
        t.one("GaussianBlur", Windows::blur);
        t.one("SobelEdges", Windows::sobel);
        t.one("RGBToHSV", g -> Windows.colours(g, Windows::toHsv, Windows::toHsvBack));
        t.one("HSVToRGB", g -> Windows.colours(g, Windows::toRgb, Windows::toRgbBack));

        // keras.ops.linalg, and Fourier transforms.
        t.x("Inv", Matrices::inverse);
        t.x("Det", Matrices::determinant);
        t.put("Slogdet", g -> Matrices.signAndLog(g.x()));
        t.x("Logdet", x -> Matrices.signAndLog(x).get(1));
        t.one("Cholesky", g -> Matrices.cholesky(g.x(), g.flag("upper", false)));
        t.one("CholeskyInverse", g -> Matrices.ofFactor(g.x(), g.flag("upper", false)));
        t.one("Solve", g -> Matrices.solve(g, false));
        t.one("SolveTriangular", g -> Matrices.solve(g, true));
        t.put("FFT", g -> Matrices.fourier(g.tensors(0, "x")));
        t.put("FFT2", g -> Matrices.fourier2(g.tensors(0, "x")));
        t.put("IFFT2", g -> Matrices.inverseFourier2(g.tensors(0, "x")));
        t.put("RFFT", Matrices::realFourier);
        t.one("IRFFT", Matrices::realInverse);
        return t;
    }
}
