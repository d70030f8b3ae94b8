"""Fits the constants of FastMath.java and measures the error of its formulas in float32. Needs numpy.

    python3 core/src/test/python/fast_math.py

With n = round(y / ln 2) and r = y - n ln 2, exp(y) = 2^n (1 + p), p = expm1(r) = r + r^2 c(r). Then

    sigmoid(x) = 1 / (1 + 2^n (1 + p))     with y = -x
    tanh(x)    = sign(x) e / (e + 2)       with y = 2 |x|, e = (2^n - 1) + 2^n p

so that nothing cancels and the last rounding is nearly the only one. n = 128 makes 2^n infinite and sigmoid 0. A loop that takes 2^n from the bits of an integer is
not vectorised by C2 (JDK 17 to 25). So 2^n comes from floats alone: q(n)^(2^s), q a small polynomial, hits 2^n within a
factor of 1.33, and (t + 2^23 t) - 2^23 t rounds t to a power of two, which makes it exact.
"""

import numpy as np

F = np.float32
ROUND = F(3 << 22)  # adding and subtracting it rounds to an integer
LN2_HIGH, LN2_LOW = F(0.693359375), F(-2.12194440e-4)  # n * LN2_HIGH is exact for |n| < 2^15


def minimax(columns, target, weight):
    """Coefficients of the least maximum of |weight * (columns @ c - target)|, by Lawson's reweighted least squares."""
    w = np.ones(len(target))
    for _ in range(3000):
        scale = np.sqrt(w) * weight
        c = np.linalg.lstsq(columns * scale[:, None], target * scale, rcond=None)[0]
        error = np.abs((columns @ c - target) * weight)
        w *= error / error.max() + 1e-3
        w /= w.sum()
    return c


def fit_expm1(degree):
    """c with expm1(r) = r + r^2 c(r) for |r| <= ln(2) / 2, least relative error."""
    r = np.log(2) / 2 * 1.0001 * np.cos(np.pi * (np.arange(2000) + 0.5) / 2000)
    c = minimax(np.vander(r, degree + 1, increasing=True), (np.expm1(r) - r) / r**2, r**2 / np.abs(np.expm1(r)))
    return c.astype(F)


def fit_power(low, high, centre, squarings, degree):
    """q with q(n)^(2^squarings) near 2^(n - centre) for low <= n <= high."""
    n = np.arange(low, high + 1.0)
    target = 2.0 ** ((n - centre) / 2**squarings)
    scale = float(max(-low, high)) ** -np.arange(degree + 1)
    q = minimax(np.vander(n, degree + 1, increasing=True) * scale, target, 1 / target) * scale
    return q.astype(F)


def horner(c, x):
    y = np.full_like(x, c[-1])
    for k in c[-2::-1]:
        y = k + x * y
    return y


def power(q, n, squarings, centre):
    t = horner(q, n)
    for _ in range(squarings):
        t = t * t
    big = t * F(1 << 23)
    return ((t + big) - big) * F(2.0**centre)


def reduce(y):
    n = (y * F(1 / np.log(2)) + ROUND) - ROUND
    r = (y - n * LN2_HIGH) - n * LN2_LOW
    return n, r + (r * r) * horner(EXPM1, r)


def sigmoid(x):
    n, p = reduce(np.minimum(np.maximum(-x, F(-25)), F(89)))
    two = power(SIGMOID_POWER, n, 6, 46)
    return F(1) / (F(1) + two * (F(1) + p))


def tanh(x):
    n, p = reduce(np.minimum(np.abs(x + x), F(20)))
    two = power(TANH_POWER, n, 4, 0)
    e = (two - F(1)) + two * p
    return np.copysign(e / (e + F(2)), x)


EXPM1 = fit_expm1(4)
SIGMOID_POWER = fit_power(-36, 128, 46, 6, 3)
TANH_POWER = fit_power(0, 29, 0, 4, 2)

if __name__ == "__main__":
    for name in ("EXPM1", "SIGMOID_POWER", "TANH_POWER"):
        print(name, ", ".join(np.format_float_scientific(c, unique=True) for c in globals()[name]))
    np.seterr(over="ignore")
    n = np.arange(-36, 129, dtype=F)
    assert (power(SIGMOID_POWER, n, 6, 46) == (2.0 ** n.astype(float)).astype(F)).all()
    n = np.arange(0, 30, dtype=F)
    assert (power(TANH_POWER, n, 4, 0) == 2.0 ** n.astype(float)).all()
    near, far = np.linspace(-10, 10, 8_000_001).astype(F), np.linspace(-80, 80, 8_000_001).astype(F)
    tiny = np.concatenate([s * (10 ** np.linspace(-30, 1, 4_000_001)) for s in (-1, 1)]).astype(F)
    for name, ours, exact in (("sigmoid", sigmoid, lambda x: 1 / (1 + np.exp(-x))), ("tanh", tanh, np.tanh)):
        for x in near, far, tiny:
            expected = exact(x.astype(float))
            error = np.abs(ours(x) - expected)
            relative = error[expected != 0] / np.abs(expected[expected != 0])
            print(f"{name}: absolute {error.max():.2e}, relative {relative.max():.2e}")
