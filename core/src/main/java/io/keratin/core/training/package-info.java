/** Training: weights that follow the gradients of a loss, step by step, with Keras's numbers. */
package io.keratin.core.training;
