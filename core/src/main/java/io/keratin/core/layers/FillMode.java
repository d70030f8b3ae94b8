package io.keratin.core.layers;

import io.keratin.core.config.Config;
import java.util.Locale;

/** What stands beyond the edges of an image, with the arithmetic of TensorFlow's {@code ImageProjectiveTransformV3}. */
enum FillMode {
    /** One value. */
    CONSTANT,
    /** (d c b a | a b c d | d c b a). */
    REFLECT,
    /** (a b c d | a b c d | a b c d). */
    WRAP,
    /** (a a a a | a b c d | d d d d). */
    NEAREST;

    static FillMode read(Config config, FillMode absent) {
        String name = config.text("fill_mode", absent.name().toLowerCase(Locale.ROOT));
        for (FillMode known : values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(name)) {
                return known;
            }
        }
        throw config.error("fill_mode", "expected constant, reflect, wrap or nearest, found '" + name + "'");
    }

    /** Where on a line of {@code length} pixels a place lies that may be beyond it. */
    float place(float at, int length) {
        int last = length - 1;
        if (this == CONSTANT || (at >= 0 && at <= last)) {
            return at;
        } else if (this == NEAREST || last == 0) {
            return Math.min(Math.max(at, 0), last);
        }
        float inside = this == REFLECT ? reflected(at, length) : wrapped(at, length);
        return Math.min(Math.max(inside, 0), last);
    }

    private static float reflected(float at, int length) {
        int twice = 2 * length;
        if (at < 0) {
            float turned = twice * (float) (long) (-at / twice) + at;
            return turned < -length ? turned + twice : -turned - 1;
        }
        float turned = at - twice * (float) (long) (at / twice);
        return turned >= length ? twice - turned - 1 : turned;
    }

    private static float wrapped(float at, int length) {
        int last = length - 1;
        return at < 0 ? at + length * (float) ((long) (-at / last) + 1) : at - length * (float) (long) (at / last);
    }
}
