package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Checks of options that several layers share. */
final class Checks {

    private Checks() {}

    static void positive(String layer, String option, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException(layer + ": " + option + " must be positive, got " + value);
        }
    }

    /** Units of a layer whose weights have {@code gates} columns a unit, which must be countable. */
    static void units(String layer, int units, int gates) {
        count(layer, "units", units, gates);
    }

    /** An option that counts outputs, each of which has {@code gates} columns in the weights. */
    static void count(String layer, String option, int value, int gates) {
        positive(layer, option, value);
        if (value > Integer.MAX_VALUE / gates) {
            throw new IllegalArgumentException(
                    layer + ": " + option + " must be at most " + Integer.MAX_VALUE / gates + ", got " + value);
        }
    }

    static void positive(String layer, String option, List<Integer> values) {
        if (Collections.min(values) <= 0) {
            throw new IllegalArgumentException(layer + ": " + option + " must be positive, got " + text(values));
        }
    }

    /** One number for all axes, or the tuple. */
    static String text(List<Integer> values) {
        return values.stream().distinct().count() == 1 ? values.get(0).toString() : values.toString();
    }

    /** An option that Keras writes as a tuple of integers, or as one for all. */
    static List<Integer> tuple(Config config, String key, int length) {
        int[] values = config.integers(key);
        if (values == null || (values.length != 1 && values.length != length)) {
            throw config.error(
                    key,
                    "expected " + (length == 1 ? "one integer" : length + " integers") + ", found "
                            + (values == null ? "nothing" : values.length + " of them"));
        }
        return values.length == length
                ? Arrays.stream(values).boxed().toList()
                : Collections.nCopies(length, values[0]);
    }

    /** An option that Keras writes as a tuple of integers, or {@code absent} if it is not there. */
    static List<Integer> tuple(Config config, String key, int length, List<Integer> absent) {
        return config.has(key) ? tuple(config, key, length) : absent;
    }

    static void keepsRowLength(String layer, Activation activation) {
        if (activation.rowLength(2) != 2) {
            throw new IllegalArgumentException(layer + ": activation '" + activation.kerasName()
                    + "' halves its input, which a recurrent layer cannot use; Keras refuses it too");
        }
    }

    /** An activation of a recurrent layer's configuration; glu is refused with the place. */
    static Activation recurrent(Config config, String key, Activation absent) {
        Activation a = Activations.read(config, key, absent);
        if (a.rowLength(2) != 2) {
            throw config.error(
                    key,
                    "activation '" + a.kerasName()
                            + "' halves its input, which a recurrent layer cannot use; Keras refuses it too");
        }
        return a;
    }
}
