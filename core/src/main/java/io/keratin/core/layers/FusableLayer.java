package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.activations.RowFunction;
import io.keratin.core.kernels.Kernels;

/** A layer that can go on with its result while that is still in the cache: it ends with a function of rows of channels. */
final class FusableLayer implements Layer {

    /** Lays the layer out with the function at its end. */
    @FunctionalInterface
    interface Plan {
        Step plan(Call call, RowFunction f);
    }

    private final int axis;
    private final Kernels kernels;
    private final RowFunction f;
    private final Plan plan;

    /**
     * A layer that ends with an activation; one that changes the length of rows can only be the last.
     *
     * @param axis that of the channels, from the front or, the last one, -1
     */
    static Layer ending(int axis, Kernels kernels, Activation activation, Plan plan) {
        return activation.rowLength(2) == 2
                ? new FusableLayer(axis, kernels, activation, plan)
                : call -> plan.plan(call, activation);
    }

    private FusableLayer(int axis, Kernels kernels, RowFunction f, Plan plan) {
        this.axis = axis;
        this.kernels = kernels;
        this.f = f;
        this.plan = plan;
    }

    @Override
    public Step plan(Call call) {
        return plan.plan(call, f);
    }

    /** Whether it can do what the next layer does. */
    boolean takes(RowwiseLayer next) {
        return next.function().elementwise() || next.axis() == axis;
    }

    /** This layer and the next one as one. */
    FusableLayer then(RowwiseLayer next) {
        return new FusableLayer(axis, kernels, joined(f, next.function()), plan);
    }

    private RowFunction joined(RowFunction first, RowFunction second) {
        if (first == Activations.LINEAR) {
            return second;
        }
        Limits limits = Limits.of(second);
        if (first instanceof ChannelScale scale && limits != null && scale.isUnlimited()) {
            return scale.within(limits);
        }
        return new Both(kernels, first, second);
    }
}
