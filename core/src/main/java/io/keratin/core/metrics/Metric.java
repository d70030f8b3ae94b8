package io.keratin.core.metrics;

import io.keratin.core.config.Value;

/**
 * A number, or several, that is followed over batches: immutable, comparable.
 *
 * <pre>{@code
 * MetricState auc = Metrics.get("AUC").state();
 * auc.update(yTrue, yPred, null, null);
 * double result = auc.value();
 * }</pre>
 */
public interface Metric {

    /** Keras's class name. */
    String className();

    /** The name under which results are shown. */
    String name();

    /** This metric under another name. */
    Metric withName(String name);

    /** The configuration as Keras writes it. */
    Value.Fields config();

    /** Which way a model gets better, for callbacks that are not told: Keras's {@code _direction}. */
    enum Direction {
        /** A larger number is better. */
        UP,
        /** A smaller number is better. */
        DOWN,
        /** Nobody can say. */
        UNKNOWN
    }

    /** Which way a model gets better. */
    default Direction direction() {
        return Direction.UP;
    }

    /** A new state, of no batch. */
    MetricState state();
}
