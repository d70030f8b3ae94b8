package io.keratin.core.constraints;

import io.keratin.core.config.Config;
import io.keratin.core.config.Registry;
import io.keratin.core.config.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Keras's constraints by class name and the same in snake case. Formulas: {@code keras/src/constraints} of Keras 3.15.1. */
public final class Constraints {

    private static final Registry<Constraint> KERAS = table();

    private Constraints() {}

    private static Registry<Constraint> table() {
        Map<String, Function<Config, Constraint>> t = new LinkedHashMap<>();
        t.put("NonNeg", config -> new NonNeg());
        t.put("non_neg", config -> new NonNeg());
        for (NormConstraint.Kind kind : NormConstraint.Kind.values()) {
            t.put(kind.className(), kind.factory());
            t.put(kind.name().toLowerCase(java.util.Locale.ROOT), kind.factory());
        }
        return new Registry<>("constraint", t);
    }

    /** All constraints that Keratin brings. */
    public static Registry<Constraint> keras() {
        return KERAS;
    }

    /** A constraint as Keras serialises it. */
    public static Value.Fields entry(Constraint constraint) {
        return Registry.entry("keras.constraints", constraint.className(), constraint.config());
    }
}
