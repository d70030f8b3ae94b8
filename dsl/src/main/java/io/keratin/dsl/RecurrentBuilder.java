package io.keratin.dsl;

import io.keratin.core.activations.Activation;
import io.keratin.core.layers.RnnOptions;

/**
 * Options that all recurrent layers have.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class RecurrentBuilder<B extends RecurrentBuilder<B>> extends KernelBuilder<B>
        permits GruBuilder, LstmBuilder, SimpleRnnBuilder {

    private RnnOptions rnn = RnnOptions.DEFAULTS;

    RecurrentBuilder(Activation activation, boolean useBias) {
        super(activation, useBias);
    }

    /** Whether the output of every step is returned, (B, T, H), instead of the last one's, (B, H). */
    public B returnSequences(boolean value) {
        rnn = rnn.withReturnSequences(value);
        return self();
    }

    /** Whether the final state is returned as further outputs, as only the last layer of a Sequential may. */
    public B returnState(boolean value) {
        rnn = rnn.withReturnState(value);
        return self();
    }

    /** Whether the last step comes first; a sequence that is returned is then reversed. */
    public B goBackwards(boolean value) {
        rnn = rnn.withGoBackwards(value);
        return self();
    }

    /** Whether the state of sample i goes on in sample i of the next batch of a session. */
    public B stateful(boolean value) {
        rnn = rnn.withStateful(value);
        return self();
    }

    /** A hint to Keras; changes no number. */
    public B unroll(boolean value) {
        rnn = rnn.withUnroll(value);
        return self();
    }

    /** Whether masked steps give 0 instead of the output before them. */
    public B zeroOutputForMask(boolean value) {
        rnn = rnn.withZeroOutputForMask(value);
        return self();
    }

    /** How the recurrent kernel begins. */
    public B recurrentInitializer(String name) {
        return recurrentInitializer(Initializer.of(name));
    }

    /** How the recurrent kernel begins. */
    public B recurrentInitializer(Initializer value) {
        return training("recurrent_initializer", value.serialized());
    }

    /** What training adds to the loss for the recurrent kernel. */
    public B recurrentRegularizer(String name) {
        return recurrentRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the recurrent kernel. */
    public B recurrentRegularizer(Regularizer value) {
        return training("recurrent_regularizer", value.serialized());
    }

    /** What training does to the recurrent kernel after each update. */
    public B recurrentConstraint(String name) {
        return recurrentConstraint(Constraint.of(name));
    }

    /** What training does to the recurrent kernel after each update. */
    public B recurrentConstraint(Constraint value) {
        return training("recurrent_constraint", value.serialized());
    }

    /** Share of the input that training drops. */
    public B dropout(double rate) {
        return training("dropout", Options.rate("dropout", rate));
    }

    /** Share of the state that training drops. */
    public B recurrentDropout(double rate) {
        return training("recurrent_dropout", Options.rate("recurrent_dropout", rate));
    }

    /** Seed of the dropout in training. */
    public B seed(int value) {
        return training("seed", value);
    }

    final RnnOptions rnn() {
        return rnn;
    }
}
