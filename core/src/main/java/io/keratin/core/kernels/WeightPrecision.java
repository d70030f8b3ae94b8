package io.keratin.core.kernels;

/**
 * How the values of packed weight matrices are kept. Fewer bits are for one sequence at a time, where reading the weights is what
 * takes the time; sums are float32 in any case.
 */
public enum WeightPrecision {

    /** As they are. */
    FLOAT32,

    /** The upper half of a float32, rounded to nearest even: 8 significant bits, the same range, NaN and infinity. */
    BFLOAT16,

    /**
     * Integers from -127 to 127 times a scale that each column has for itself: its largest magnitude / 127. A column with a
     * value that is NaN or infinite is NaN throughout.
     */
    INT8;

    private static final int LARGEST_INT8 = 127;
    private static final int HALF_BITS = 16;
    private static final int EXPONENT = 0x7F800000;
    private static final int QUIET_NAN = 0x00400000;

    /**
     * The values that are left of a row-major matrix (rows, columns) in this precision, as float32. {@code w} not modified;
     * it is itself the result where nothing is rounded.
     */
    public float[] rounded(float[] w, int rows) {
        return switch (this) {
            case FLOAT32 -> w;
            case BFLOAT16 -> {
                float[] values = new float[w.length];
                for (int i = 0; i < w.length; i++) {
                    values[i] = Float.intBitsToFloat(bfloat16(w[i]) << HALF_BITS);
                }
                yield values;
            }
            case INT8 -> {
                float[] values = new float[w.length];
                int columns = rows == 0 ? 0 : w.length / rows;
                for (int column = 0; column < columns; column++) {
                    float scale = int8Scale(w, column, columns);
                    for (int i = column; i < w.length; i += columns) {
                        values[i] = int8(w[i], scale) * scale;
                    }
                }
                yield values;
            }
        };
    }

    /** The 16 bits of the bfloat16 that is nearest, of two equally near the even one; NaN stays NaN. */
    public static int bfloat16(float x) {
        int bits = Float.floatToRawIntBits(x);
        if (Float.isNaN(x)) {
            return (bits | QUIET_NAN) >>> HALF_BITS;
        }
        if ((bits & EXPONENT) == EXPONENT) {
            return bits >>> HALF_BITS;
        }
        int odd = (bits >>> HALF_BITS) & 1;
        return (bits + 0x7FFF + odd) >>> HALF_BITS;
    }

    /** The scale of a column whose values stand at {@code from}, {@code from + stride}, … to the end of {@code w}. */
    public static float int8Scale(float[] w, int from, int stride) {
        float largest = 0;
        for (int i = from; i < w.length; i += stride) {
            largest = Math.max(largest, Math.abs(w[i]));
        }
        return Float.isInfinite(largest) ? Float.NaN : largest / LARGEST_INT8;
    }

    /** The integer that, times the scale, is nearest to x; 0 where the scale is 0 or NaN. */
    public static int int8(float x, float scale) {
        if (!(scale > 0)) {
            return 0;
        }
        long nearest = (long) Math.rint((double) x / scale);
        return (int) Math.max(-LARGEST_INT8, Math.min(LARGEST_INT8, nearest));
    }
}
