/**
 * Keras's losses: values, reduction with sample weights and masks, gradients with respect to the predictions. Shapes: B
 * batch, T time, C classes.
 */
package io.keratin.core.losses;
