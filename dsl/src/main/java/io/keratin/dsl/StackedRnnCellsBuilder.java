package io.keratin.dsl;

import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.StackedRnnCells;
import java.util.List;
import java.util.Set;

/** {@link StackedRnnCells} that are being written down. */
public final class StackedRnnCellsBuilder extends LayerBuilder<StackedRnnCellsBuilder> {

    private final List<LayerBuilder<?>> cells;

    StackedRnnCellsBuilder(List<LayerBuilder<?>> cells) {
        this.cells = List.copyOf(cells);
    }

    @Override
    LayerSpec spec(Names names) {
        Names inside = names.inside(Set.of());
        return new StackedRnnCells(cells.stream().map(c -> c.named(inside)).toList());
    }
}
