package io.keratin.dsl;

import io.keratin.core.layers.EinsumDense;
import io.keratin.core.layers.LayerSpec;
import org.jspecify.annotations.Nullable;

/** An {@link EinsumDense} layer that is being written down. It has a bias where bias axes are given. */
public final class EinsumDenseBuilder extends KernelBuilder<EinsumDenseBuilder> {

    private final EinsumDense defaults;
    private @Nullable String biasAxes;

    EinsumDenseBuilder(EinsumDense defaults) {
        super(defaults.activation(), true);
        this.defaults = defaults;
        biasAxes = defaults.biasAxes();
    }

    /** The labels of the output's axes along which the bias differs. */
    public EinsumDenseBuilder biasAxes(String labels) {
        biasAxes = labels;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new EinsumDense(
                defaults.equation(), defaults.outputShape(), useBias() ? biasAxes : null, activation(), training());
    }
}
