package io.keratin.core.ops;

import io.keratin.core.activations.Activations;
import io.keratin.core.activations.Erf;
import io.keratin.core.config.Dialect;
import io.keratin.core.tensor.DType;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
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

    private Operations() {}

    /** The operations' names. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>();
        table(name -> {
            names.add(name);
            return false;
        });
        return names;
    }

    /** The operation of this name, or null. */
    public static @Nullable Operation get(String className) {
        return table(className::equals);
    }

    /**
     * The table. Only the line that is asked for makes its operation: linking the functions of all of them takes 80 ms.
     *
     * @param asked whether a name is the one
     */
    private static @Nullable Operation table(Predicate<String> asked) {
        // Functions of one number. Sources: keras.ops.numpy, keras.ops.math, keras.ops.nn.
        if (asked.test("Absolute")) return same(Math::abs, Math::signum);
        if (asked.test("Abs")) return same(Math::abs, Math::signum);
        if (asked.test("Fabs")) return floats(Math::abs, Math::signum);
        if (asked.test("Negative")) return same(x -> -x, x -> -1);
        if (asked.test("Square")) return same(x -> x * x, x -> 2 * x);
        if (asked.test("Sign")) return same(Math::signum, FLAT);
        if (asked.test("Trunc")) return same(x -> x < 0 ? Math.ceil(x) : Math.floor(x), FLAT);
        if (asked.test("Floor")) return floats(Math::floor, FLAT);
        if (asked.test("Ceil")) return floats(Math::ceil, FLAT);
        if (asked.test("Sqrt")) return floats(Math::sqrt, x -> 0.5 / Math.sqrt(x));
        if (asked.test("Rsqrt")) return floats(x -> 1 / Math.sqrt(x), x -> -0.5 / (x * Math.sqrt(x)));
        if (asked.test("Cbrt")) return floats(Math::cbrt, x -> Math.cbrt(x) / (3 * x));
        if (asked.test("Reciprocal")) return same(x -> 1 / x, x -> -1 / (x * x));
        if (asked.test("Exp")) return floats(Math::exp, Math::exp);
        if (asked.test("Exp2")) return floats(x -> Math.pow(2, x), x -> Math.log(2) * Math.pow(2, x));
        if (asked.test("Expm1")) return floats(Math::expm1, Math::exp);
        if (asked.test("Log")) return floats(Math::log, x -> 1 / x);
        if (asked.test("Log2")) return floats(x -> Math.log(x) / Math.log(2), x -> 1 / (x * Math.log(2)));
        if (asked.test("Log10")) return floats(Math::log10, x -> 1 / (x * Math.log(10)));
        if (asked.test("Log1p")) return floats(Math::log1p, x -> 1 / (1 + x));
        if (asked.test("Sin")) return floats(Math::sin, Math::cos);
        if (asked.test("Cos")) return floats(Math::cos, x -> -Math.sin(x));
        if (asked.test("Tan")) return floats(Math::tan, x -> 1 / (Math.cos(x) * Math.cos(x)));
        if (asked.test("Arcsin")) return floats(Math::asin, x -> 1 / Math.sqrt(1 - x * x));
        if (asked.test("Arccos")) return floats(Math::acos, x -> -1 / Math.sqrt(1 - x * x));
        if (asked.test("Arctan")) return floats(Math::atan, x -> 1 / (1 + x * x));
        if (asked.test("Sinh")) return floats(Math::sinh, Math::cosh);
        if (asked.test("Cosh")) return floats(Math::cosh, Math::sinh);
        if (asked.test("Tanh")) return activation("tanh");
        if (asked.test("Arcsinh"))
            return floats(
                    x -> Math.signum(x) * Math.log1p(Math.abs(x) + x * x / (1 + Math.sqrt(1 + x * x))),
                    x -> 1 / Math.sqrt(x * x + 1));
        if (asked.test("Arccosh"))
            return floats(x -> Math.log(x + Math.sqrt(x - 1) * Math.sqrt(x + 1)), x -> 1 / Math.sqrt(x * x - 1));
        if (asked.test("Arctanh")) return floats(x -> (Math.log1p(x) - Math.log1p(-x)) / 2, x -> 1 / (1 - x * x));
        if (asked.test("Deg2rad")) return floats(Math::toRadians, x -> Math.PI / 180);
        if (asked.test("Rad2deg")) return floats(Math::toDegrees, x -> 180 / Math.PI);
        if (asked.test("Sinc"))
            return floats(
                    x -> x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x),
                    x -> x == 0 ? 0 : (Math.cos(Math.PI * x) - Math.sin(Math.PI * x) / (Math.PI * x)) / x);
        if (asked.test("I0")) return floats(Composed::besselI0, Composed::besselI1);
        if (asked.test("Erf")) return floats(x -> 1 - Erf.erfc(x), x -> TWO_BY_ROOT_PI * Math.exp(-x * x));
        if (asked.test("Erfc")) return floats(Erf::erfc, x -> -TWO_BY_ROOT_PI * Math.exp(-x * x));
        if (asked.test("Erfinv"))
            return floats(Composed::inverseErf, x -> Math.exp(Math.pow(Composed.inverseErf(x), 2)) / TWO_BY_ROOT_PI);
        if (asked.test("Isnan")) return test(x -> Double.isNaN(x) ? 1 : 0);
        if (asked.test("Isinf")) return test(x -> Double.isInfinite(x) ? 1 : 0);
        if (asked.test("Isposinf")) return test(x -> x == Double.POSITIVE_INFINITY ? 1 : 0);
        if (asked.test("Isneginf")) return test(x -> x == Double.NEGATIVE_INFINITY ? 1 : 0);
        if (asked.test("Isfinite")) return test(x -> Double.isFinite(x) ? 1 : 0);
        if (asked.test("Isreal")) return test(x -> 1);
        if (asked.test("Signbit")) return test(x -> Double.doubleToRawLongBits(x) < 0 ? 1 : 0);
        if (asked.test("LogicalNot"))
            return x(x -> Pointwise.logic(x, Symbol.constant(Composed.TRUE), (a, b) -> a ^ b));
        if (asked.test("BitwiseNot")) return x(x -> Composed.bits(x, x, (a, b) -> ~a));
        if (asked.test("BitwiseInvert")) return x(x -> Composed.bits(x, x, (a, b) -> ~a));
        if (asked.test("Round")) return one(Composed::round);
        if (asked.test("NanToNum")) return one(Composed::nanToNum);
        if (asked.test("Clip")) return one(Composed::clip);
        if (asked.test("Real")) return x(x -> x);
        if (asked.test("Conj")) return x(x -> x);
        if (asked.test("Conjugate")) return x(x -> x);
        if (asked.test("Imag")) return same(x -> 0, FLAT);
        if (asked.test("Angle")) return floats(x -> x < 0 ? Math.PI : x >= 0 ? 0 : x, FLAT);
        if (asked.test("Copy")) return x(x -> x);
        if (asked.test("StopGradient")) return one(g -> Pointwise.stopped(g.tensor(0, "variable")));
        if (asked.test("Cast")) return one(g -> Composed.cast(g, false));
        if (asked.test("SaturateCast")) return one(g -> Composed.cast(g, true));
        if (asked.test("ConvertToTensor")) return one(Composed::convert);
        if (asked.test("Array")) return one(Composed::convert);

        // Activations.
        if (asked.test("Relu")) return x(Composed::rectified);
        if (asked.test("Relu6")) return same(x -> Math.max(0, Math.min(6, x)), x -> x > 0 && x < 6 ? 1 : 0);
        if (asked.test("Sigmoid")) return activation("sigmoid");
        if (asked.test("Silu")) return activation("silu");
        if (asked.test("Softplus")) return activation("softplus");
        if (asked.test("Softsign")) return activation("softsign");
        if (asked.test("LogSigmoid")) return activation("log_sigmoid");
        if (asked.test("HardSigmoid")) return activation("hard_sigmoid");
        if (asked.test("HardSilu")) return activation("hard_silu");
        if (asked.test("HardTanh")) return activation("hard_tanh");
        if (asked.test("TanhShrink")) return activation("tanh_shrink");
        if (asked.test("SparsePlus")) return activation("sparse_plus");
        if (asked.test("SparseSigmoid")) return activation("sparse_sigmoid");
        if (asked.test("Selu")) return activation("selu");
        for (String name :
                List.of("LeakyRelu", "Elu", "Celu", "Gelu", "HardShrink", "SoftShrink", "Squareplus", "Threshold")) {
            if (asked.test(name)) return one(g -> Composed.parametric(name, g));
        }
        if (asked.test("Mish")) return activation("mish");
        if (asked.test("ReLU")) return one(Composed::relu);
        if (asked.test("FakeQuantWithMinMaxVars")) return one(Composed::fakeQuantised);
        if (asked.test("Glu")) return one(Composed::glu);
        if (asked.test("Softmax")) return one(g -> Lanes.softmax(g.x(), Composed.lastAxis(g)));
        if (asked.test("LogSoftmax"))
            return one(g -> Lanes.rows(g.x(), Composed.lastAxis(g), Lanes::logSoftmax, Lanes::logSoftmaxBack));
        if (asked.test("Sparsemax")) return one(Composed::sparsemax);

        // Functions of two numbers.
        if (asked.test("Add")) return two(Pointwise::add);
        if (asked.test("Subtract")) return two(Pointwise::subtract);
        if (asked.test("Multiply")) return two(Pointwise::multiply);
        if (asked.test("Divide")) return two(Pointwise::divide);
        if (asked.test("TrueDivide")) return two(Pointwise::divide);
        if (asked.test("DivideNoNan"))
            return floats2(
                    (a, b) -> b == 0 ? 0 : a / b, (a, b) -> b == 0 ? 0 : 1 / b, (a, b) -> b == 0 ? 0 : -a / (b * b));
        if (asked.test("FloorDivide"))
            return same2((a, b) -> Math.floor((float) (a / b)), FLAT2, FLAT2, Composed.dividing(Math::floorDiv));
        if (asked.test("Mod"))
            return same2(
                    Composed::floorMod, (a, b) -> 1, (a, b) -> -Math.floor(a / b), Composed.dividing(Math::floorMod));
        if (asked.test("Fmod"))
            return same2(
                    (a, b) -> a % b,
                    (a, b) -> a == 0 ? 0 : 1,
                    (a, b) -> -Math.signum(a) * Math.signum(b) * Math.floor(Math.abs(a / b)),
                    Composed.dividing((a, b) -> a % b));
        if (asked.test("Power"))
            return same2(
                    Math::pow,
                    (a, b) -> b * Math.pow(a, b - 1),
                    (a, b) -> Math.pow(a, b) * (a > 0 ? Math.log(a) : 0),
                    (a, b) -> (int) (long) Math.pow(a, b));
        if (asked.test("Maximum")) return two(Pointwise::maximum);
        if (asked.test("Minimum")) return two(Pointwise::minimum);
        if (asked.test("Fmax"))
            return same2(
                    (a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.max(a, b),
                    (a, b) -> a >= b || Double.isNaN(b) ? 1 : 0,
                    (a, b) -> a >= b || Double.isNaN(b) ? 0 : 1,
                    Math::max);
        if (asked.test("Fmin"))
            return same2(
                    (a, b) -> Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b),
                    (a, b) -> a <= b || Double.isNaN(b) ? 1 : 0,
                    (a, b) -> a <= b || Double.isNaN(b) ? 0 : 1,
                    Math::min);
        if (asked.test("Arctan2"))
            return floats2(Math::atan2, (a, b) -> b / (a * a + b * b), (a, b) -> -a / (a * a + b * b));
        if (asked.test("Hypot"))
            return floats2(
                    Math::hypot,
                    Composed::hypotSlope,
                    (a, b) -> Math.abs(a) == Math.abs(b) ? 0 : Composed.hypotSlope(b, a));
        if (asked.test("Logaddexp"))
            return floats2(
                    Composed::logAddExp, (a, b) -> 1 / (1 + Math.exp(b - a)), (a, b) -> 1 / (1 + Math.exp(a - b)));
        if (asked.test("Logaddexp2"))
            return floats2(
                    (a, b) -> Composed.logAddExp(a * Math.log(2), b * Math.log(2)) / Math.log(2),
                    (a, b) -> 1 / (1 + Math.pow(2, b - a)),
                    (a, b) -> 1 / (1 + Math.pow(2, a - b)));
        if (asked.test("Heaviside"))
            return floats2((a, b) -> Double.isNaN(a) ? a : a < 0 ? 0 : a == 0 ? b : 1, FLAT2, (a, b) -> a == 0 ? 1 : 0);
        if (asked.test("Ldexp"))
            return floats2(
                    (a, b) -> a * Math.pow(2, b),
                    (a, b) -> a == 0 ? 1 : Math.pow(2, b),
                    (a, b) -> a * Math.log(2) * Math.pow(2, b));
        if (asked.test("Nextafter")) return floats2((a, b) -> Math.nextAfter((float) a, b), (a, b) -> 1, FLAT2);
        if (asked.test("Gcd")) return two((a, b) -> Pointwise.ints(a, b, Composed::gcd));
        if (asked.test("Lcm"))
            return two((a, b) ->
                    Pointwise.ints(a, b, (m, n) -> m == 0 || n == 0 ? 0 : Math.abs(m / Composed.gcd(m, n) * n)));
        if (asked.test("Equal")) return compare((a, b) -> a == b);
        if (asked.test("NotEqual")) return compare((a, b) -> a != b);
        if (asked.test("Less")) return compare((a, b) -> a < b);
        if (asked.test("LessEqual")) return compare((a, b) -> a <= b);
        if (asked.test("Greater")) return compare((a, b) -> a > b);
        if (asked.test("GreaterEqual")) return compare((a, b) -> a >= b);
        if (asked.test("Isclose")) return one(g -> Composed.isclose(g, 2));
        if (asked.test("AllClose"))
            return one(g -> Lanes.reduce(Composed.isclose(g, -1), null, false, BOOL, Lanes.ALL));
        if (asked.test("IsIn")) return one(Composed::isIn);
        if (asked.test("LogicalAnd")) return logic((a, b) -> a & b);
        if (asked.test("LogicalOr")) return logic((a, b) -> a | b);
        if (asked.test("LogicalXor")) return logic((a, b) -> a ^ b);
        if (asked.test("BitwiseAnd")) return bits((a, b) -> a & b);
        if (asked.test("BitwiseOr")) return bits((a, b) -> a | b);
        if (asked.test("BitwiseXor")) return bits((a, b) -> a ^ b);
        if (asked.test("BitwiseLeftShift")) return bits((a, b) -> a << b);
        if (asked.test("LeftShift")) return bits((a, b) -> a << b);
        if (asked.test("BitwiseRightShift")) return bits((a, b) -> a >> b);
        if (asked.test("RightShift")) return bits((a, b) -> a >> b);
        if (asked.test("Where"))
            return one(g -> Pointwise.where(g.tensor(0, "condition"), g.tensor(1, "x1"), g.tensor(2, "x2")));
        if (asked.test("Select")) return one(Composed::select);

        // Reductions.
        if (asked.test("Sum")) return reduce(null, Lanes.SUM);
        if (asked.test("Prod")) return reduce(null, Lanes.PRODUCT);
        if (asked.test("Mean")) return reduce(FLOAT, Lanes.MEAN);
        if (asked.test("Var")) return reduce(FLOAT, Lanes.VARIANCE);
        if (asked.test("Std")) return reduce(FLOAT, Lanes.DEVIATION);
        if (asked.test("Max")) return one(g -> Composed.extreme(g, 1));
        if (asked.test("Min")) return one(g -> Composed.extreme(g, -1));
        if (asked.test("Amax")) return one(g -> Composed.extreme(g, 1));
        if (asked.test("Amin")) return one(g -> Composed.extreme(g, -1));
        if (asked.test("Ptp")) return reduce(null, Lanes.RANGE);
        if (asked.test("Any")) return steps(BOOL, Lanes.fold(0, (a, b) -> a != 0 || b != 0 ? 1 : 0));
        if (asked.test("All")) return steps(BOOL, Lanes.fold(1, (a, b) -> a != 0 && b != 0 ? 1 : 0));
        if (asked.test("Argmax")) return steps(INT, (v, n) -> Lanes.first(v, n, 1));
        if (asked.test("Argmin")) return steps(INT, (v, n) -> Lanes.first(v, n, -1));
        if (asked.test("CountNonzero")) return steps(INT, Lanes.fold(0, (a, b) -> b == 0 ? a : a + 1));
        if (asked.test("Logsumexp")) return reduce(FLOAT, Lanes.LOG_SUM_EXP);
        if (asked.test("Nansum")) return reduce(null, Lanes.numbers(Lanes.SUM));
        if (asked.test("Nanprod")) return reduce(null, Lanes.numbers(Lanes.PRODUCT));
        if (asked.test("Nanmean")) return reduce(FLOAT, Lanes.numbers(Lanes.MEAN));
        if (asked.test("Nanvar")) return reduce(FLOAT, Lanes.numbers(Lanes.VARIANCE));
        if (asked.test("Nanstd")) return reduce(FLOAT, Lanes.numbers(Lanes.DEVIATION));
        if (asked.test("Nanmax")) return reduce(null, Lanes.numbers(Lanes.MAX));
        if (asked.test("Nanmin")) return reduce(null, Lanes.numbers(Lanes.MIN));
        if (asked.test("Nanargmax")) return steps(INT, (v, n) -> Lanes.firstNumber(v, n, 1));
        if (asked.test("Nanargmin")) return steps(INT, (v, n) -> Lanes.firstNumber(v, n, -1));
        if (asked.test("Median")) return one(g -> Composed.quantile(g, Symbol.scalar(0.5f), 1, false));
        if (asked.test("Quantile")) return one(g -> Composed.interpolated(g));
        if (asked.test("Percentile")) return one(g -> Composed.quantile(g, g.tensor(1, "q"), 100, false));
        if (asked.test("Nanmedian")) return one(g -> Composed.quantile(g, Symbol.scalar(0.5f), 1, true));
        if (asked.test("Nanquantile")) return one(g -> Composed.quantile(g, g.tensor(1, "q"), 1, true));
        if (asked.test("Nanpercentile")) return one(g -> Composed.quantile(g, g.tensor(1, "q"), 100, true));
        if (asked.test("Norm")) return one(Composed::norm);
        if (asked.test("Average")) return one(Composed::average);
        if (asked.test("Trapezoid")) return one(Composed::trapezoid);
        if (asked.test("Moments")) return Composed::moments;
        if (asked.test("PSNR")) return one(Composed::psnr);

        // Along an axis: cumulative, sorted.
        if (asked.test("Cumsum")) return running(0, Double::sum, Lanes::sumBack);
        if (asked.test("Cumprod")) return running(1, (a, b) -> a * b, Lanes::productBack);
        if (asked.test("Nancumsum"))
            return running(0, (a, b) -> Double.isNaN(b) ? a : a + b, Lanes.ofNumbers(Lanes::sumBack));
        if (asked.test("Nancumprod"))
            return running(1, (a, b) -> Double.isNaN(b) ? a : a * b, Lanes.ofNumbers(Lanes::productBack));
        if (asked.test("Diff")) return one(Composed::diff);
        if (asked.test("Sort")) return one(g -> Composed.sort(g, true));
        if (asked.test("Argsort")) return one(g -> Composed.sort(g, false));
        if (asked.test("TopK")) return Composed::topK;
        if (asked.test("InTopK")) return one(Composed::inTopK);
        if (asked.test("SearchSorted"))
            return one(g ->
                    Composed.search(g.tensor(0, "sorted_sequence"), g.tensor(1, "values"), g.text("side", "left")));
        if (asked.test("Digitize")) return one(g -> Composed.search(g.tensor(1, "bins"), g.tensor(0, "x"), "right"));

        // Shape and layout.
        if (asked.test("Reshape")) return one(g -> Views.reshape(g.x(), g.ints("newshape")));
        if (asked.test("Ravel")) return x(x -> Views.reshape(x, -1));
        if (asked.test("Transpose"))
            return one(
                    g -> g.integers("axes") == null ? Views.reversed(g.x()) : Views.transpose(g.x(), g.ints("axes")));
        if (asked.test("ExpandDims")) return one(g -> Views.expand(g.x(), g.ints("axis")));
        if (asked.test("Squeeze")) return one(g -> Views.squeeze(g.x(), g.integers("axis")));
        if (asked.test("Moveaxis")) return one(g -> Views.moveaxis(g.x(), g.ints("source"), g.ints("destination")));
        if (asked.test("Swapaxes")) return one(g -> Views.swapaxes(g.x(), g.integer("axis1"), g.integer("axis2")));
        if (asked.test("Flip")) return one(g -> Views.flip(g.x(), g.integers("axis")));
        if (asked.test("Fliplr")) return x(x -> Views.flip(x, new int[] {1}));
        if (asked.test("Flipud")) return x(x -> Views.flip(x, new int[] {0}));
        if (asked.test("Rot90")) return one(Composed::rot90);
        if (asked.test("Roll")) return one(Composed::roll);
        if (asked.test("Tile")) return one(g -> Views.tile(g.x(), g.ints("repeats")));
        if (asked.test("Repeat")) return one(Composed::repeat);
        if (asked.test("BroadcastTo")) return one(g -> Views.broadcastTo(g.x(), g.shape("shape")));
        if (asked.test("Pad")) return one(Composed::pad);
        if (asked.test("Diagonal"))
            return one(
                    g -> Views.diagonal(g.x(), g.integer("offset", 0), g.integer("axis1", 0), g.integer("axis2", 1)));
        if (asked.test("Trace")) return one(Composed::trace);
        if (asked.test("Diag"))
            return one(g -> g.x().rank() == 1
                    ? Views.diagonals(g.x(), g.integer("k", 0))
                    : Views.diagonal(g.x(), g.integer("k", 0), 0, 1));
        if (asked.test("Diagflat")) return one(g -> Views.diagonals(Views.reshape(g.x(), -1), g.integer("k", 0)));
        if (asked.test("Tril")) return one(g -> Composed.triangle(g, 1));
        if (asked.test("Triu")) return one(g -> Composed.triangle(g, -1));
        if (asked.test("Vander")) return one(Composed::vander);
        if (asked.test("Rearrange")) return one(Composed::rearrange);
        if (asked.test("DepthToSpace"))
            return one(g -> Windows.depthToSpace(g.x(), g.integer("block_size"), g.channelsFirst()));
        if (asked.test("SpaceToDepth"))
            return one(g -> Windows.spaceToDepth(g.x(), g.integer("block_size"), g.channelsFirst()));
        if (asked.test("ExtractSequences"))
            return one(g -> Composed.sequences(g.x(), g.integer("sequence_length"), g.integer("sequence_stride")));
        if (asked.test("ZerosLike")) return one(g -> Composed.filled(g, Symbol.constant(Composed.ZERO)));
        if (asked.test("OnesLike")) return one(g -> Composed.filled(g, Symbol.constant(Composed.TRUE)));
        if (asked.test("EmptyLike")) return one(g -> Composed.filled(g, Symbol.constant(Composed.ZERO)));
        if (asked.test("FullLike")) return one(g -> Composed.filled(g, g.tensor(1, "fill_value")));
        if (asked.test("Full"))
            return one(g -> Views.broadcastTo(Composed.typed(g.tensor(0, "fill_value"), g), g.shape("shape")));
        if (asked.test("Arange")) return one(Composed::arange);
        if (asked.test("Linspace")) return one(g -> Composed.linspace(g, false));
        if (asked.test("Logspace")) return one(g -> Composed.linspace(g, true));
        if (asked.test("Geomspace")) return one(Composed::geomspace);
        if (asked.test("Meshgrid")) return Composed::meshgrid;

        // Indexing and gathering.
        if (asked.test("GetItem")) return one(Composed::getItem);
        if (asked.test("Take")) return one(Composed::take);
        if (asked.test("TakeAlongAxis")) return one(Composed::takeAlongAxis);
        if (asked.test("Slice")) return one(Composed::slice);
        if (asked.test("OneHot")) return one(Composed::oneHot);
        if (asked.test("MultiHot")) return one(Composed::multiHot);
        if (asked.test("Scatter")) return one(Scatter::scatter);
        if (asked.test("ScatterUpdate")) return one(Scatter::update);
        if (asked.test("SliceUpdate")) return one(Scatter::slice);
        if (asked.test("SegmentSum")) return one(g -> Scatter.segments(g, 0, "add"));
        if (asked.test("SegmentProd")) return one(g -> Scatter.segments(g, 1, "mul"));
        if (asked.test("SegmentMax")) return one(g -> Scatter.segments(g, -Float.MAX_VALUE, "max"));
        if (asked.test("SegmentMin")) return one(g -> Scatter.segments(g, Float.MAX_VALUE, "min"));
        if (asked.test("UnravelIndex")) return Scatter::unravel;

        // Joining and splitting.
        if (asked.test("Concatenate")) return one(g -> Views.concatenate(g.tensors(0, "xs"), g.integer("axis", 0)));
        if (asked.test("Stack")) return one(g -> Views.stack(g.tensors(0, "x"), g.integer("axis", 0)));
        if (asked.test("Append")) return one(Composed::append);
        if (asked.test("Hstack")) return one(g -> Composed.hstack(g.tensors(0, "xs")));
        if (asked.test("Vstack")) return one(g -> Views.concatenate(g.tensors(0, "xs"), 0));
        if (asked.test("Dstack")) return one(g -> Composed.dstack(g.tensors(0, "xs")));
        if (asked.test("Split")) return g -> Composed.split(g, g.integer("axis", 0), false);
        if (asked.test("ArraySplit")) return g -> Composed.split(g, g.integer("axis", 0), true);
        if (asked.test("Hsplit")) return g -> Composed.split(g, g.x().rank() == 1 ? 0 : 1, false);
        if (asked.test("Vsplit")) return g -> Composed.split(g, 0, false);
        if (asked.test("Dsplit")) return g -> Composed.split(g, 2, false);
        if (asked.test("Unstack")) return Composed::unstack;

        // Products.
        if (asked.test("Matmul")) return two(Products::matmul);
        if (asked.test("Dot")) return two(Products::dot);
        if (asked.test("Inner"))
            return two((a, b) -> a.rank() == 0 || b.rank() == 0
                    ? Products.dot(a, b)
                    : Products.tensordot(a, b, new int[] {-1}, new int[] {-1}));
        if (asked.test("Outer"))
            return two((a, b) -> Products.einsum("i,j->ij", List.of(Views.reshape(a, -1), Views.reshape(b, -1))));
        if (asked.test("Vdot"))
            return two((a, b) -> Products.einsum("i,i->", List.of(Views.reshape(a, -1), Views.reshape(b, -1))));
        if (asked.test("Einsum")) return one(g -> Products.einsum(g.text("subscripts", ""), g.rest(0)));
        if (asked.test("Tensordot")) return one(Composed::tensordot);
        if (asked.test("Kron")) return two(Composed::kron);
        if (asked.test("Cross")) return one(Composed::cross);
        if (asked.test("Corrcoef")) return x(Composed::corrcoef);
        if (asked.test("Correlate")) return one(Composed::correlate);
        if (asked.test("CDist")) return one(g -> Composed.distances(g.tensor(0, "x"), g.tensor(1, "y")));

        // keras.ops.nn.
        if (asked.test("BatchNorm")) return one(Composed::batchNorm);
        if (asked.test("LayerNorm")) return one(Composed::layerNorm);
        if (asked.test("RMSNorm")) return one(Composed::rmsNorm);
        if (asked.test("Normalize")) return one(Composed::normalize);
        if (asked.test("DotProductAttention")) return one(Composed::attention);
        if (asked.test("BinaryCrossentropy")) return one(Composed::binaryCrossentropy);
        if (asked.test("CategoricalCrossentropy")) return one(Composed::categoricalCrossentropy);
        if (asked.test("SparseCategoricalCrossentropy")) return one(Composed::sparseCategoricalCrossentropy);
        if (asked.test("MaxPool")) return one(g -> Windows.pool(g, true));
        if (asked.test("AveragePool")) return one(g -> Windows.pool(g, false));
        if (asked.test("Conv")) return one(Windows::conv);
        if (asked.test("DepthwiseConv")) return one(Windows::depthwise);
        if (asked.test("SeparableConv")) return one(Windows::separable);
        if (asked.test("ConvTranspose")) return one(Windows::convTranspose);
        if (asked.test("AdaptiveMaxPool")) return one(g -> Windows.adaptive(g, true));
        if (asked.test("AdaptiveAveragePool")) return one(g -> Windows.adaptive(g, false));
        if (asked.test("Unfold")) return one(Windows::unfold);

        // keras.ops.image.
        if (asked.test("RGBToGrayscale")) return one(Windows::grayscale);
        if (asked.test("CropImages")) return one(Windows::crop);
        if (asked.test("PadImages")) return one(Windows::padImages);
        if (asked.test("ExtractPatches")) return one(Windows::patches);
        if (asked.test("Resize")) return one(Windows::resize);
        if (asked.test("GaussianBlur")) return one(Windows::blur);
        if (asked.test("SobelEdges")) return one(Windows::sobel);
        if (asked.test("RGBToHSV")) return one(g -> Windows.colours(g, Windows::toHsv, Windows::toHsvBack));
        if (asked.test("HSVToRGB")) return one(g -> Windows.colours(g, Windows::toRgb, Windows::toRgbBack));

        // keras.ops.linalg, and Fourier transforms.
        if (asked.test("Inv")) return x(Matrices::inverse);
        if (asked.test("Det")) return x(Matrices::determinant);
        if (asked.test("Slogdet")) return g -> Matrices.signAndLog(g.x());
        if (asked.test("Logdet")) return x(x -> Matrices.signAndLog(x).get(1));
        if (asked.test("Cholesky")) return one(g -> Matrices.cholesky(g.x(), g.flag("upper", false)));
        if (asked.test("CholeskyInverse")) return one(g -> Matrices.ofFactor(g.x(), g.flag("upper", false)));
        if (asked.test("Solve")) return one(g -> Matrices.solve(g, false));
        if (asked.test("SolveTriangular")) return one(g -> Matrices.solve(g, true));
        if (asked.test("FFT")) return g -> Matrices.fourier(g.tensors(0, "x"));
        if (asked.test("FFT2")) return g -> Matrices.fourier2(g.tensors(0, "x"));
        if (asked.test("IFFT2")) return g -> Matrices.inverseFourier2(g.tensors(0, "x"));
        if (asked.test("RFFT")) return Matrices::realFourier;
        if (asked.test("IRFFT")) return one(Matrices::realInverse);
        return null;
    }

    private static Operation one(Function<Given, Symbol> f) {
        return g -> List.of(f.apply(g));
    }

    private static Operation x(Function<Symbol, Symbol> f) {
        return one(g -> f.apply(g.tensor(0, "x")));
    }

    private static Operation floats(Pointwise.Float1 f, Pointwise.Float1 slope) {
        return x(x -> Pointwise.floats(x, f, slope));
    }

    private static Operation same(Pointwise.Float1 f, Pointwise.Float1 slope) {
        return x(x -> Pointwise.same(x, f, slope));
    }

    private static Operation test(Pointwise.Float1 f) {
        return x(x -> Pointwise.test(x, f));
    }

    private static Operation activation(String activation) {
        return x(x -> Pointwise.activation(x, Objects.requireNonNull(Activations.get(activation, Dialect.KERAS_3))));
    }

    private static Operation two(BinaryOperator<Symbol> f) {
        return one(g -> f.apply(g.tensor(0, "x1"), g.tensor(1, "x2")));
    }

    private static Operation floats2(Pointwise.Float2 f, Pointwise.Float2 slope1, Pointwise.Float2 slope2) {
        return two((a, b) -> Pointwise.floats(a, b, f, slope1, slope2));
    }

    private static Operation same2(
            Pointwise.Float2 f, Pointwise.Float2 slope1, Pointwise.Float2 slope2, Pointwise.Int2 whole) {
        return two((a, b) -> Pointwise.same(a, b, f, slope1, slope2, whole));
    }

    private static Operation compare(Pointwise.Test2 f) {
        return two((a, b) -> Pointwise.compare(a, b, f));
    }

    private static Operation logic(Pointwise.Int2 f) {
        return two((a, b) -> Pointwise.logic(a, b, f));
    }

    private static Operation bits(Pointwise.Int2 f) {
        return one(g -> Composed.bits(g.tensor(0, "x"), g.tensor(1, "y"), f));
    }

    private static Operation reduce(@Nullable DType type, Lanes.Reduction f) {
        return one(g -> Lanes.reduce(g.x(), g.integers("axis"), g.flag("keepdims", false), type, f));
    }

    private static Operation steps(DType type, Lanes.Value f) {
        return reduce(type, new Lanes.Reduction(f, Lanes.FLAT));
    }

    private static Operation running(double start, DoubleBinaryOperator f, Lanes.Back back) {
        return one(g -> Composed.running(g, start, f, back));
    }
}
