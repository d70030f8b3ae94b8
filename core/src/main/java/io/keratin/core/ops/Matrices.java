package io.keratin.core.ops;

import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;

/** Inverses, determinants and factors of the square matrices along the last two axes, and Fourier transforms. In double precision. */
final class Matrices {

    private static final int[] BOTH = {-2, -1};

    private Matrices() {}

    // ---- matrices

    private static Symbol square(Symbol x) {
        if (x.rank() < 2 || x.shape().dim(-2) != x.shape().last()) {
            throw new ShapeException("expected square matrices, found " + x.shape());
        }
        return Pointwise.cast(x, DType.FLOAT32);
    }

    private static Symbol turned(Symbol x) {
        return Views.swapaxes(x, -1, -2);
    }

    /** dx = -yᵀ · dy · yᵀ. */
    static Symbol inverse(Symbol x) {
        Symbol inverted = Lanes.each(
                square(x),
                BOTH,
                DType.FLOAT32,
                size -> {
                    double[] work = new double[size];
                    return (v, all, w) -> {
                        int n = side(all);
                        System.arraycopy(v, 0, work, 0, all);
                        for (int i = 0; i < all; i++) {
                            w[i] = i / n == i % n ? 1 : 0;
                        }
                        eliminate(work, n, w);
                    };
                },
                null);
        return inverted.back1(
                (y, dy) -> Pointwise.negative(Products.matmul(Products.matmul(turned(y), dy), turned(y))));
    }

    private static int side(int size) {
        return (int) Math.round(Math.sqrt(size));
    }

    /** Gauss and Jordan: {@code a} becomes the unit matrix, what was the unit matrix in {@code b} its inverse. */
    private static void eliminate(double[] a, int n, double[] b) {
        for (int c = 0; c < n; c++) {
            int pivot = pivot(a, n, c);
            swap(a, n, c, pivot);
            swap(b, n, c, pivot);
            double d = a[c * n + c];
            for (int j = 0; j < n; j++) {
                a[c * n + j] /= d;
                b[c * n + j] /= d;
            }
            for (int r = 0; r < n; r++) {
                double factor = r == c ? 0 : a[r * n + c];
                for (int j = 0; j < n && factor != 0; j++) {
                    a[r * n + j] -= factor * a[c * n + j];
                    b[r * n + j] -= factor * b[c * n + j];
                }
            }
        }
    }

    private static int pivot(double[] a, int n, int c) {
        int pivot = c;
        for (int r = c + 1; r < n; r++) {
            pivot = Math.abs(a[r * n + c]) > Math.abs(a[pivot * n + c]) ? r : pivot;
        }
        return pivot;
    }

    private static void swap(double[] a, int n, int r, int s) {
        for (int j = 0; j < n && r != s; j++) {
            double kept = a[r * n + j];
            a[r * n + j] = a[s * n + j];
            a[s * n + j] = kept;
        }
    }

    /** dx = dy · y · x⁻ᵀ. */
    static Symbol determinant(Symbol x) {
        return ofMatrices(
                x,
                (v, all) -> sign(v, all) * Math.exp(log(v, all)),
                (y, dy) -> Pointwise.multiply(Pointwise.multiply(y, dy), turned(inverse(x))));
    }

    /** The determinant's sign and the logarithm of what it is without it: dx = dy · x⁻ᵀ. */
    static List<Symbol> signAndLog(Symbol x) {
        return List.of(
                Lanes.reduce(square(x), BOTH, false, DType.FLOAT32, new Lanes.Reduction(Matrices::sign, Lanes.FLAT)),
                ofMatrices(
                        x,
                        (v, all) -> {
                            sign(v, all);
                            return log(v, all);
                        },
                        (y, dy) -> Pointwise.multiply(dy, turned(inverse(x)))));
    }

