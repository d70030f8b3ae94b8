/** Keras's constraints of weights. {@link io.keratin.core.constraints.Constraints} has them by name. */
package io.keratin.core.constraints;
