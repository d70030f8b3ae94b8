package io.keratin.dsl;

import io.keratin.core.layers.Embedding;
import io.keratin.core.layers.LayerSpec;

/** An {@link Embedding} layer that is being written down. */
public final class EmbeddingBuilder extends TableBuilder<EmbeddingBuilder> {

    EmbeddingBuilder(Embedding defaults) {
        super(defaults);
    }

    @Override
    LayerSpec spec(Names names) {
        return embedding();
    }
}
