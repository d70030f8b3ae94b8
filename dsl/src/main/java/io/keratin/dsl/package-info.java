/**
 * The fluent, Keras-like way to write a model; begin with {@link io.keratin.dsl.Keras}. Every call ends in a record of
 * {@code io.keratin.core.layers}, which holds the defaults, checks the options and knows the shapes.
 */
package io.keratin.dsl;