    /** A number of each matrix, and how its gradient, seen as matrices of one number, goes back. */
    private static Symbol ofMatrices(Symbol x, Lanes.Value f, BinaryOperator<Symbol> back) {
        Symbol number = Lanes.reduce(square(x), BOTH, true, DType.FLOAT32, new Lanes.Reduction(f));
        return Views.squeeze(number.back1(back), BOTH);
    }

    /** Makes a matrix an upper triangular one with the determinant up to a sign, which is returned. */
    private static double sign(double[] a, int size) {
        int n = side(size);
        double sign = 1;
        for (int c = 0; c < n; c++) {
            int pivot = pivot(a, n, c);
            sign = pivot == c ? sign : -sign;
            swap(a, n, c, pivot);
            double d = a[c * n + c];
            sign *= Math.signum(d);
            for (int r = c + 1; r < n && d != 0; r++) {
                double factor = a[r * n + c] / d;
                for (int j = c; j < n; j++) {
                    a[r * n + j] -= factor * a[c * n + j];
                }
            }
        }
        return sign;
    }

    private static double log(double[] triangular, int size) {
        int n = side(size);
        double log = 0;
        for (int i = 0; i < n; i++) {
            log += Math.log(Math.abs(triangular[i * n + i]));
        }
        return log;
    }

