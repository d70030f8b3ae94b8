package io.keratin.core.ops;

import io.keratin.core.activations.Activations;
import io.keratin.core.activations.Derivative;
import io.keratin.core.config.Dialect;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Operations along axes: all elements that differ only in their indices there are a lane, which a function turns into one number
 * (a sum, a maximum), as many (a softmax, a sort), or another number of them. Sums run in double precision.
 */
final class Lanes {

    private Lanes() {}

    /** Makes functions that own what they work in: one for each place where they are laid out. */
    @FunctionalInterface
    interface Lane {
        /** The function for lanes of {@code n} values. */
        Function of(int n);
    }

    /** w = f(v[0 … n - 1]); {@code v} may be modified. */
    @FunctionalInterface
    interface Function {
        void apply(double[] v, int n, double[] w);
    }

    /** A number that a lane comes down to; {@code v} may be modified. */
    @FunctionalInterface
    interface Value {
        double of(double[] v, int n);
    }

    /** d[i] = ∂y / ∂v[i] of a number y that a lane came down to, for i &lt; n; {@code v} not modified. */
    @FunctionalInterface
    interface Slopes {
        void of(double[] v, int n, double y, double[] d);
    }

    /**
     * A number that a lane comes down to, and its derivatives.
     *
     * @param slopes made for lanes of n values; null where nobody knows them
     */
    record Reduction(Value f, @Nullable IntFunction<Slopes> slopes) {

        Reduction(Value f, Slopes slopes) {
            this(f, n -> slopes);
        }

        /** Without derivatives. */
        Reduction(Value f) {
            this(f, (IntFunction<Slopes>) null);
        }
    }

    /** dv = what the gradient dw of w = f(v) is with respect to v. {@code v}, {@code w} not modified; {@code dw} may be. */
    @FunctionalInterface
    interface Back {
        void apply(double[] v, double[] w, double[] dw, double[] dv);
    }

    /** Makes the ways back of functions, for lanes of {@code n} values. */
    @FunctionalInterface
    interface BackLane {
        Back of(int n);
    }

    /** A function that needs nothing of its own. */
    static Lane plain(Function f) {
        return n -> f;
    }

    // ---- shapes

    /** The axes counted from the start, in order; all of them for null. */
    static int[] axes(Symbol x, int @Nullable [] axes) {
        return axes == null
                ? IntStream.range(0, x.rank()).toArray()
                : Arrays.stream(axes).map(x::axis).sorted().distinct().toArray();
    }

    /** One number for each lane; {@code type} null keeps integers and makes booleans integers. */
    static Symbol reduce(Symbol x, int @Nullable [] over, boolean keepdims, @Nullable DType type, Reduction f) {
        IntFunction<Slopes> made = f.slopes;
        BackLane back = made == null
                ? null
                : n -> {
                    Slopes slopes = made.apply(n);
                    return (v, w, dw, dv) -> {
                        slopes.of(v, n, w[0], dv);
                        scale(dv, dw[0]);
                    };
                };
        return down(x, over, keepdims, type(x, type), plain((v, n, w) -> w[0] = f.f.of(v, n)), back);
    }

    /** One number for each lane of one axis or several, of its values in ascending order, NaN last. */
    static Symbol ranked(Symbol x, int @Nullable [] over, boolean keepdims, Reduction f) {
        return down(x, over, keepdims, DType.FLOAT32, sorted(f.f), f.slopes == null ? null : unsorted(f.slopes));
    }

    private static void scale(double[] d, double by) {
        for (int i = 0; i < d.length; i++) {
            d[i] *= by;
        }
    }

    private static Symbol down(
            Symbol x, int @Nullable [] over, boolean keepdims, DType type, Lane lane, @Nullable BackLane back) {
        int[] axes = axes(x, over);
        Shape shape = x.shape();
        for (int axis : axes) {
            shape = shape.with(axis, 1);
        }
        Symbol kept = along(x, axes, shape, type, lane, back);
        if (keepdims) {
            return kept;
        }
        for (int i = axes.length - 1; i >= 0; i--) {
            shape = shape.without(axes[i]);
        }
        return kept.reshape(shape);
    }

