/**
 * What a model looks like in text: Keras's {@code summary()} to the character, and how its parameter counts come about.
 *
 * <p>Three ideas that do not know each other: rows (what is said of each layer), {@code TextTable} (how a table is
 * drawn), and the weights of model and optimizer that the totals count.
 */
package io.keratin.core.summary;
