package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.TimeDistributed;
import java.util.Set;

/** A {@link TimeDistributed} layer that is being written down. */
public final class TimeDistributedBuilder extends LayerBuilder<TimeDistributedBuilder> {

    private final LayerBuilder<?> layer;

    TimeDistributedBuilder(LayerBuilder<?> layer) {
        this.layer = layer;
    }

    @Override
    LayerSpec spec(Names names) {
        return new TimeDistributed(layer.named(names.inside(Set.of())));
    }
}
