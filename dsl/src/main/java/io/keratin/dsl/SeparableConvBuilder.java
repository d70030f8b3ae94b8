package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.SeparableConv;

/** A {@link SeparableConv} layer that is being written down. */
public final class SeparableConvBuilder extends DepthwiseBuilder<SeparableConvBuilder> {

    private final int filters;

    SeparableConvBuilder(SeparableConv defaults) {
        super(defaults.windows(), defaults.channelsFirst(), defaults.activation(), defaults.useBias());
        filters = defaults.filters();
    }

    /** How the kernel that mixes channels begins. */
    public SeparableConvBuilder pointwiseInitializer(String name) {
        return pointwiseInitializer(Initializer.of(name));
    }

    /** How the kernel that mixes channels begins. */
    public SeparableConvBuilder pointwiseInitializer(Initializer value) {
        return training("pointwise_initializer", value.serialized());
    }

    /** What training adds to the loss for the kernel that mixes channels. */
    public SeparableConvBuilder pointwiseRegularizer(String name) {
        return pointwiseRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for the kernel that mixes channels. */
    public SeparableConvBuilder pointwiseRegularizer(Regularizer value) {
        return training("pointwise_regularizer", value.serialized());
    }

    /** What training does to the kernel that mixes channels after each update. */
    public SeparableConvBuilder pointwiseConstraint(String name) {
        return pointwiseConstraint(Constraint.of(name));
    }

    /** What training does to the kernel that mixes channels after each update. */
    public SeparableConvBuilder pointwiseConstraint(Constraint value) {
        return training("pointwise_constraint", value.serialized());
    }

    @Override
    LayerSpec spec(Names names) {
        return new SeparableConv(
                filters,
                depthMultiplier(),
                options().windows(),
                options().channelsFirst(),
                activation(),
                useBias(),
                training());
    }
}
