package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.ops.Resampling;
import java.util.Locale;

/** How an image gets another size; {@link Resampling} has the arithmetic. */
public enum Interpolation {
    /** The pixel in which the position lies. */
    NEAREST,
    /** On the line between two pixels. */
    BILINEAR,
    /** A cubic through four pixels (Keys 1981, a = -½). */
    BICUBIC,
    /** A sinc in a window of three pixels on either side. */
    LANCZOS3,
    /** A sinc in a window of five pixels on either side. */
    LANCZOS5;

    /** Keras's name, such as {@code bilinear}. */
    public String kerasName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The interpolation that a layer's configuration asks for. */
    static Interpolation read(Config config, Interpolation absent) {
        String name = config.text("interpolation", absent.kerasName());
        Resampling known = Resampling.of(name);
        if (known != null) {
            return valueOf(known.name());
        }
        throw config.error(
                "interpolation", "expected nearest, bilinear, bicubic, lanczos3 or lanczos5, found '" + name + "'");
    }

    /** What each of {@code out} pixels of a line is made of, for a line of {@code in}; shorter ones are smoothed if asked for. */
    Resampling.Taps taps(int in, int out, boolean antialias) {
        return Resampling.valueOf(name()).taps(in, out, antialias);
    }
}
