/**
 * Layers: each one immutable record that owns its facts (configuration, shapes, weights) and becomes something that runs.
 *
 * <p>A new layer is one record here, one line in {@link io.keratin.core.layers.LayerRegistry}, one golden fixture.
 * Letters: B batch, T time, X input features, H units.
 */
package io.keratin.core.layers;
