package io.keratin.core.tensor;

/** Whether numbers are finite. */
public final class Finite {

    private Finite() {}

    /** Whether all values are finite. Fast where they are: finite values have finite sums, eight by eight, if they are not huge. */
    public static boolean areAll(float[] v) {
        return sumsAreFinite(v) || count(v) == v.length;
    }

    /** How many values are finite. */
    public static int count(float[] v) {
        int n = 0;
        for (float x : v) {
            n += Float.isFinite(x) ? 1 : 0;
        }
        return n;
    }

    /** As sums no call is made in the loop: most of a large file is read before a call is compiled. */
    private static boolean sumsAreFinite(float[] v) {
        float bad = 0;
        int i = 0;
        for (; i < v.length - 7; i += 8) {
            float sum = v[i] + v[i + 1] + (v[i + 2] + v[i + 3]) + (v[i + 4] + v[i + 5] + (v[i + 6] + v[i + 7]));
            bad += sum * 0; // 0, or not a number from now on
        }
        for (; i < v.length; i++) {
            bad += v[i] * 0;
        }
        return bad == 0;
    }
}
