/**
 * Keras's callbacks that need no files: early stopping, learning rates, averages of weights, functions of the user's. Those that write
 * files stand beside the formats they write.
 */
@NullMarked
package io.keratin.core.callbacks;

import org.jspecify.annotations.NullMarked;
