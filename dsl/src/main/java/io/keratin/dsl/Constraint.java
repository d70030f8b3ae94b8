package io.keratin.dsl;

import io.keratin.core.config.Value;

/**
 * What training does to a weight after each update: {@code Constraint.maxNorm(3)}.
 *
 * @param className Keras's class name
 * @param config the options that differ from Keras's defaults
 */
public record Constraint(String className, Value.Fields config) {

    private static final KnownObjects KNOWN = new KnownObjects("constraint")
            .add("MaxNorm", "max_value", "axis")
            .add("MinMaxNorm", "min_value", "max_value", "rate", "axis")
            .add("NonNeg")
            .add("UnitNorm", "axis");

    /** Checks the name. */
    public Constraint {
        className = KNOWN.className(className);
    }

    /** The constraint of this name, such as {@code non_neg}, with Keras's defaults. */
    public static Constraint of(String name) {
        return new Constraint(name, Value.fields());
    }

    /** Columns are scaled down to at most this norm. */
    public static Constraint maxNorm(double maxValue) {
        return of("MaxNorm").with("max_value", maxValue);
    }

    /** With an option, under Keras's name: a number or axes. */
    public Constraint with(String option, Object value) {
        return new Constraint(className, KNOWN.with(className, config, option, value));
    }

    Value.Fields serialized() {
        return KNOWN.serialized(className, config);
    }
}
