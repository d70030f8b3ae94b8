package io.keratin.core.losses;

import static io.keratin.core.losses.Formula.mean;
import static io.keratin.core.losses.Formula.sum;

import io.keratin.core.losses.Formula.Pair;

/**
 * The formulas of Keras's losses along rows, each with its derivative. Where a loss is flat or has a corner, derivatives
 * are those that TensorFlow takes. Clipping and 1 - p are in single precision as in Keras, since they decide what is left.
 */
final class Formulas {

    /** Keras's {@code backend.epsilon()}. */
    static final float EPSILON = 1e-7f;

    private static final float ALMOST_ONE = (float) (1 - 1e-7);

    static final Formula SQUARED = mean((t, p) -> square(p - t), (t, p) -> 2.0 * (p - t));
    static final Formula ABSOLUTE = mean((t, p) -> Math.abs(p - t), (t, p) -> Math.signum(p - t));
    static final Formula PERCENTAGE = mean(
            (t, p) -> 100 * Math.abs((p - t) / Math.max(Math.abs(t), EPSILON)),
            (t, p) -> 100 * Math.signum(p - t) / Math.max(Math.abs(t), EPSILON));
    static final Formula SQUARED_LOGARITHMIC = mean(
            (t, p) -> square(logOnePlus(p) - logOnePlus(t)),
            (t, p) -> p < EPSILON ? 0 : 2 * (logOnePlus(p) - logOnePlus(t)) / (1.0 + p));

    /** log(cosh(x)) without overflow: |x| + log(1 + exp(-2|x|)) - log 2. */
    static final Formula LOG_COSH = mean(
            (t, p) -> {
                double x = Math.abs((double) p - t);
                return x + Math.log1p(Math.exp(-2 * x)) - Math.log(2);
            },
            (t, p) -> Math.tanh((double) p - t));

    static final Formula POISSON =
            mean((t, p) -> p - t * Math.log(p + EPSILON), (t, p) -> 1 - (double) t / (p + EPSILON));
    static final Formula DIVERGENCE = sum(
            (t, p) -> clip(t, EPSILON, 1) * Math.log((double) clip(t, EPSILON, 1) / clip(p, EPSILON, 1)),
            (t, p) -> inside(p, EPSILON, 1) ? -(double) clip(t, EPSILON, 1) / p : 0);
    static final Formula HINGE = mean((t, p) -> Math.max(1 - t * p, 0f), (t, p) -> 1 - t * p >= 0 ? -t : 0);
    static final Formula SQUARED_HINGE =
            mean((t, p) -> square(Math.max(1 - t * p, 0f)), (t, p) -> -2.0 * t * Math.max(1 - t * p, 0f));

    private Formulas() {}

    static Formula huber(double delta) {
        return mean(
                (t, p) -> {
                    double error = Math.abs(p - t);
                    return error <= delta ? error * error / 2 : delta * error - delta * delta / 2;
                },
                (t, p) -> Math.abs(p - t) <= delta ? p - t : delta * Math.signum(p - t));
    }

    /** -t log p - (1 - t) log(1 - p), of p or of its logit; {@code smoothing} moves labels towards 1/2. */
    static Formula binaryCrossentropy(boolean fromLogits, double smoothing) {
        return mean(
                smooth(smoothing, fromLogits ? Formulas::binaryOfLogit : Formulas::binary),
                smooth(smoothing, fromLogits ? (t, z) -> sigmoid(z) - t : Formulas::binaryDerivative));
    }

    /** Binary cross-entropy times (1 - how probable the label is)^gamma; Lin et al. 2017. */
    static Formula binaryFocal(boolean fromLogits, double smoothing, double gamma, boolean balanced, double alpha) {
        Pair entropy = fromLogits ? Formulas::binaryOfLogit : Formulas::binary;
        Pair slope = fromLogits ? (t, z) -> sigmoid(z) - t : Formulas::binaryDerivative;
        Pair value = (t, x) -> {
            double p = fromLogits ? sigmoid(x) : x;
            double missing = 1 - (t * p + (1 - t) * (1 - p));
            return balance(balanced, alpha, t) * Math.pow(missing, gamma) * entropy.of(t, x);
        };
        Pair derivative = (t, x) -> {
            double p = fromLogits ? sigmoid(x) : x;
            double missing = 1 - (t * p + (1 - t) * (1 - p));
            double dMissing = (1 - 2.0 * t) * (fromLogits ? p * (1 - p) : 1);
            double power = gamma == 0 ? 0 : gamma * Math.pow(missing, gamma - 1) * dMissing;
            return balance(balanced, alpha, t) * (power * entropy.of(t, x) + Math.pow(missing, gamma) * slope.of(t, x));
        };
        return mean(smooth(smoothing, value), smooth(smoothing, derivative));
    }

    private static double balance(boolean balanced, double alpha, float t) {
        return balanced ? t * alpha + (1 - t) * (1 - alpha) : 1;
    }

