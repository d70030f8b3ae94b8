package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Cells one above the other as one cell: each step goes through all of them before the next step begins.
 *
 * @param cells the cells, the one that is given the input first
 */
public record StackedRnnCells(List<NamedLayer> cells) implements LayerSpec {

    /** Checks that there are cells, and nothing else. */
    public StackedRnnCells {
        cells = List.copyOf(cells);
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("StackedRNNCells: expected one cell or more, found none");
        }
        cells.forEach(Rnn::requireCell);
    }

    static StackedRnnCells fromConfig(Config config, LayerRegistry registry) {
        return new StackedRnnCells(registry.readAll(config.objects("cells")));
    }

    @Override
    public LayerSpec withInner(UnaryOperator<NamedLayer> change) {
        return new StackedRnnCells(cells.stream().map(change).toList());
    }

    @Override
    public String className() {
        return "StackedRNNCells";
    }

    /** A cell alone has no time to run over. */
    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        throw new ShapeException(className() + ": cells run inside an RNN layer, not as a layer of a model");
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        List<WeightSpec> all = new ArrayList<>();
        parts(inputs).forEach(p -> all.addAll(p.layer().weights(p.owner(), p.inputs())));
        return all;
    }

    @Override
    public List<Part> parts(List<Shape> inputs) {
        List<String> slots = ModelSpec.slots("cells", cells);
        List<Part> parts = new ArrayList<>();
        Shape in = inputs.get(0);
        for (int i = 0; i < cells.size(); i++) {
            parts.add(new Part(slots.get(i), cells.get(i), List.of(in)));
            in = Shape.of(in.dim(0), Rnn.units(cells.get(i)));
        }
        return parts;
    }

    @Override
    public Value.Fields config() {
        return Value.fields("cells", cells.stream().map(NamedLayer::entry).toList());
    }

    @Override
    public Layer bind(Binding binding) {
        throw new ShapeException(className() + ": cells run inside an RNN layer, not as a layer of a model");
    }
}
