package io.keratin.core.regularizers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Registry;
import io.keratin.core.config.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Keras's regularizers by class name and the same in snake case. Formulas: {@code keras/src/regularizers} of Keras 3.15.1. */
public final class Regularizers {

    private static final Registry<Regularizer> KERAS = table();

    private Regularizers() {}

    private static Registry<Regularizer> table() {
        Map<String, Function<Config, Regularizer>> t = new LinkedHashMap<>();
        t.put("L1", L1L2::l1);
        t.put("l1", L1L2::l1);
        t.put("L2", L1L2::l2);
        t.put("l2", L1L2::l2);
        t.put("L1L2", L1L2::both);
        t.put("l1l2", L1L2::both);
        t.put("l1_l2", L1L2::both);
        t.put("OrthogonalRegularizer", OrthogonalRegularizer::fromConfig);
        t.put("orthogonal_regularizer", OrthogonalRegularizer::fromConfig);
        return new Registry<>("regularizer", t);
    }

    /** All regularizers that Keratin brings. */
    public static Registry<Regularizer> keras() {
        return KERAS;
    }

    /** A regularizer as Keras serialises it. */
    public static Value.Fields entry(Regularizer regularizer) {
        return Registry.entry("keras.regularizers", regularizer.className(), regularizer.config());
    }

    static void factor(String className, String option, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(
                    className + ": " + option + " must be a finite number of at least 0, got " + value);
        }
    }
}
