package io.keratin.core.layers;

import io.keratin.core.activations.RowFunction;

/**
 * A layer that is a function of rows of channels, so that the layer before it may compute it in place.
 *
 * @param alone what runs where there is no such layer
 * @param function what it computes
 * @param axis that of the channels, from the front or, the last one, -1; of no matter to an elementwise function
 */
record RowwiseLayer(Layer alone, RowFunction function, int axis) implements Layer {

    @Override
    public Step plan(Call call) {
        return alone.plan(call);
    }
}
