package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.RnnCell;
import io.keratin.core.layers.RnnOptions;
import io.keratin.core.layers.SimpleRnn;

/** The cell of {@link SimpleRnn} that is being written down. */
public final class SimpleRnnCellBuilder extends CellBuilder<SimpleRnnCellBuilder> {

    private final int units;

    SimpleRnnCellBuilder(SimpleRnn defaults) {
        super(defaults.activation(), defaults.useBias());
        units = defaults.units();
    }

    @Override
    LayerSpec spec(Names names) {
        return new RnnCell(new SimpleRnn(units, activation(), useBias(), RnnOptions.DEFAULTS, training()));
    }
}
