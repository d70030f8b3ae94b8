package io.keratin.core.tensor;

/** Whether numbers are finite. */
public final class Finite {

    private Finite() {}

    /** Whether all values are finite. */
    public static boolean areAll(float[] v) {
        return areAll(v, v.length);
    }

    /** Whether the first n values are finite. Fast where they are: finite values have finite sums, eight by eight, if they are not huge. */
    public static boolean areAll(float[] v, int n) {
        return sumsAreFinite(v, n) || count(v, n) == n;
    }

    /** How many of the first n values are finite. */
    public static int count(float[] v, int n) {
        int finite = 0;
        for (int i = 0; i < n; i++) {
            finite += Float.isFinite(v[i]) ? 1 : 0;
        }
        return finite;
    }

    /** As sums no call is made in the loop: most of a large file is read before a call is compiled. */
    private static boolean sumsAreFinite(float[] v, int n) {
        float bad = 0;
        int i = 0;
        for (; i < n - 7; i += 8) {
            float sum = v[i] + v[i + 1] + (v[i + 2] + v[i + 3]) + (v[i + 4] + v[i + 5] + (v[i + 6] + v[i + 7]));
            bad += sum * 0; // 0, or not a number from now on
        }
        for (; i < n; i++) {
            bad += v[i] * 0;
        }
        return bad == 0;
    }
}
