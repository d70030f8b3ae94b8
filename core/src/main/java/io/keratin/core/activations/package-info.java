/** Activation functions by their Keras names, one line each in {@link io.keratin.core.activations.Activations}. */
package io.keratin.core.activations;