    private static Pair smooth(double smoothing, Pair f) {
        return smoothing == 0 ? f : (t, p) -> f.of((float) (t * (1 - smoothing) + 0.5 * smoothing), p);
    }

    private static double binary(float t, float p) {
        float o = clip(p, EPSILON, ALMOST_ONE);
        return -t * Math.log(o) - (1 - t) * Math.log(1 - o);
    }

    private static double binaryDerivative(float t, float p) {
        return inside(p, EPSILON, ALMOST_ONE) ? (double) (1 - t) / (1 - p) - (double) t / p : 0;
    }

    private static double binaryOfLogit(float t, float z) {
        return Math.max(z, 0) - (double) z * t + Math.log1p(Math.exp(-Math.abs(z)));
    }

    static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }

    /** max(0, 1 + max((1 - t) p) - sum(t p)); where several are largest, TensorFlow shares the gradient among them. */
    static final Formula CATEGORICAL_HINGE = new Formula() {
        @Override
        public double value(float[] t, float[] p, int from, int n) {
            return Math.max(largest(t, p, from, n) - Formula.sum((a, b) -> (double) a * b, t, p, from, n) + 1, 0);
        }

        @Override
        public void gradient(float[] t, float[] p, int from, int n, double scale, float[] d) {
            double s = value(t, p, from, n) > 0 ? scale : 0;
            float top = largest(t, p, from, n);
            int count = 0;
            for (int i = from; i < from + n; i++) {
                count += (1 - t[i]) * p[i] == top ? 1 : 0;
            }
            for (int i = from; i < from + n; i++) {
                double share = (1 - t[i]) * p[i] == top ? (1.0 - t[i]) / count : 0;
                d[i] = (float) (s * (share - t[i]));
            }
        }

        private float largest(float[] t, float[] p, int from, int n) {
            float top = Float.NEGATIVE_INFINITY;
            for (int i = from; i < from + n; i++) {
                top = Math.max(top, (1 - t[i]) * p[i]);
            }
            return top;
        }
    };

    /** -cos of the angle between labels and predictions. */
    static final Formula COSINE = new Formula() {
        @Override
        public double value(float[] t, float[] p, int from, int n) {
            return -dot(t, p, from, n) * inverseNorm(t, from, n) * inverseNorm(p, from, n);
        }

        @Override
        public void gradient(float[] t, float[] p, int from, int n, double scale, float[] d) {
            double ofT = inverseNorm(t, from, n);
            double ofP = inverseNorm(p, from, n);
            double along = ofP < 1 / (double) EPSILON ? dot(t, p, from, n) * ofT * ofP * ofP * ofP : 0;
            for (int i = from; i < from + n; i++) {
                d[i] = (float) (-scale * (t[i] * ofT * ofP - along * p[i]));
            }
        }

        private double inverseNorm(float[] x, int from, int n) {
            return Math.min(1 / Math.sqrt(dot(x, x, from, n)), 1 / (double) EPSILON);
        }
    };

    /** -sum t log(p / sum p), of probabilities; {@code smoothing} is shared among {@code classes}. */
    static Formula categorical(double smoothing, int classes) {
        return ofShares(
                smoothing,
                classes,
                (t, o) -> -t * Math.log(clip(o, EPSILON, ALMOST_ONE)),
                (t, o) -> inside(o, EPSILON, ALMOST_ONE) ? -(double) t / o : 0);
    }

    /** Categorical cross-entropy with each term times alpha (1 - p)^gamma, of probabilities or of logits. */
    static Formula categoricalFocal(double smoothing, int classes, double alpha, double gamma, boolean fromLogits) {
        Formula ofShares = ofShares(
                smoothing,
                classes,
                (t, o) -> {
                    float c = clip(o, EPSILON, ALMOST_ONE);
                    return -t * Math.log(c) * alpha * Math.pow(1 - c, gamma);
                },
                (t, o) -> {
                    if (!inside(o, EPSILON, ALMOST_ONE)) {
                        return 0;
                    }
                    double power = gamma == 0 ? 0 : gamma * Math.pow(1 - o, gamma - 1) * Math.log(o);
                    return -t * alpha * (Math.pow(1 - o, gamma) / o - power);
                });
        return fromLogits ? ofSoftmax(ofShares) : ofShares;
    }

    /** A sum over f(t, p / sum p). */
    private static Formula ofShares(double smoothing, int classes, Pair f, Pair derivative) {
        Pair value = spread(smoothing, classes, f);
        Pair slope = spread(smoothing, classes, derivative);
        return new Formula() {
            @Override
            public double value(float[] t, float[] p, int from, int n) {
                double whole = Formula.sum((a, b) -> b, t, p, from, n);
                return Formula.sum((a, b) -> value.of(a, (float) (b / whole)), t, p, from, n);
            }

            @Override
            public void gradient(float[] t, float[] p, int from, int n, double scale, float[] d) {
                double whole = Formula.sum((a, b) -> b, t, p, from, n);
                double all = Formula.sum((a, b) -> slope.of(a, (float) (b / whole)) * b, t, p, from, n) / whole;
                Formula.each((a, b) -> slope.of(a, (float) (b / whole)) - all, t, p, from, n, scale / whole, d);
            }
        };
    }

    private static Pair spread(double smoothing, int classes, Pair f) {
        return smoothing == 0 ? f : (t, p) -> f.of((float) (t * (1 - smoothing) + smoothing / classes), p);
    }

    /** A formula of the softmax of what is given. */
    private static Formula ofSoftmax(Formula formula) {
        return new Formula() {
            private float[] o = {};

            @Override
            public double value(float[] t, float[] p, int from, int n) {
                softmax(p, from, n);
                return formula.value(t, o, from, n);
            }

            @Override
            public void gradient(float[] t, float[] p, int from, int n, double scale, float[] d) {
                softmax(p, from, n);
                formula.gradient(t, o, from, n, scale, d);
                double all = dot(d, o, from, n);
                for (int i = from; i < from + n; i++) {
                    d[i] = (float) (o[i] * (d[i] - all));
                }
            }

            private void softmax(float[] p, int from, int n) {
                if (o.length != p.length) {
                    o = new float[p.length];
                }
                double log = logSumExp(p, from, n);
                for (int i = from; i < from + n; i++) {
                    o[i] = (float) Math.exp(p[i] - log);
                }
            }
        };
    }

    /** sum t (logsumexp(z) - z), of logits; the derivative is TensorFlow's, softmax(z) - t, also where t does not sum to 1. */
    static Formula categoricalOfLogits(double smoothing, int classes) {
        return new Formula() {
            @Override
            public double value(float[] t, float[] p, int from, int n) {
                double log = logSumExp(p, from, n);
                return Formula.sum(spread(smoothing, classes, (a, z) -> a * (log - z)), t, p, from, n);
            }

            @Override
            public void gradient(float[] t, float[] p, int from, int n, double scale, float[] d) {
                double log = logSumExp(p, from, n);
                Formula.each(spread(smoothing, classes, (a, z) -> Math.exp(z - log) - a), t, p, from, n, scale, d);
            }
        };
    }

    /** 1 - 2 sum(t p) / (sum t + sum p). */
    static final Formula DICE = new Formula() {
        @Override
        public double value(float[] t, float[] p, int from, int n) {
            return 1 - 2 * dot(t, p, from, n) / whole(t, p, from, n);
        }

        @Override
        public void gradient(float[] t, float[] p, int from, int n, double scale, float[] d) {
            double whole = whole(t, p, from, n);
            double share = dot(t, p, from, n) / whole;
            Formula.each((a, b) -> -2 * (a - share) / whole, t, p, from, n, scale, d);
        }

        private double whole(float[] t, float[] p, int from, int n) {
            return Formula.sum((a, b) -> (double) a + b, t, p, from, n) + EPSILON;
        }
    };

    /** 1 - I / (I + alpha sum(t (1 - p)) + beta sum(p (1 - t))) with I = sum(t p); Salehi et al. 2017. */
    static Formula tversky(double alpha, double beta) {
        Pair part = (t, p) -> (double) t * p + alpha * t * (1.0 - p) + beta * p * (1.0 - t);
        return new Formula() {
            @Override
            public double value(float[] t, float[] p, int from, int n) {
                return 1 - dot(t, p, from, n) / (Formula.sum(part, t, p, from, n) + EPSILON);
            }

            @Override
            public void gradient(float[] t, float[] p, int from, int n, double scale, float[] d) {
                double whole = Formula.sum(part, t, p, from, n) + EPSILON;
                double share = dot(t, p, from, n) / whole;
                Formula.each(
                        (a, b) -> (share * (a - alpha * a + beta * (1.0 - a)) - a) / whole, t, p, from, n, scale, d);
            }
        };
    }

    static double dot(float[] a, float[] b, int from, int n) {
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    static double logSumExp(float[] z, int from, int n) {
        float top = Float.NEGATIVE_INFINITY;
        for (int i = from; i < from + n; i++) {
            top = Math.max(top, z[i]);
        }
        double sum = 0;
        for (int i = from; i < from + n; i++) {
            sum += Math.exp((double) z[i] - top);
        }
        return top + Math.log(sum);
    }

    static float clipProbability(float p) {
        return clip(p, EPSILON, ALMOST_ONE);
    }

    static boolean isProbability(float p) {
        return inside(p, EPSILON, ALMOST_ONE);
    }

    private static float clip(float x, float low, float high) {
        return Math.min(Math.max(x, low), high);
    }

    /** Whether clipping leaves x, so that a gradient passes. */
    private static boolean inside(float x, float low, float high) {
        return x >= low && x <= high;
    }

    private static double square(double x) {
        return x * x;
    }

    private static double logOnePlus(float x) {
        return Math.log(Math.max(x, EPSILON) + 1.0);
    }
}
