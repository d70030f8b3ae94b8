package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Short pieces of an array side by side, see {@link io.keratin.core.kernels.Kernels#copyPieces}; a vector at a time. */
final class Pieces {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private Pieces() {}

    /** The last vector of a piece may be longer than what is left of it: what it writes too much, the next pieces write again. */
    static void copy(float[] x, int at, int stride, int apart, int rows, int pieces, int n, float[] d, int to) {
        int length = pieces * n;
        int more = (n + L - 1) / L * L - n;
        int inX = at + (pieces - 1) * apart + n + more;
        int safe = rows - (more + length - 1) / Math.max(1, length);
        while (safe > 0 && inX + (safe - 1) * stride > x.length) {
            safe--;
        }
        int r = 0;
        if (pieces == 3 && n > 0 && n <= L) {
            for (; r < safe - 1; r += 2) {
                int from = at + r * stride;
                int i = to + r * length;
                FloatVector.fromArray(F, x, from).intoArray(d, i);
                FloatVector.fromArray(F, x, from + apart).intoArray(d, i + n);
                FloatVector.fromArray(F, x, from + 2 * apart).intoArray(d, i + 2 * n);
                from += stride;
                i += length;
                FloatVector.fromArray(F, x, from).intoArray(d, i);
                FloatVector.fromArray(F, x, from + apart).intoArray(d, i + n);
                FloatVector.fromArray(F, x, from + 2 * apart).intoArray(d, i + 2 * n);
            }
        }
        for (; r < safe; r++) {
            for (int p = 0; p < pieces; p++) {
                int from = at + r * stride + p * apart;
                int i = to + r * length + p * n;
                for (int j = 0; j < n; j += L) {
                    FloatVector.fromArray(F, x, from + j).intoArray(d, i + j);
                }
            }
        }
        for (; r < rows; r++) {
            for (int p = 0; p < pieces; p++) {
                System.arraycopy(x, at + r * stride + p * apart, d, to + r * length + p * n, n);
            }
        }
    }
}