    /** As many numbers for each lane. */
    static Symbol each(Symbol x, int[] axes, @Nullable DType type, Lane f, @Nullable BackLane back) {
        return along(x, axes(x, axes), x.shape(), type(x, type), f, back);
    }

    /** {@code length} numbers for each lane of one axis. */
    static Symbol resized(Symbol x, int axis, int length, @Nullable DType type, Lane f, @Nullable BackLane back) {
        int at = x.axis(axis);
        return along(x, new int[] {at}, x.shape().with(at, length), type(x, type), f, back);
    }

    private static DType type(Symbol x, @Nullable DType type) {
        return type != null ? type : x.dtype() == DType.BOOL ? DType.INT32 : x.dtype();
    }

    private static Symbol along(Symbol x, int[] axes, Shape shape, DType type, Lane lane, @Nullable BackLane back) {
        int kept = axes.length == 0 ? x.kept() : Math.min(x.kept(), axes[0]);
        Symbol result = Symbol.computed(shape, type, kept, List.of(x), (in, out, kernels) -> {
            Tensor from = in.get(0);
            int[] starts = positions(from.shape(), axes, false);
            int[] offsets = positions(from.shape(), axes, true);
            int[] outStarts = positions(out.shape(), axes, false);
            int[] outOffsets = positions(out.shape(), axes, true);
            int n = offsets.length;
            double[] v = new double[n];
            double[] w = new double[outOffsets.length];
            Function f = lane.of(n);
            return () -> {
                for (int g = 0; g < outStarts.length; g++) {
                    read(from.storage(), starts[g], offsets, v);
                    f.apply(v, n, w);
                    write(w, out.storage(), outStarts[g], outOffsets);
                }
            };
        });
        return back == null ? result : result.back1((y, dy) -> back(x, y, dy, axes, back));
    }

    private static Symbol back(Symbol x, Symbol y, Symbol dy, int[] axes, BackLane back) {
        return Symbol.computed(x.shape(), DType.FLOAT32, x.kept(), List.of(x, y, dy), (in, out, kernels) -> {
            int[] starts = positions(in.get(0).shape(), axes, false);
            int[] offsets = positions(in.get(0).shape(), axes, true);
            int[] yStarts = positions(in.get(1).shape(), axes, false);
            int[] yOffsets = positions(in.get(1).shape(), axes, true);
            double[] v = new double[offsets.length];
            double[] dv = new double[offsets.length];
            double[] w = new double[yOffsets.length];
            double[] dw = new double[yOffsets.length];
            Back f = back.of(v.length);
            return () -> {
                for (int g = 0; g < starts.length; g++) {
                    read(in.get(0).storage(), starts[g], offsets, v);
                    read(in.get(1).storage(), yStarts[g], yOffsets, w);
                    read(in.get(2).storage(), yStarts[g], yOffsets, dw);
                    f.apply(v, w, dw, dv);
                    write(dv, out.storage(), starts[g], offsets);
                }
            };
        });
    }

    private static int[] positions(Shape shape, int[] axes, boolean inside) {
        int[] strides = shape.strides();
        return Views.sums(IntStream.range(0, shape.rank())
                .filter(a -> Arrays.binarySearch(axes, a) >= 0 == inside)
                .mapToObj(a -> Views.along(shape.dim(a), i -> i * strides[a]))
                .toArray(int[][]::new));
    }

    private static void read(Object from, int start, int[] offsets, double[] v) {
        if (from instanceof float[] x) {
            for (int i = 0; i < offsets.length; i++) {
                v[i] = x[start + offsets[i]];
            }
        } else if (from instanceof int[] x) {
            for (int i = 0; i < offsets.length; i++) {
                v[i] = x[start + offsets[i]];
            }
        }
    }

    private static void write(double[] w, Object to, int start, int[] offsets) {
        if (to instanceof float[] y) {
            for (int i = 0; i < offsets.length; i++) {
                y[start + offsets[i]] = (float) w[i];
            }
        } else if (to instanceof int[] y) {
            for (int i = 0; i < offsets.length; i++) {
                y[start + offsets[i]] = (int) w[i];
            }
        }
    }

    // ---- one number and its derivatives

    /** Of what goes up and down in steps. */
    static final Slopes FLAT = (v, n, y, d) -> Arrays.fill(d, 0, n, 0);

