package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.Rnn;
import io.keratin.core.layers.RnnOptions;
import java.util.Set;

/** An {@link Rnn} layer that is being written down. */
public final class RnnBuilder extends LayerBuilder<RnnBuilder> implements OverTime<RnnBuilder> {

    private final LayerBuilder<?> cell;
    private RnnOptions rnn = RnnOptions.DEFAULTS;

    RnnBuilder(LayerBuilder<?> cell) {
        this.cell = cell;
    }

    @Override
    public RnnOptions rnn() {
        return rnn;
    }

    @Override
    public RnnBuilder rnn(RnnOptions options) {
        rnn = options;
        return this;
    }

    @Override
    LayerSpec spec(Names names) {
        return new Rnn(cell.named(names.inside(Set.of())), rnn);
    }
}
