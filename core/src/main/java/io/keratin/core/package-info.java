/**
 * The face of the library: a {@link io.keratin.core.Model} that predicts, its {@link io.keratin.core.ModelStream} for data
 * that comes step by step, its {@link io.keratin.core.ModelSession} for stateful layers.
 */
package io.keratin.core;
