/** Keras's callbacks that write files: checkpoints, logs. The others are in {@code io.keratin.core.callbacks}. */
package io.keratin.keras.callbacks;
