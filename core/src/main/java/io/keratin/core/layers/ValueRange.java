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

    /** A value of this range as one of 0 to 255. */
    float toBytes(float x) {
        return equals(BYTES) ? x : (x - low) / (high - low) * 255f;
    }

    /** A value of 0 to 255 as one of this range. */
    float fromBytes(float x) {
        return equals(BYTES) ? x : x / 255f * (high - low) + low;
    }
}
