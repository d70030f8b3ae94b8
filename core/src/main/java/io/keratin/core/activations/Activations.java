package io.keratin.core.activations;

import static io.keratin.core.activations.Slope.slope;
import static io.keratin.core.activations.Slope.slopeByResult;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * All activations that Keras 3.15 knows by name, one line each.
 *
 * <p>Beside each function its derivative, of its result y where that is shorter, else of x. {@link #TANH} and {@link #SIGMOID} are the gates of the recurrent layers and written for speed; the rest favours
 * exactness. Formulas: {@code keras/src/activations} of Keras 3.15.1.
 */
public final class Activations {

    private static final double SELU_SCALE = 1.0507009873554805;
    private static final double SELU_ALPHA = 1.6732632423543772;

    /** Keras 2's and Keras 1's hard sigmoid, clip(0.2 x + 0.5, 0, 1); Keras 3 means another function by the name. */
    public static final Activation HARD_SIGMOID_KERAS_2 = each(
            "hard_sigmoid",
            x -> Math.max(0f, Math.min(1f, 0.2f * x + 0.5f)),
            slopeByResult(y -> y > 0 && y < 1 ? 0.2f : 0));

    /** x itself. */
    public static final Activation LINEAR = new Elementwise("linear", slopeByResult(y -> 1)) {
        @Override
        void range(float[] x, int from, int to) {}
    };

    /** max(x, 0). */
    public static final Activation RELU = new Elementwise("relu", Slope.RELU) {
        @Override
        void range(float[] x, int from, int to) {
            FastMath.relu(x, from, to);
        }
    };

    /** 1 / (1 + exp(-x)). */
    public static final Activation SIGMOID = new Elementwise("sigmoid", Slope.SIGMOID) {
        @Override
        void range(float[] x, int from, int to) {
            FastMath.sigmoid(x, from, to);
        }
    };

    /** tanh(x). */
    public static final Activation TANH = new Elementwise("tanh", Slope.TANH) {
        @Override
        void range(float[] x, int from, int to) {
            FastMath.tanh(x, from, to);
        }
    };

    /** exp(x) / sum of exp along the last axis. */
    public static final Activation SOFTMAX = new SoftmaxActivation();

    private static final Set<String> NAMES = Collections.unmodifiableSet(new LinkedHashSet<>(List.of(
            "celu",
            "elu",
            "exponential",
            "gelu",
            "glu",
            "hard_shrink",
            "hard_sigmoid",
            "hard_silu",
            "hard_swish",
            "hard_tanh",
            "leaky_relu",
            "linear",
            "log_sigmoid",
            "log_softmax",
            "mish",
            "relu",
            "relu6",
            "selu",
            "sigmoid",
            "silu",
            "soft_shrink",
            "softmax",
            "softplus",
            "softsign",
            "sparse_plus",
            "sparse_sigmoid",
            "sparsemax",
            "squareplus",
            "swish",
            "tanh",
            "tanh_shrink")));

    /** Those that were asked for, for two of one name would not be equal. */
    private static final Map<String, Activation> KERAS_3 = new ConcurrentHashMap<>();

    /** The table. A line's functions are linked when it is asked for: for all lines that would be a tenth of opening a model. */
    private static @Nullable Activation create(String name) {
        return switch (name) {
            case "celu" ->
                each(
                        name,
                        x -> (float) (Math.max(x, 0) + Math.expm1(Math.min(x, 0))),
                        slopeByResult(y -> y > 0 ? 1 : y == 0 ? 2 : y + 1)); // at 0 both terms' slopes, as in Keras
            case "elu" -> each(name, x -> x > 0 ? x : (float) Math.expm1(x), slopeByResult(y -> y > 0 ? 1 : y + 1));
            case "exponential" -> each(name, x -> (float) Math.exp(x), slopeByResult(y -> y));
            case "gelu" ->
                new Elementwise(name, slope(Activations::geluSlope)) { // x · Φ(x), the exact one
                    @Override
                    void range(float[] x, int from, int to) {
                        FastMath.gelu(x, from, to);
                    }
                };
            case "glu" -> new Glu();
            case "hard_shrink" -> each(name, x -> Math.abs(x) > 0.5f ? x : 0f, slope(x -> Math.abs(x) > 0.5f ? 1 : 0));
            case "hard_sigmoid" -> each(name, Activations::hardSigmoid, slope(x -> Math.abs(x) < 3 ? 1 / 6f : 0));
            case "hard_silu", "hard_swish" -> each(name, x -> x * hardSigmoid(x), slope(Activations::hardSiluSlope));
            case "hard_tanh" -> each(name, x -> Math.max(-1f, Math.min(1f, x)), slope(x -> Math.abs(x) <= 1 ? 1 : 0));
            case "leaky_relu" -> each(name, x -> x > 0 ? x : 0.2f * x, slope(x -> x > 0 ? 1 : 0.2f));
            case "linear" -> LINEAR;
            case "log_sigmoid" -> each(name, x -> (float) -softplus(-x), slope(x -> (float) sigmoid(-x)));
            case "log_softmax" -> rowwise(name, Activations::logSoftmax, RowDerivative.LOG_SOFTMAX);
            case "mish" -> each(name, x -> (float) (x * Math.tanh(softplus(x))), slope(Activations::mishSlope));
            case "relu" -> RELU;
            case "relu6" ->
                new Elementwise(name, slopeByResult(y -> y > 0 && y < 6 ? 1 : 0)) {
                    @Override
                    void range(float[] x, int from, int to) {
                        for (int i = from; i < to; i++) { // the loop of this class alone, which C2 vectorises
                            x[i] = Math.max(0f, Math.min(6f, x[i]));
                        }
                    }
                };
            case "selu" ->
                each(name, x -> (float) (SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x))), slopeByResult(y ->
                        (float) (y >= 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA)));
            case "sigmoid" -> SIGMOID;
            case "silu", "swish" -> each(name, Activations::silu, slope(Activations::siluSlope));
            case "soft_shrink" ->
                each(
                        name,
                        x -> x > 0.5f ? x - 0.5f : x < -0.5f ? x + 0.5f : 0f,
                        slope(x -> Math.abs(x) > 0.5f ? 1 : 0));
            case "softmax" -> SOFTMAX;
            case "softplus" -> each(name, x -> (float) softplus(x), slope(x -> (float) sigmoid(x)));
            case "softsign" ->
                each(name, x -> x / (Math.abs(x) + 1), slope(x -> 1 / ((Math.abs(x) + 1) * (Math.abs(x) + 1))));
            case "sparse_plus" ->
                each(
                        name,
                        x -> x <= -1 ? 0f : x >= 1 ? x : 0.25f * (x + 1) * (x + 1),
                        slope(x -> x <= -1 ? 0 : x >= 1 ? 1 : 0.5f * (x + 1)));
            case "sparse_sigmoid" ->
                each(name, x -> x <= -1 ? 0f : x >= 1 ? 1f : 0.5f * (x + 1), slope(x -> Math.abs(x) < 1 ? 0.5f : 0));
            case "sparsemax" -> rowwise(name, Activations::sparsemax, RowDerivative.SPARSEMAX);
            case "squareplus" -> each(name, x -> (float) squareplus(x, 4), slope(x -> (float) squareplusSlope(x, 4)));
            case "tanh" -> TANH;
            case "tanh_shrink" ->
                each(name, x -> (float) (x - Math.tanh(x)), slope(x -> (float) (Math.tanh(x) * Math.tanh(x))));
            default -> null;
        };
    }

    private Activations() {}

    /** The names that {@link #get} knows. */
    public static Set<String> names() {
        return NAMES;
    }

    /** The activation that an era means by a name, or null if it is unknown. */
    public static @Nullable Activation get(String name, Dialect dialect) {
        if (dialect == Dialect.KERAS_2 && name.equals("hard_sigmoid")) {
            return HARD_SIGMOID_KERAS_2;
        }
        Activation known = KERAS_3.get(name);
        if (known == null) {
            Activation made = create(name);
            Activation first = made == null ? null : KERAS_3.putIfAbsent(name, made);
            known = first == null ? made : first;
        }
        return known;
    }

    /**
     * The activation at a key of a configuration: a name, null for linear, or Keras's serialised function object.
     *
     * @throws io.keratin.core.error.ModelFormatException if the name is unknown
     */
    public static Activation read(Config config, String key, Activation absent) {
        Value v = config.value(key);
        if (v == null) {
            return config.fields().get(key) == Value.Nothing.NULL ? LINEAR : absent;
        }
        Activation found = find(v, config);
        if (found != null) {
            return found;
        }
        String known = v.equals(Value.of("threshold"))
                ? "activation 'threshold' needs its arguments threshold and default_value, which a name alone does not have;"
                        + " Keras cannot run it either"
                : "unknown activation " + v + "; known are " + String.join(", ", names());
        throw config.error(key, known);
    }

    /** A name, {@code {"class_name": "function", "config": name}}, or an object with arguments. */
    private static @Nullable Activation find(Value v, Config config) {
        if (v instanceof Value.Text t) {
            return find(t.text(), config);
        } else if (!(v instanceof Value.Fields f) || !(f.get("class_name") instanceof Value.Text className)) {
            return null;
        } else if (f.get("config") instanceof Value.Text t) {
            return find(t.text(), config);
        } else {
            Value.Fields arguments = f.get("config") instanceof Value.Fields c ? c : Value.fields();
            Activation parametric = ParametricActivation.read(className.text(), arguments);
            boolean lastAxis = arguments.get("axis") == null || Value.of(-1).equals(arguments.get("axis"));
            return parametric != null || !lastAxis ? parametric : find(snakeCase(className.text()), config);
        }
    }

    /** The user's own, also under Keras's registered name {@code package>name}, or Keras's. */
    private static @Nullable Activation find(String name, Config config) {
        Object own = config.customObject(name);
        own = own == null ? config.customObject(name.substring(name.indexOf('>') + 1)) : own;
        return own instanceof Activation activation ? activation : get(name, config.dialect());
    }

    /** {@code HardSigmoid} to {@code hard_sigmoid}. */
    private static String snakeCase(String className) {
        return className.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static float hardSigmoid(float x) {
        return Math.max(0f, Math.min(6f, x + 3f)) / 6f;
    }

    /** 1 / (1 + exp(-x)). */
    static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static float hardSiluSlope(float x) {
        return x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5f;
    }

    /** σ(x) · (1 + x · (1 - σ(x))). */
    private static float siluSlope(float x) {
        double s = sigmoid(x);
        return (float) (s * (1 + x * (1 - s)));
    }

    /** t + x · (1 - t²) · σ(x) with t = tanh(softplus(x)). */
    private static float mishSlope(float x) {
        double t = Math.tanh(softplus(x));
        return (float) (t + x * (1 - t * t) * sigmoid(x));
    }

    /** Φ(x) + x · φ(x). */
    static float geluSlope(float x) {
        double density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
        return (float) (0.5 * Erf.erfc(-x / Math.sqrt(2)) + x * density);
    }

    /** (x + √(x² + b)) / 2. */
    static double squareplus(double x, double b) {
        return (x + Math.sqrt(x * x + b)) / 2;
    }

    static double squareplusSlope(double x, double b) {
        return (1 + x / Math.sqrt(x * x + b)) / 2;
    }

    private static float silu(float x) {
        return (float) (x / (1 + Math.exp(-x)));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static void logSoftmax(float[] x, int from, int to) {
        float max = max(x, from, to);
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += Math.exp(x[i] - max);
        }
        double log = max + Math.log(sum);
        for (int i = from; i < to; i++) {
            x[i] = (float) (x[i] - log);
        }
    }

    /**
     * Martins and Astudillo 2016 as Keras 3.15 computes it: its threshold takes the sum of all cumulative sums where the paper
     * takes the last one ({@code backend/tensorflow/nn.py}), so rows with a support of several values do not sum to 1.
     */
    private static void sparsemax(float[] x, int from, int to) {
        float tau = threshold(x, from, to);
        for (int i = from; i < to; i++) {
            x[i] = Math.max(0, x[i] - tau);
        }
    }

    /** What sparsemax subtracts, τ. */
    static float threshold(float[] x, int from, int to) {
        float[] sorted = Arrays.copyOfRange(x, from, to);
        Arrays.sort(sorted);
        float cumulative = 0;
        float sum = 0;
        int support = 0;
        for (int k = 1; k <= sorted.length; k++) {
            float z = sorted[sorted.length - k];
            cumulative += z;
            if (z - (cumulative - 1) / k > 0) {
                sum += cumulative;
                support++;
            }
        }
        return (sum - 1) / support;
    }

    /** How many of the largest values determine sparsemax's threshold. */
    static int support(float[] x, int from, int to) {
        float[] sorted = Arrays.copyOfRange(x, from, to);
        Arrays.sort(sorted);
        float cumulative = 0;
        int support = 0;
        for (int k = 1; k <= sorted.length; k++) {
            cumulative += sorted[sorted.length - k];
            support += sorted[sorted.length - k] - (cumulative - 1) / k > 0 ? 1 : 0;
        }
        return support;
    }

    private static float max(float[] x, int from, int to) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = from; i < to; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    /** An activation of your own: a function of every value, under the name that models know it by. Nothing is trained through it. */
    public static Activation each(String name, FloatFunction f) {
        return new Each(name, f, null);
    }

    /** An activation of your own with its derivative. */
    public static Activation each(String name, FloatFunction f, FloatFunction derivative) {
        return new Each(name, f, slope(derivative));
    }

    private static Activation each(String name, FloatFunction f, Slope slope) {
        return new Each(name, f, slope);
    }

    private static Activation rowwise(String name, RangeFunction f, Derivative derivative) {
        return new Rowwise(name, f, derivative);
    }

    /** A function of one value. */
    public interface FloatFunction {
        /** f(x). */
        float of(float x);
    }

    private interface RangeFunction {
        void apply(float[] x, int from, int to);
    }

    private abstract static class Elementwise implements Activation {

        private final String name;
        private final @Nullable Slope slope;

        Elementwise(String name, @Nullable Slope slope) {
            this.name = name;
            this.slope = slope;
        }

        @Override
        public @Nullable Derivative derivative() {
            return slope;
        }

        @Override
        public String kerasName() {
            return name;
        }

        @Override
        public void apply(float[] x, int offset, int rows, int n, int stride) {
            if (stride == n) {
                range(x, offset, offset + rows * n);
                return;
            }
            for (int r = 0; r < rows; r++) {
                range(x, offset + r * stride, offset + r * stride + n);
            }
        }

        abstract void range(float[] x, int from, int to);

        @Override
        public String toString() {
            return name;
        }
    }

    private static final class Each extends Elementwise {

        private final FloatFunction f;

        Each(String name, FloatFunction f, @Nullable Slope slope) {
            super(name, slope);
            this.f = f;
        }

        @Override
        void range(float[] x, int from, int to) {
            for (int i = from; i < to; i++) {
                x[i] = f.of(x[i]);
            }
        }
    }

    private record Rowwise(String kerasName, RangeFunction f, Derivative derivative) implements Activation {

        @Override
        public boolean elementwise() {
            return false;
        }

        @Override
        public void apply(float[] x, int offset, int rows, int n, int stride) {
            for (int r = 0; r < rows; r++) {
                f.apply(x, offset + r * stride, offset + r * stride + n);
            }
        }

        @Override
        public String toString() {
            return kerasName;
        }
    }

    /** Gated linear unit: the row's first half times the sigmoid of its second half; rows must have even length. */
    private record Glu() implements Activation {

        @Override
        public String kerasName() {
            return "glu";
        }

        @Override
        public boolean elementwise() {
            return false;
        }

        @Override
        public int rowLength(int n) {
            return n / 2;
        }

        @Override
        public Derivative derivative() {
            return RowDerivative.GLU;
        }

        @Override
        public void apply(float[] x, int offset, int rows, int n, int stride) {
            int half = n / 2;
            for (int r = 0; r < rows; r++) {
                int row = offset + r * stride;
                for (int i = row; i < row + half; i++) {
                    x[i] = (float) (x[i] / (1 + Math.exp(-x[i + half])));
                }
            }
        }

        @Override
        public String toString() {
            return "glu";
        }
    }
}
