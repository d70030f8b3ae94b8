package io.keratin.dsl;

import io.keratin.core.config.Value;

/**
 * What training adds to the loss for a weight: {@code Regularizer.l2(0.01)}.
 *
 * @param className Keras's class name
 * @param config the options that differ from Keras's defaults
 */
public record Regularizer(String className, Value.Fields config) {

    private static final KnownObjects KNOWN = new KnownObjects("regularizer")
            .add("L1", "l1")
            .add("L2", "l2")
            .add("L1L2", "l1", "l2")
            .add("OrthogonalRegularizer", "factor", "mode")
            .alias("l1_l2", "L1L2");

    /** Checks the name. */
    public Regularizer {
        className = KNOWN.className(className);
    }

    /** The regularizer of this name, such as {@code l2}, with Keras's defaults. */
    public static Regularizer of(String name) {
        return new Regularizer(name, Value.fields());
    }

    /** l1 · Σ|w|. */
    public static Regularizer l1(double l1) {
        return of("L1").with("l1", l1);
    }

    /** l2 · Σw². */
    public static Regularizer l2(double l2) {
        return of("L2").with("l2", l2);
    }

    /** l1 · Σ|w| + l2 · Σw². */
    public static Regularizer l1l2(double l1, double l2) {
        return of("L1L2").with("l1", l1).with("l2", l2);
    }

    /** With an option, under Keras's name: a number or a text. */
    public Regularizer with(String option, Object value) {
        return new Regularizer(className, KNOWN.with(className, config, option, value));
    }

    Value.Fields serialized() {
        return KNOWN.serialized(className, config);
    }
}
