package io.keratin.core.ops;

/** Types with fewer values than those that elements are kept in: what a cast to them does. */
enum Narrow {
    /** 0 to 255. */
    UINT8(0, 255, 0),
    /** -128 to 127. */
    INT8(-128, 127, 0),
    /** 0 to 65535. */
    UINT16(0, 65535, 0),
    /** -32768 to 32767. */
    INT16(-32768, 32767, 0),
    /** Half precision: 11 significant bits. */
    FLOAT16(0, 65504, 11),
    /** 8 significant bits. */
    BFLOAT16(0, 0, 8),
    /** Another type. */
    NONE(Integer.MIN_VALUE, Integer.MAX_VALUE, 0);

    private final double min;
    private final double max;
    private final int bits;

    Narrow(double min, double max, int bits) {
        this.min = min;
        this.max = max;
        this.bits = bits;
    }

    static Narrow of(String dtype) {
        for (Narrow n : values()) {
            if (n.name().equalsIgnoreCase(dtype)) {
                return n;
            }
        }
        return NONE;
    }

    boolean integer() {
        return bits == 0;
    }

    double min() {
        return min;
    }

    double max() {
        return max;
    }

    /** The low bits of an integer, as C casts. */
    double wrapped(double v) {
        double size = max - min + 1;
        return v - Math.floor((v - min) / size) * size;
    }

    /** The nearest number of this many significant bits, ties to even. */
    double rounded(double v) {
        if (v == 0 || !Double.isFinite(v)) {
            return v;
        }
        int least = this == FLOAT16 ? -24 : -133;
        int unit = Math.max(Math.getExponent(v) - bits + 1, least);
        double rounded = Math.scalb(Math.rint(Math.scalb(v, -unit)), unit);
        return this == FLOAT16 && Math.abs(rounded) > max ? Math.copySign(Double.POSITIVE_INFINITY, v) : rounded;
    }
}
