package io.keratin.vector;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.kernels.CellStep;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What an LSTM does with z = zx + h · R, kept gate by gate: [i, f, o, g][row][unit], so that what shares an activation is one
 * contiguous range.
 *
 * <p>σ and tanh share divisions where they are multiplied. With e(x) = 1 + exp(-x) and t(x) = exp(2x) - 1:
 *
 * <pre>
 * c' = c / e(f) + t(g) / (e(i) · (t(g) + 2))        h = t(c') / (e(o) · (t(c') + 2))
 * </pre>
 */
final class LstmGates {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private LstmGates() {}

    /** z of (rows, n) units to c and next, whose rows begin at {@code co} and {@code ho}. {@code z}, {@code c}, {@code next} modified. */
    static void run(int rows, int n, Activation sigma, Activation phi, float[] z, int ldz, CellStep s, int co, int ho) {
        if (sigma == Activations.SIGMOID && phi == Activations.TANH) {
            sharedDivisions(rows, n, z, ldz, s, co, ho);
        } else {
            oneByOne(rows, n, sigma, phi, z, ldz, s, co, ho);
        }
    }

    /** By the formulas above; c is also left in the place of g. */
    private static void sharedDivisions(int rows, int n, float[] z, int ldz, CellStep s, int co, int ho) {
        int plane = rows * ldz;
        float[] c = s.c;
        float[] h = s.next;
        Gates.onePlusExpMinus(z, 0, 3 * plane, false);
        Gates.expTwiceMinusOne(z, 3 * plane, 4 * plane, false);
        for (int row = 0; row < rows; row++) {
            int i = row * ldz;
            int at = co + row * s.ldc;
            int u = 0;
            for (; u + L <= n; u += L) {
                FloatVector t = FloatVector.fromArray(F, z, 3 * plane + i + u);
                FloatVector ei = FloatVector.fromArray(F, z, i + u);
                FloatVector ef = FloatVector.fromArray(F, z, plane + i + u);
                FloatVector next = FloatVector.fromArray(F, c, at + u).div(ef).add(t.div(ei.mul(t.add(2))));
                next.intoArray(c, at + u);
                next.intoArray(z, 3 * plane + i + u);
            }
            for (; u < n; u++) {
                float t = z[3 * plane + i + u];
                c[at + u] = c[at + u] / z[plane + i + u] + t / (z[i + u] * (t + 2));
                z[3 * plane + i + u] = c[at + u];
            }
        }
        Gates.expTwiceMinusOne(z, 3 * plane, 4 * plane, false);
        for (int row = 0; row < rows; row++) {
            int i = row * ldz + 2 * plane;
            int at = ho + row * s.ldh;
            int u = 0;
            for (; u + L <= n; u += L) {
                FloatVector t = FloatVector.fromArray(F, z, plane + i + u);
                FloatVector eo = FloatVector.fromArray(F, z, i + u);
                t.div(eo.mul(t.add(2))).intoArray(h, at + u);
            }
            for (; u < n; u++) {
                float t = z[plane + i + u];
                h[at + u] = t / (z[i + u] * (t + 2));
            }
        }
    }

    /** c = f ∘ c + i ∘ g, also left in the place of g; h = o ∘ φ(c). */
    private static void oneByOne(
            int rows, int n, Activation sigma, Activation phi, float[] z, int ldz, CellStep s, int co, int ho) {
        int plane = rows * ldz;
        float[] c = s.c;
        float[] h = s.next;
        Gates.activate(sigma, z, 0, 1, 3 * plane, 3 * plane);
        Gates.activate(phi, z, 3 * plane, 1, plane, plane);
        for (int row = 0; row < rows; row++) {
            int i = row * ldz;
            int at = co + row * s.ldc;
            int u = 0;
            for (; u + L <= n; u += L) {
                FloatVector g = FloatVector.fromArray(F, z, 3 * plane + i + u);
                FloatVector f = FloatVector.fromArray(F, z, plane + i + u);
                FloatVector next = f.mul(FloatVector.fromArray(F, c, at + u))
                        .add(FloatVector.fromArray(F, z, i + u).mul(g));
                next.intoArray(c, at + u);
                next.intoArray(z, 3 * plane + i + u);
            }
            for (; u < n; u++) {
                c[at + u] = z[plane + i + u] * c[at + u] + z[i + u] * z[3 * plane + i + u];
                z[3 * plane + i + u] = c[at + u];
            }
        }
        Gates.activate(phi, z, 3 * plane, 1, plane, plane);
        for (int row = 0; row < rows; row++) {
            int i = row * ldz + 2 * plane;
            int at = ho + row * s.ldh;
            int u = 0;
            for (; u + L <= n; u += L) {
                FloatVector.fromArray(F, z, i + u)
                        .mul(FloatVector.fromArray(F, z, plane + i + u))
                        .intoArray(h, at + u);
            }
            for (; u < n; u++) {
                h[at + u] = z[i + u] * z[plane + i + u];
            }
        }
    }
}
