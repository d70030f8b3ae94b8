package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Pipeline;
import java.util.List;
import java.util.Set;

/** A Pipeline of preprocessing layers that is being written down. */
public final class PipelineBuilder extends LayerBuilder<PipelineBuilder> {

    private final List<LayerBuilder<?>> layers;

    PipelineBuilder(List<LayerBuilder<?>> layers) {
        this.layers = layers;
    }

    @Override
    LayerSpec spec(Names names) {
        Names inside = names.inside(Set.of());
        return new Pipeline(layers.stream().map(l -> l.named(inside)).toList());
    }
}
