package io.keratin.core.layers;

/**
 * A layer with its weights: what it is, and what runs.
 *
 * @param named what it is
 * @param layer what runs
 * @param learns whether one of its weights has a gradient
 */
public record BoundLayer(NamedLayer named, Layer layer, boolean learns) {}
