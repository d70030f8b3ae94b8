package io.keratin.dsl;

import io.keratin.core.layers.Embedding;

/**
 * Options that all layers have which look up rows of a table.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class TableBuilder<B extends TableBuilder<B>> extends LayerBuilder<B>
        permits EmbeddingBuilder, ReversibleEmbeddingBuilder {

    private final Embedding defaults;
    private boolean maskZero;

    TableBuilder(Embedding defaults) {
        this.defaults = defaults;
        maskZero = defaults.maskZero();
    }

    /** Whether id 0 is padding, which later layers skip; false unless said otherwise. */
    public B maskZero(boolean value) {
        maskZero = value;
        return self();
    }

    /** How the table begins. */
    public B embeddingsInitializer(String name) {
        return embeddingsInitializer(Initializer.of(name));
    }

    /** How the table begins. */
    public B embeddingsInitializer(Initializer value) {
        return training("embeddings_initializer", value.serialized());
    }

    /** What training adds to the loss for the table. */
    public B embeddingsRegularizer(String name) {
        return embeddingsRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the table. */
    public B embeddingsRegularizer(Regularizer value) {
        return training("embeddings_regularizer", value.serialized());
    }

    /** What training adds to the loss for the output. */
    public B activityRegularizer(String name) {
        return activityRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the output. */
    public B activityRegularizer(Regularizer value) {
        return training("activity_regularizer", value.serialized());
    }

    /** What training does to the table after each update. */
    public B embeddingsConstraint(String name) {
        return embeddingsConstraint(Constraint.of(name));
    }

    /** What training does to the table after each update. */
    public B embeddingsConstraint(Constraint value) {
        return training("embeddings_constraint", value.serialized());
    }

    final Embedding embedding() {
        return new Embedding(defaults.inputDim(), defaults.outputDim(), maskZero, training());
    }
}
