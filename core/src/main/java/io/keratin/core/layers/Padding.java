package io.keratin.core.layers;

import io.keratin.core.config.Config;
import java.util.Locale;

/** What stands beyond the ends of a sequence over which a window slides. */
public enum Padding {
    /** Nothing: only whole windows count. */
    VALID,
    /** Padding at both ends, the odd step at the later one, so that strides of 1 keep the number of steps. */
    SAME,
    /** Padding before the first step, so that no window sees what comes after its own step. */
    CAUSAL;

    /** Keras's name: {@code valid}, {@code same}, {@code causal}. */
    public String kerasName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The padding that a layer's configuration asks for; Keras takes capitals too. */
    static Padding read(Config config, Padding absent) {
        String name = config.text("padding", absent.kerasName());
        for (Padding padding : values()) {
            if (padding.kerasName().equals(name.toLowerCase(Locale.ROOT))) {
                return padding;
            }
        }
        throw config.error("padding", "expected valid, same or causal, found '" + name + "'");
    }
}
