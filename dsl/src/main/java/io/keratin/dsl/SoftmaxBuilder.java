package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Softmax;

/** A {@link Softmax} layer that is being written down. */
public final class SoftmaxBuilder extends LayerBuilder<SoftmaxBuilder> {

    private Softmax layer;

    SoftmaxBuilder(Softmax defaults) {
        layer = defaults;
    }

    /** The axes over which the probabilities sum to 1; negative ones count from the end. */
    public SoftmaxBuilder axis(int... axes) {
        layer = new Softmax(Options.list(axes));
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return layer;
    }
}
