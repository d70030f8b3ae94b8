package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.ReversibleEmbedding;
import org.jspecify.annotations.Nullable;

/** A {@link ReversibleEmbedding} layer that is being written down. */
public final class ReversibleEmbeddingBuilder extends TableBuilder<ReversibleEmbeddingBuilder> {

    private boolean tieWeights;
    private @Nullable String reverseDtype;
    private @Nullable Double logitSoftCap;

    ReversibleEmbeddingBuilder(ReversibleEmbedding defaults) {
        super(defaults.embedding());
        tieWeights = defaults.tieWeights();
        reverseDtype = defaults.reverseDtype();
        logitSoftCap = defaults.logitSoftCap();
    }

    /** Whether one table serves both ways; true unless said otherwise. */
    public ReversibleEmbeddingBuilder tieWeights(boolean value) {
        tieWeights = value;
        return this;
    }

    /** The type in which Keras computes the way back. */
    public ReversibleEmbeddingBuilder reverseDtype(String value) {
        reverseDtype = Options.dtype(value);
        return this;
    }

    /** What bounds the values of the way back. */
    public ReversibleEmbeddingBuilder logitSoftCap(double value) {
        logitSoftCap = value;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new ReversibleEmbedding(embedding(), tieWeights, reverseDtype, logitSoftCap);
    }
}