    static final Reduction SUM = new Reduction(Lanes::sum, (v, n, y, d) -> Arrays.fill(d, 0, n, 1));

    static final Reduction MEAN = new Reduction(Lanes::mean, (v, n, y, d) -> Arrays.fill(d, 0, n, 1.0 / n));

    static final Reduction VARIANCE = new Reduction(Lanes::variance, (v, n, y, d) -> {
        double mean = mean(v, n);
        for (int i = 0; i < n; i++) {
            d[i] = 2 * (v[i] - mean) / n;
        }
    });

    static final Reduction DEVIATION = new Reduction((v, n) -> Math.sqrt(variance(v, n)), (v, n, y, d) -> {
        double mean = mean(v, n);
        for (int i = 0; i < n; i++) {
            d[i] = (v[i] - mean) / (n * y);
        }
    });

    /** Whether all are true. */
    static final Reduction ALL = new Reduction(fold(1, Math::min), FLAT);

    /** Whether any is true. */
    static final Reduction ANY = new Reduction(fold(0, Math::max), FLAT);

    /** Each value's derivative is the product of all others. */
    static final Reduction PRODUCT = new Reduction(fold(1, (a, b) -> a * b), (v, n, y, d) -> {
        double before = 1;
        for (int i = 0; i < n; i++) {
            d[i] = before;
            before *= v[i];
        }
        double behind = 1;
        for (int i = n - 1; i >= 0; i--) {
            d[i] *= behind;
            behind *= v[i];
        }
    });

    static final Reduction MAX = new Reduction(Lanes::max, Lanes::shares);

    static final Reduction MIN = new Reduction(Lanes::min, Lanes::shares);

    /** The largest value without the smallest. */
    static final Reduction RANGE = new Reduction((v, n) -> max(v, n) - min(v, n), length -> {
        double[] low = new double[length];
        return (v, n, y, d) -> {
            shares(v, n, max(v, n), d);
            shares(v, n, min(v, n), low);
            for (int i = 0; i < n; i++) {
                d[i] -= low[i];
            }
        };
    });

    static final Reduction LOG_SUM_EXP = new Reduction(Lanes::logSumExp, (v, n, y, d) -> {
        for (int i = 0; i < n; i++) {
            d[i] = Math.exp(v[i] - y);
        }
    });

    /** Those that are y share its gradient. */
    private static void shares(double[] v, int n, double y, double[] d) {
        int count = 0;
        for (int i = 0; i < n; i++) {
            count += v[i] == y ? 1 : 0;
        }
        for (int i = 0; i < n; i++) {
            d[i] = v[i] == y ? 1.0 / count : 0;
        }
    }

    /** The norm of this order, see {@link #norm(double[], int, double)}. */
    static Reduction norm(double order) {
        Value f = (v, n) -> norm(v, n, order);
        if (Double.isInfinite(order)) {
            return new Reduction(f, length -> {
                double[] sizes = new double[length];
                return (v, n, y, d) -> {
                    for (int i = 0; i < n; i++) {
                        sizes[i] = Math.abs(v[i]);
                    }
                    shares(sizes, n, y, d);
                    for (int i = 0; i < n; i++) {
                        d[i] *= Math.signum(v[i]);
                    }
                };
            });
        }
        boolean euclidean = Double.isNaN(order) || order == 2;
        return new Reduction(f, (v, n, y, d) -> {
            for (int i = 0; i < n; i++) {
                d[i] = euclidean
                        ? v[i] / y
                        : order == 0 ? 0 : Math.signum(v[i]) * Math.pow(Math.abs(v[i]) / y, order - 1);
            }
        });
    }