    /** The factor L of x = L · Lᵀ, or its transpose: dx = L⁻ᵀ · Φ(Lᵀ · dL) · L⁻¹ made symmetric, Φ halving the diagonal. */
    static Symbol cholesky(Symbol x, boolean upper) {
        Lanes.Function f = (v, size, w) -> {
            int n = side(size);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double rest = j > i ? 0 : v[i * n + j];
                    for (int k = 0; k < j && j <= i; k++) {
                        rest -= w[i * n + k] * w[j * n + k];
                    }
                    w[i * n + j] = j > i ? 0 : i == j ? Math.sqrt(rest) : rest / w[j * n + j];
                }
            }
        };
        Symbol factor = Lanes.each(square(x), BOTH, DType.FLOAT32, Lanes.plain(f), null)
                .back1((l, dl) -> {
                    Symbol inverse = inverse(l);
                    Symbol middle = triangle(Products.matmul(turned(l), dl), true, 0.5);
                    Symbol dx = Products.matmul(Products.matmul(turned(inverse), middle), inverse);
                    return Pointwise.floats(Pointwise.add(dx, turned(dx)), v -> v / 2, v -> 0.5);
                });
        return upper ? turned(factor) : factor;
    }

    /** The inverse of the matrix that has this factor. */
    static Symbol ofFactor(Symbol factor, boolean upper) {
        Symbol inverse = inverse(triangle(factor, !upper, 1));
        Symbol turned = turned(inverse);
        return upper ? Products.matmul(inverse, turned) : Products.matmul(turned, inverse);
    }

    /** One triangle of each matrix, its diagonal times a number. */
    private static Symbol triangle(Symbol x, boolean lower, double diagonal) {
        Lanes.Function f = (v, size, w) -> {
            int n = side(size);
            for (int i = 0; i < size; i++) {
                int below = i / n - i % n;
                w[i] = below == 0 ? diagonal * v[i] : below > 0 == lower ? v[i] : 0;
            }
        };
        return Lanes.each(square(x), BOTH, DType.FLOAT32, Lanes.plain(f), n -> (v, w, dw, dv) -> f.apply(dw, n, dv));
    }

    /** a⁻¹ · b, with matrices or vectors as b. */
    static Symbol solve(Given g, boolean triangular) {
        Symbol a = square(g.tensor(0, "a"));
        Symbol b = Pointwise.cast(g.tensor(1, "b"), DType.FLOAT32);
        boolean lower = triangular && g.flag("lower", false);
        Symbol inverse = inverse(triangular ? triangle(a, lower, 1) : a);
        return b.rank() == a.rank() - 1
                ? Views.squeeze(Products.matmul(inverse, Views.expand(b, -1)), new int[] {-1})
                : Products.matmul(inverse, b);
    }

    // ---- Fourier transforms

    /** cos(2π i k / n), or sin, of {@code rows} times and {@code columns} frequencies. */
    private static Symbol waves(int rows, int columns, int n, boolean sine) {
        if (n < 1) {
            throw new ShapeException("fft_length must be positive, got " + n);
        }
        float[] waves = new float[rows * columns];
        for (int i = 0; i < waves.length; i++) {
            double angle = 2 * Math.PI * ((long) (i / columns) * (i % columns) % n) / n;
            waves[i] = (float) (sine ? Math.sin(angle) : Math.cos(angle));
        }
        return Symbol.constant(Tensor.of(waves, rows, columns));
    }

    /** An axis whose length must be known; 1 where it is not yet. */
    private static int length(Symbol x) {
        return Math.max(1, x.shape().last());
    }

    /** Real and imaginary parts along the last axis. */
    static List<Symbol> fourier(List<Symbol> x) {
        Symbol re = Pointwise.cast(x.get(0), DType.FLOAT32);
        Symbol im = Pointwise.cast(x.get(1), DType.FLOAT32);
        int n = length(re);
        Symbol cos = waves(n, n, n, false);
        Symbol sin = waves(n, n, n, true);
        return List.of(
                Pointwise.add(Products.matmul(re, cos), Products.matmul(im, sin)),
                Pointwise.subtract(Products.matmul(im, cos), Products.matmul(re, sin)));
    }

    /** Along the last two axes. */
    static List<Symbol> fourier2(List<Symbol> x) {
        List<Symbol> rows = fourier(x);
        List<Symbol> both =
                fourier(rows.stream().map(s -> Views.swapaxes(s, -1, -2)).toList());
        return both.stream().map(s -> Views.swapaxes(s, -1, -2)).toList();
    }

    static List<Symbol> inverseFourier2(List<Symbol> x) {
        List<Symbol> y = fourier2(List.of(x.get(0), Pointwise.negative(x.get(1))));
        double size = (double) length(y.get(0)) * Math.max(1, y.get(0).shape().dim(-2));
        return List.of(
                Pointwise.floats(y.get(0), v -> v / size, v -> 1 / size),
                Pointwise.floats(y.get(1), v -> -v / size, v -> -1 / size));
    }

    /** Of real values, which are cut or get zeros behind: the first half of the frequencies. */
    static List<Symbol> realFourier(Given g) {
        Symbol x = Pointwise.cast(g.x(), DType.FLOAT32);
        int n = g.integer("fft_length", length(x));
        int used = Math.min(n, length(x));
        Symbol part = Views.slice(x, x.rank() - 1, null, used, 1);
        return List.of(
                Products.matmul(part, waves(used, n / 2 + 1, n, false)),
                Pointwise.negative(Products.matmul(part, waves(used, n / 2 + 1, n, true))));
    }

    /** Real values from the first half of their frequencies. */
    static Symbol realInverse(Given g) {
        List<Symbol> x = g.tensors(0, "x");
        Symbol re = Pointwise.cast(x.get(0), DType.FLOAT32);
        int n = g.integer("fft_length", Math.max(1, 2 * (length(re) - 1)));
        int used = Math.min(n / 2 + 1, length(re));
        float[] counts = new float[used];
        for (int k = 0; k < used; k++) {
            counts[k] = (k == 0 || 2 * k == n ? 1f : 2f) / n;
        }
        Symbol share = Symbol.constant(Tensor.of(counts, Shape.of(used)));
        List<Symbol> parts = x.stream()
                .map(s -> Views.slice(Pointwise.cast(s, DType.FLOAT32), s.rank() - 1, null, used, 1))
                .map(s -> Pointwise.multiply(s, share))
                .toList();
        return Pointwise.subtract(
                Products.matmul(parts.get(0), waves(used, n, n, false)),
                Products.matmul(parts.get(1), waves(used, n, n, true)));
    }
}
