/**
 * Opens Keras files: {@link io.keratin.keras.KerasModel} is the way in.
 *
 * <p>A file becomes a {@code Document} (architecture as a typed tree, a named source of weights; knows nothing of layers); the
 * layer registry turns the tree into a specification; the weights are matched against what the specification asks for, shape by
 * shape, before anything is allocated. There is no code for single layers here.
 */
package io.keratin.keras;