    static double sum(double[] v, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += v[i];
        }
        return sum;
    }

    static double mean(double[] v, int n) {
        return sum(v, n) / n;
    }

    static double variance(double[] v, int n) {
        double mean = mean(v, n);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (v[i] - mean) * (v[i] - mean);
        }
        return sum / n;
    }

    /** Everything taken together by f, from {@code start} on. */
    static Value fold(double start, DoubleBinaryOperator f) {
        return (v, n) -> {
            double all = start;
            for (int i = 0; i < n; i++) {
                all = f.applyAsDouble(all, v[i]);
            }
            return all;
        };
    }

    static double max(double[] v, int n) {
        return fold(Double.NEGATIVE_INFINITY, Math::max).of(v, n);
    }

    static double min(double[] v, int n) {
        return fold(Double.POSITIVE_INFINITY, Math::min).of(v, n);
    }

    /** As {@link #first}, passing over NaN; -1 if there is nothing else. */
    static int firstNumber(double[] v, int n, int sign) {
        int best = -1;
        for (int i = 0; i < n; i++) {
            if (!Double.isNaN(v[i]) && (best < 0 || sign * v[i] > sign * v[best])) {
                best = i;
            }
        }
        return best;
    }

    /** Index of the first value of which {@code sign} times is largest; of the first NaN, if there is one. */
    static int first(double[] v, int n, int sign) {
        int best = 0;
        for (int i = 1; i < n && !Double.isNaN(v[best]); i++) {
            if (sign * v[i] > sign * v[best] || Double.isNaN(v[i])) {
                best = i;
            }
        }
        return best;
    }

    static double logSumExp(double[] v, int n) {
        double max = max(v, n);
        if (Double.isInfinite(max)) {
            return max;
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(v[i] - max);
        }
        return max + Math.log(sum);
    }

    /** The norm of this order of a vector; {@code Double.NaN} stands for the Euclidean one. */
    static double norm(double[] v, int n, double order) {
        double sum = 0;
        double max = 0;
        double min = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            double a = Math.abs(v[i]);
            max = Math.max(max, a);
            min = Math.min(min, a);
            sum += Double.isNaN(order) || order == 2 ? a * a : order == 0 ? (a == 0 ? 0 : 1) : Math.pow(a, order);
        }
        if (Double.isInfinite(order)) {
            return order > 0 ? max : min;
        }
        return order == 0 ? sum : Double.isNaN(order) || order == 2 ? Math.sqrt(sum) : Math.pow(sum, 1 / order);
    }

    /** f of the values that are numbers, moved to the front. */
    static Reduction numbers(Reduction f) {
        IntFunction<Slopes> made = f.slopes;
        return new Reduction(
                (v, n) -> {
                    int count = 0;
                    for (int i = 0; i < n; i++) {
                        if (!Double.isNaN(v[i])) {
                            v[count++] = v[i];
                        }
                    }
                    return f.f.of(v, count);
                },
                made == null
                        ? null
                        : length -> {
                            Slopes slopes = made.apply(length);
                            double[] numbers = new double[length];
                            return (v, n, y, d) -> {
                                int count = 0;
                                for (int i = 0; i < n; i++) {
                                    numbers[count] = v[i];
                                    count += Double.isNaN(v[i]) ? 0 : 1;
                                }
                                slopes.of(numbers, count, y, d);
                                for (int i = n - 1; i >= 0; i--) {
                                    d[i] = Double.isNaN(v[i]) ? 0 : d[--count];
                                }
                            };
                        });
    }

    /** The q-th quantile of sorted values, by NumPy's method of this name. */
    static Reduction quantile(double q, String method) {
        return new Reduction(
                (sorted, n) -> {
                    if (n == 0 || Double.isNaN(sorted[n - 1])) {
                        return Double.NaN;
                    }
                    double at = q * (n - 1);
                    int below = (int) Math.floor(at);
                    int above = Math.min(n - 1, (int) Math.ceil(at));
                    double upper = upper(at, below, method);
                    return switch (method) {
                        case "linear" -> sorted[below] + upper * (sorted[above] - sorted[below]);
                        case "midpoint" -> (sorted[below] + sorted[above]) / 2;
                        default -> upper == 0 ? sorted[below] : sorted[above];
                    };
                },
                (sorted, n, y, d) -> {
                    Arrays.fill(d, 0, n, 0);
                    double at = q * (n - 1);
                    int below = (int) Math.floor(at);
                    double upper = upper(at, below, method);
                    d[below] += 1 - upper;
                    d[Math.min(n - 1, (int) Math.ceil(at))] += upper;
                });
    }

    /** What the value above a quantile's place counts. */
    private static double upper(double at, int below, String method) {
        return switch (method) {
            case "linear" -> at - below;
            case "lower" -> 0;
            case "higher" -> 1;
            case "midpoint" -> 0.5;
            case "nearest" -> Math.rint(at) - below;
            default -> throw new ShapeException("quantile: unknown method '" + method + "'");
        };
    }

    // ---- as many numbers

    /** Running results of f. */
    static Lane running(double start, DoubleBinaryOperator f) {
        return plain((v, n, w) -> {
            double all = start;
            for (int i = 0; i < n; i++) {
                all = f.applyAsDouble(all, v[i]);
                w[i] = all;
            }
        });
    }

    /** Of running sums: the sums from behind. */
    static void sumBack(double[] v, double[] w, double[] dw, double[] dv) {
        double sum = 0;
        for (int i = v.length - 1; i >= 0; i--) {
            sum += dw[i];
            dv[i] = sum;
        }
    }

    /** Of running products: Σ dw · w from behind, by v; 0 where that is 0, as in TensorFlow. */
    static void productBack(double[] v, double[] w, double[] dw, double[] dv) {
        double sum = 0;
        for (int i = v.length - 1; i >= 0; i--) {
            sum += dw[i] * w[i];
            dv[i] = v[i] == 0 ? 0 : sum / v[i];
        }
    }

    /** Without what goes to values that are none. */
    static Back ofNumbers(Back back) {
        return (v, w, dw, dv) -> {
            back.apply(v, w, dw, dv);
            for (int i = 0; i < v.length; i++) {
                dv[i] = Double.isNaN(v[i]) ? 0 : dv[i];
            }
        };
    }

    static void softmax(double[] v, int n, double[] w) {
        double max = max(v, n);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            w[i] = Math.exp(v[i] - max);
            sum += w[i];
        }
        for (int i = 0; i < n; i++) {
            w[i] /= sum;
        }
    }

    static void softmaxBack(double[] v, double[] w, double[] dw, double[] dv) {
        double dot = 0;
        for (int i = 0; i < w.length; i++) {
            dot += dw[i] * w[i];
        }
        for (int i = 0; i < w.length; i++) {
            dv[i] = w[i] * (dw[i] - dot);
        }
    }

    static void logSoftmax(double[] v, int n, double[] w) {
        double max = max(v, n);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.exp(v[i] - max);
        }
        for (int i = 0; i < n; i++) {
            w[i] = v[i] - max - Math.log(sum);
        }
    }

    static void logSoftmaxBack(double[] v, double[] w, double[] dw, double[] dv) {
        double sum = sum(dw, dw.length);
        for (int i = 0; i < w.length; i++) {
            dv[i] = dw[i] - Math.exp(w[i]) * sum;
        }
    }

    /** A function of whole lanes of floats. A softmax along the last axis is the kernels'. */
    static Symbol rows(Symbol x, int[] axes, Function f, Back back) {
        return each(Pointwise.cast(x, DType.FLOAT32), axes, DType.FLOAT32, plain(f), n -> back);
    }

    /** Softmax over some axes; along the last one it is the kernels'. */
    static Symbol softmax(Symbol x, int... axes) {
        Symbol floats = Pointwise.cast(x, DType.FLOAT32);
        if (axes.length != 1 || floats.axis(axes[0]) != x.rank() - 1) {
            return rows(floats, axes, Lanes::softmax, Lanes::softmaxBack);
        }
        int kept = Math.min(x.kept(), x.rank() - 1);
        Symbol result = Symbol.computed(x.shape(), DType.FLOAT32, kept, List.of(floats), (in, out, kernels) -> {
            int n = out.shape().last();
            int size = out.size();
            return () -> {
                System.arraycopy(in.get(0).floats(), 0, out.floats(), 0, size);
                kernels.activate(Activations.SOFTMAX, out.floats(), 0, n == 0 ? 0 : size / n, n, n);
            };
        });
        return result.back1((y, dy) -> back(floats, y, dy, new int[] {y.rank() - 1}, n -> Lanes::softmaxBack));
    }

    /**
     * The projection of Martins and Astudillo 2016 with the threshold that Keras 3.15 takes: the sum of all cumulative sums where
     * the paper takes the last one ({@code backend/tensorflow/nn.py}).
     */
    static final Lane SPARSEMAX = n -> {
        Function descending = order(n, true, true).of(n);
        double[] sorted = new double[n];
        return (v, length, w) -> {
            descending.apply(v, n, sorted);
            double cumulative = 0;
            double sum = 0;
            int support = 0;
            for (int k = 1; k <= n; k++) {
                cumulative += sorted[k - 1];
                if (sorted[k - 1] - (cumulative - 1) / k > 0) {
                    sum += cumulative;
                    support++;
                }
            }
            for (int i = 0; i < n; i++) {
                w[i] = Math.max(0, v[i] - (sum - 1) / support);
            }
        };
    };

    /** As the activation goes back, which works on floats. */
    static final BackLane SPARSEMAX_BACK = n -> {
        Derivative back = Objects.requireNonNull(Objects.requireNonNull(Activations.get("sparsemax", Dialect.KERAS_3))
                .derivative());
        float[] z = new float[n];
        float[] d = new float[n];
        return (v, w, dw, dv) -> {
            for (int i = 0; i < n; i++) {
                z[i] = (float) v[i];
                d[i] = (float) dw[i];
            }
            back.apply(z, 0, n, d, 0, n, 1, n);
            for (int i = 0; i < n; i++) {
                dv[i] = d[i];
            }
        };
    };

    // ---- order

    /** The order of a lane's values: the first {@code count} positions, equal values in the order in which they stand. */
    static Lane order(int count, boolean descending, boolean values) {
        return n -> {
            int[] order = new int[n];
            int[] work = new int[n];
            return (v, length, w) -> {
                sort(v, order, work, descending);
                for (int i = 0; i < count; i++) {
                    w[i] = values ? v[order[i]] : order[i];
                }
            };
        };
    }

    /** The gradient of each sorted value, of the first {@code count}, goes where it stood. */
    static BackLane orderBack(boolean descending) {
        return n -> {
            int[] order = new int[n];
            int[] work = new int[n];
            return (v, w, dw, dv) -> {
                sort(v, order, work, descending);
                Arrays.fill(dv, 0);
                for (int i = 0; i < dw.length; i++) {
                    dv[order[i]] = dw[i];
                }
            };
        };
    }

    /** The way back of {@link #sorted}: the derivatives with respect to the sorted values, where those stood. */
    private static BackLane unsorted(IntFunction<Slopes> made) {
        return n -> {
            Slopes slopes = made.apply(n);
            double[] sorted = new double[n];
            double[] d = new double[n];
            Function ascending = order(n, false, true).of(n);
            Back back = orderBack(false).of(n);
            return (v, w, dw, dv) -> {
                ascending.apply(v, n, sorted);
                slopes.of(sorted, n, w[0], d);
                scale(d, dw[0]);
                back.apply(v, sorted, d, dv);
            };
        };
    }

    /** f of the values in ascending order, NaN last. */
    static Lane sorted(Value f) {
        return n -> {
            int[] order = new int[n];
            int[] work = new int[n];
            double[] copy = new double[n];
            return (v, length, w) -> {
                sort(v, order, work, false);
                for (int i = 0; i < n; i++) {
                    copy[i] = v[order[i]];
                }
                w[0] = f.of(copy, n);
            };
        };
    }

    /** A stable merge sort that allocates nothing: {@code order} gets the positions of the sorted values. */
    private static void sort(double[] v, int[] order, int[] work, boolean descending) {
        int n = order.length;
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        int[] from = order;
        int[] to = work;
        for (int width = 1; width < n; width *= 2) {
            for (int start = 0; start < n; start += 2 * width) {
                int middle = Math.min(n, start + width);
                int end = Math.min(n, start + 2 * width);
                for (int i = start, j = middle, k = start; k < end; k++) {
                    boolean left = j >= end || (i < middle && !before(v[from[j]], v[from[i]], descending));
                    to[k] = left ? from[i++] : from[j++];
                }
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        if (from != order) {
            System.arraycopy(from, 0, order, 0, n);
        }
    }

    private static boolean before(double a, double b, boolean descending) {
        return (descending ? Double.compare(b + 0.0, a + 0.0) : Double.compare(a + 0.0, b + 0.0)) < 0;
    }
}
