/**
 * Keras's optimizers: an immutable specification each, with its formula below, and a state that holds slots and counters.
 * {@link io.keratin.core.optimizers.Optimizers} has them by name. Formulas: {@code keras/src/optimizers} of Keras 3.15.1 on
 * TensorFlow, in single precision in the same order, so that a resumed run goes on as Keras would.
 */
package io.keratin.core.optimizers;
