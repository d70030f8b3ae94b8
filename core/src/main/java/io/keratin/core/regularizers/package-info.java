/** Keras's regularizers of weights and outputs. {@link io.keratin.core.regularizers.Regularizers} has them by name. */
package io.keratin.core.regularizers;
