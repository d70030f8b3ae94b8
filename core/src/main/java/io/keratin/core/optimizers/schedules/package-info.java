/** Keras's schedules of learning rates. {@link io.keratin.core.optimizers.schedules.Schedules} has them by name. */
package io.keratin.core.optimizers.schedules;
