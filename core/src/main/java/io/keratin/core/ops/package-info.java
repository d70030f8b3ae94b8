/**
 * Keras's operations, {@code keras.ops}: what stands between the layers of a graph. {@link io.keratin.core.ops.Operations} is the
 * table; everything else are the few families that its lines are made of. Knows nothing of layers.
 */
package io.keratin.core.ops;
