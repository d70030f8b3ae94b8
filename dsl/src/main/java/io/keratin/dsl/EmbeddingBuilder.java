package io.keratin.dsl;

import io.keratin.core.layers.Embedding;
import io.keratin.core.layers.LayerSpec;

/** An {@link Embedding} layer that is being written down. */
public final class EmbeddingBuilder extends LayerBuilder<EmbeddingBuilder> {

    private final Embedding defaults;
    private boolean maskZero;

    EmbeddingBuilder(Embedding defaults) {
        this.defaults = defaults;
        maskZero = defaults.maskZero();
    }

    /** Whether id 0 is padding, which later layers skip; false unless said otherwise. */
    public EmbeddingBuilder maskZero(boolean value) {
        maskZero = value;
        return this;
    }

    /** How the table begins. */
    public EmbeddingBuilder embeddingsInitializer(String name) {
        return embeddingsInitializer(Initializer.of(name));
    }

    /** How the table begins. */
    public EmbeddingBuilder embeddingsInitializer(Initializer value) {
        return training("embeddings_initializer", value.serialized());
    }

    /** What training adds to the loss for the table. */
    public EmbeddingBuilder embeddingsRegularizer(String name) {
        return embeddingsRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the table. */
    public EmbeddingBuilder embeddingsRegularizer(Regularizer value) {
        return training("embeddings_regularizer", value.serialized());
    }

    /** What training adds to the loss for the output. */
    public EmbeddingBuilder activityRegularizer(String name) {
        return activityRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the output. */
    public EmbeddingBuilder activityRegularizer(Regularizer value) {
        return training("activity_regularizer", value.serialized());
    }

    /** What training does to the table after each update. */
    public EmbeddingBuilder embeddingsConstraint(String name) {
        return embeddingsConstraint(Constraint.of(name));
    }

    /** What training does to the table after each update. */
    public EmbeddingBuilder embeddingsConstraint(Constraint value) {
        return training("embeddings_constraint", value.serialized());
    }

    @Override
    LayerSpec spec(Names names) {
        return new Embedding(defaults.inputDim(), defaults.outputDim(), maskZero, training());
    }
}
