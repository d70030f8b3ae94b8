package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.layers.Interpolation;
import io.keratin.core.layers.Padding;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Options as users write them to options as core's records take them; what is wrong is refused with a sentence. */
final class Options {

    private static final List<String> DTYPES = List.of(
            "float32", "float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16", "int32", "int64", "string");

    private Options() {}

    /** The activation that Keras 3 means by a name. */
    static Activation activation(String name) {
        Activation found = Activations.get(name, Dialect.KERAS_3);
        if (found == null) {
            throw Words.unknown("activation", name, Activations.names());
        }
        return found;
    }

    /** A layer's name: not empty, without slash, which separates names in files. */
    static String name(String name) {
        if (name.isEmpty() || name.contains("/")) {
            throw new IllegalArgumentException("a layer's name may not be empty or contain '/', got '" + name + "'");
        }
        return name;
    }

    /** A dtype policy. */
    static String dtype(String policy) {
        return Words.known("dtype", policy, DTYPES);
    }

    /** A share of values: 0 to 1. */
    static double rate(String option, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(option + " must be from 0 to 1, got " + value);
        }
        return value;
    }

    /** A number that may not be negative. */
    static double notNegative(String option, double value) {
        if (!(value >= 0)) {
            throw new IllegalArgumentException(option + " must not be negative, got " + value);
        }
        return value;
    }

    /** Whether an image layout is channels first. */
    static boolean channelsFirst(String dataFormat) {
        return Words.known("data_format", dataFormat, List.of("channels_last", "channels_first"))
                .equals("channels_first");
    }

    /** What stands beyond the ends of a sequence. */
    static Padding padding(String name) {
        List<String> known =
                Arrays.stream(Padding.values()).map(Padding::kerasName).toList();
        return Padding.valueOf(Words.known("padding", name, known).toUpperCase(Locale.ROOT));
    }

    /** How an image gets another size. */
    static Interpolation interpolation(String name) {
        List<String> known = Arrays.stream(Interpolation.values())
                .map(Interpolation::kerasName)
                .toList();
        return Interpolation.valueOf(Words.known("interpolation", name, known).toUpperCase(Locale.ROOT));
    }

    /** Integers as a list. */
    static List<Integer> list(int... values) {
        return Arrays.stream(values).boxed().toList();
    }

    /** An option for each axis, given as one number for all or as one for each. */
    static List<Integer> each(String option, int axes, int... values) {
        if (values.length != 1 && values.length != axes) {
            throw new IllegalArgumentException(option + " takes one number"
                    + (axes == 1 ? "" : " for all axes or " + axes + " of them") + ", got " + Arrays.toString(values));
        }
        return values.length == axes ? list(values) : Collections.nCopies(axes, values[0]);
    }

    /** Dimensions as files hold them, {@link Shape#NONE} as null. */
    static Value dims(int... dims) {
        List<Value> items = new ArrayList<>();
        for (int d : dims) {
            items.add(d == Shape.NONE ? Value.Nothing.NULL : new Value.Int(d));
        }
        return new Value.Items(items);
    }
}
