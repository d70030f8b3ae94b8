package io.keratin.dsl;

import io.keratin.core.layers.Dot;
import io.keratin.core.layers.LayerSpec;
import java.util.List;

/** A {@link Dot} layer that is being written down. */
public final class DotBuilder extends LayerBuilder<DotBuilder> {

    private final List<Integer> axes;
    private boolean normalize;

    DotBuilder(List<Integer> axes) {
        this.axes = axes;
    }

    /** Whether vectors are scaled to length 1 first, so that the product is their cosine; false unless said otherwise. */
    public DotBuilder normalize(boolean value) {
        normalize = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new Dot(axes, normalize);
    }
}
