package io.keratin.dsl;

/**
 * Options that all normalising layers have.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class NormalizationBuilder<B extends NormalizationBuilder<B>> extends LayerBuilder<B>
        permits BatchNormalizationBuilder, GroupNormalizationBuilder, LayerNormalizationBuilder {

    private double epsilon;
    private boolean center;
    private boolean scale;

    NormalizationBuilder(double epsilon, boolean center, boolean scale) {
        this.epsilon = epsilon;
        this.center = center;
        this.scale = scale;
    }

    /** What is added to the variance. */
    public B epsilon(double value) {
        epsilon = Options.notNegative("normalization: epsilon", value);
        return self();
    }

    /** Whether there is a beta; true unless said otherwise. */
    public B center(boolean value) {
        center = value;
        return self();
    }

    /** Whether there is a gamma; true unless said otherwise. */
    public B scale(boolean value) {
        scale = value;
        return self();
    }

    /** How beta begins. */
    public B betaInitializer(String name) {
        return betaInitializer(Initializer.of(name));
    }

    /** How beta begins. */
    public B betaInitializer(Initializer value) {
        return training("beta_initializer", value.serialized());
    }

    /** How gamma begins. */
    public B gammaInitializer(String name) {
        return gammaInitializer(Initializer.of(name));
    }

    /** How gamma begins. */
    public B gammaInitializer(Initializer value) {
        return training("gamma_initializer", value.serialized());
    }

    /** What training adds to the loss for beta. */
    public B betaRegularizer(String name) {
        return betaRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for beta. */
    public B betaRegularizer(Regularizer value) {
        return training("beta_regularizer", value.serialized());
    }

    /** What training adds to the loss for gamma. */
    public B gammaRegularizer(String name) {
        return gammaRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for gamma. */
    public B gammaRegularizer(Regularizer value) {
        return training("gamma_regularizer", value.serialized());
    }

    /** What training does to beta after each update. */
    public B betaConstraint(String name) {
        return betaConstraint(Constraint.of(name));
    }

    /** What training does to beta after each update. */
    public B betaConstraint(Constraint value) {
        return training("beta_constraint", value.serialized());
    }

    /** What training does to gamma after each update. */
    public B gammaConstraint(String name) {
        return gammaConstraint(Constraint.of(name));
    }

    /** What training does to gamma after each update. */
    public B gammaConstraint(Constraint value) {
        return training("gamma_constraint", value.serialized());
    }

    final double epsilon() {
        return epsilon;
    }

    final boolean center() {
        return center;
    }

    final boolean scale() {
        return scale;
    }
}
