package io.keratin.dsl;

import io.keratin.core.activations.Activation;

/**
 * Options of everything that is or has a recurrent cell.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class CellBuilder<B extends CellBuilder<B>> extends KernelBuilder<B>
        permits GruCellBuilder, LstmCellBuilder, RecurrentBuilder, SimpleRnnCellBuilder {

    CellBuilder(Activation activation, boolean useBias) {
        super(activation, useBias);
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
}
