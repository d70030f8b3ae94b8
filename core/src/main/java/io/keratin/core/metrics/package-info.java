/**
 * Keras's metrics: an immutable specification each, and a state that goes through batches.
 * {@link io.keratin.core.metrics.Metrics} has them by name. Formulas: {@code keras/src/metrics} of Keras 3.15.1. Letters: B
 * batch, C classes.
 */
package io.keratin.core.metrics;
