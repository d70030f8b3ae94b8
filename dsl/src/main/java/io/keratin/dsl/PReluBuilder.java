package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.PRelu;
import java.util.List;

/** A {@link PRelu} layer that is being written down. */
public final class PReluBuilder extends LayerBuilder<PReluBuilder> {

    private List<Integer> sharedAxes;

    PReluBuilder(PRelu defaults) {
        sharedAxes = defaults.sharedAxes();
    }

    /** Axes along which alpha is the same, counted with the batch axis. */
    public PReluBuilder sharedAxes(int... axes) {
        sharedAxes = Options.list(axes);
        return this;
    }

    /** How alpha begins. */
    public PReluBuilder alphaInitializer(String name) {
        return alphaInitializer(Initializer.of(name));
    }

    /** How alpha begins. */
    public PReluBuilder alphaInitializer(Initializer value) {
        return training("alpha_initializer", value.serialized());
    }

    /** What training adds to the loss for alpha. */
    public PReluBuilder alphaRegularizer(String name) {
        return alphaRegularizer(Regularizer.of(name));
    }

    /** What training adds to the loss for alpha. */
    public PReluBuilder alphaRegularizer(Regularizer value) {
        return training("alpha_regularizer", value.serialized());
    }

    /** What training does to alpha after each update. */
    public PReluBuilder alphaConstraint(String name) {
        return alphaConstraint(Constraint.of(name));
    }

    /** What training does to alpha after each update. */
    public PReluBuilder alphaConstraint(Constraint value) {
        return training("alpha_constraint", value.serialized());
    }

    @Override
    LayerSpec spec(Names names) {
        return new PRelu(sharedAxes, training());
    }
}
