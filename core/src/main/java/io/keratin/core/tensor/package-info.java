/**
 * Shapes and the arrays that travel between layers.
 *
 * <p>Letters used for dimensions everywhere: B batch, T time, X input features, H units.
 */
package io.keratin.core.tensor;
