package io.keratin.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Rows that become one, a vector of columns at a time. */
final class Reductions {

    private static final VectorSpecies<Float> F = Lanes.F;
    private static final int L = Lanes.L;

    private Reductions() {}

    /** See {@link io.keratin.core.kernels.Kernels#maxOfRows}. */
    static void max(float[] x, int start, int rows, int n, float[] result) {
        int j = 0;
        for (; j <= n - L; j += L) {
            FloatVector max = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            for (int r = 0; r < rows; r++) {
                max = max.max(FloatVector.fromArray(F, x, start + r * n + j));
            }
            max.intoArray(result, j);
        }
        for (; j < n; j++) {
            float max = Float.NEGATIVE_INFINITY;
            for (int r = 0; r < rows; r++) {
                max = Math.max(max, x[start + r * n + j]);
            }
            result[j] = max;
        }
    }

    /** See {@link io.keratin.core.kernels.Kernels#maxNumberOfRows}. */
    static void maxNumber(float[] x, int start, int rows, int n, float[] result) {
        int j = 0;
        for (; j <= n - L; j += L) {
            FloatVector max = FloatVector.broadcast(F, -Float.MAX_VALUE);
            for (int r = 0; r < rows; r++) {
                FloatVector v = FloatVector.fromArray(F, x, start + r * n + j);
                max = max.blend(v, v.compare(VectorOperators.GT, max));
            }
            max.intoArray(result, j);
        }
        for (; j < n; j++) {
            float max = -Float.MAX_VALUE;
            for (int r = 0; r < rows; r++) {
                float v = x[start + r * n + j];
                max = v > max ? v : max;
            }
            result[j] = max;
        }
    }

    /** See {@link io.keratin.core.kernels.Kernels#addRows}. */
    static void add(float[] x, int start, int rows, int n, float[] result) {
        int j = 0;
        for (; j <= n - L; j += L) {
            FloatVector sum = FloatVector.fromArray(F, result, j);
            for (int r = 0; r < rows; r++) {
                sum = sum.add(FloatVector.fromArray(F, x, start + r * n + j));
            }
            sum.intoArray(result, j);
        }
        for (; j < n; j++) {
            float sum = result[j];
            for (int r = 0; r < rows; r++) {
                sum += x[start + r * n + j];
            }
            result[j] = sum;
        }
    }
}
