package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import java.util.List;

/**
 * From where to where the values of an image go.
 *
 * @param low the value that stands for 0
 * @param high the value that stands for 255
 */
record ValueRange(float low, float high) {

    /** Values of bytes. */
    static final ValueRange BYTES = new ValueRange(0, 255);

    /** All values. */
    static final ValueRange ANY = new ValueRange(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);

    static ValueRange read(Config config) {
        List<Double> ends = config.reals("value_range");
        if (ends == null) {
            return BYTES;
        } else if (ends.size() != 2) {
            throw config.error("value_range", "expected two numbers, found " + ends.size());
        }
        return new ValueRange(ends.get(0).floatValue(), ends.get(1).floatValue());
    }

    /** As Keras writes it: whole numbers as such. */
    Value config() {
        return Value.of(List.of(number(low), number(high)));
    }

    private static Value number(float x) {
        return x == Math.rint(x) ? Value.of((int) x) : Value.of(x);
    }

    /** The range, from its least value on. */
    ValueRange sorted() {
        return new ValueRange(Math.min(low, high), Math.max(low, high));
    }

    /** The nearest value of this range; not a number stays so. */
    float clip(float x) {
        return Math.min(Math.max(x, low), high);
    }

    /** The slope of {@link #clip}: 1, its ends included, or 0. */
    float slope(float x) {
        return x >= low && x <= high ? 1 : 0;
    }

    /** A value of this range as one of 0 to 255. */
    float toBytes(float x) {
        return equals(BYTES) ? x : (x - low) / (high - low) * 255f;
    }

    /** A value of 0 to 255 as one of this range. */
    float fromBytes(float x) {
        return equals(BYTES) ? x : x / 255f * (high - low) + low;
    }
}
