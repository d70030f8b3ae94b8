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

    /** A new state, of no batch. */
    MetricState state();
}
