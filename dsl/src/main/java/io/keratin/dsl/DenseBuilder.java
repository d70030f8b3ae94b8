package io.keratin.dsl;

import io.keratin.core.layers.Dense;
import io.keratin.core.layers.LayerSpec;

/** A {@link Dense} layer that is being written down. */
public final class DenseBuilder extends KernelBuilder<DenseBuilder> {

    private final int units;

    DenseBuilder(Dense defaults) {
        super(defaults.activation(), defaults.useBias());
        units = defaults.units();
    }

    @Override
    LayerSpec spec(Names names) {
        return new Dense(units, activation(), useBias(), training());
    }
}
