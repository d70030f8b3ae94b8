package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Runs a cell, or cells one above the other, over time: (B, T, X) to (B, T, H) or (B, H), H being the units of the last cell.
 *
 * <p>A cell needs of the cell below only its output of the same step, so cells one above the other are one loop over the whole
 * sequence after another: the same numbers, and the input projection of many steps is one matrix product.
 *
 * @param cell what is run: {@link RnnCell} or {@link StackedRnnCells}
 * @param rnn what all recurrent layers have in common
 */
public record Rnn(NamedLayer cell, RnnOptions rnn) implements RecurrentSpec {

    /** Checks that there is a cell. */
    public Rnn {
        requireCell(cell);
    }

    /** Keras makes {@code StackedRNNCells} of a list. */
    static Rnn fromConfig(Config config, LayerRegistry registry) {
        NamedLayer cell = config.value("cell") instanceof Value.Items
                ? new NamedLayer("stacked_rnn_cells", new StackedRnnCells(registry.readAll(config.objects("cell"))))
                : registry.read(config, "cell");
        if (!isCell(cell)) {
            throw config.error("cell", "expected a recurrent cell, found " + cell);
        }
        return new Rnn(cell, RnnOptions.read(config));
    }

    static void requireCell(NamedLayer cell) {
        if (!isCell(cell)) {
            throw new IllegalArgumentException("expected a recurrent cell, found " + cell);
        }
    }

    private static boolean isCell(NamedLayer cell) {
        return cell.spec() instanceof RnnCell || cell.spec() instanceof StackedRnnCells;
    }

    /** Units of a cell's output. */
    static int units(NamedLayer cell) {
        return cell.spec() instanceof StackedRnnCells stack
                ? units(stack.cells().get(stack.cells().size() - 1))
                : ((RnnCell) cell.spec()).layer().units();
    }

    @Override
    public LayerSpec withInner(UnaryOperator<NamedLayer> change) {
        return new Rnn(change.apply(cell), rnn);
    }

    @Override
    public String className() {
        return "RNN";
    }

    @Override
    public Shape stepOutput(Shape step) {
        return Shape.of(step.dim(0), units(cell));
    }

    @Override
    public Rnn withRnn(RnnOptions options) {
        return new Rnn(cell, options);
    }

    @Override
    public List<Shape> stateShapes(Shape step) {
        List<Shape> shapes = new ArrayList<>();
        cells("", cell, Shape.of(1, 1)).forEach(c -> shapes.addAll(c.layer().stateShapes(step)));
        return shapes;
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return cell.weights("cell", List.of(step(inputs)));
    }

    @Override
    public List<Part> parts(List<Shape> inputs) {
        return List.of(new Part("cell", cell, List.of(step(inputs))));
    }

    @Override
    public Value.Fields config() {
        return rnn.addTo(Value.fields("cell", cell.entry()));
    }

    @Override
    public Layer bind(Binding binding) {
        RnnOptions inside = rnn.withReturnSequences(true).withZeroOutputForMask(false);
        List<Cell> cells = cells("cell", cell, step(binding.inputs()));
        Recurrence[] loops = new Recurrence[cells.size()];
        Arrays.setAll(loops, i -> {
            Cell c = cells.get(i);
            RnnOptions options = i < loops.length - 1 ? inside : rnn;
            return new Recurrence(c.layer(), options, binding.part(c.owner(), List.of(c.input())));
        });
        return call -> {
            Tensor x = call.input();
            List<Step> steps = new ArrayList<>();
            int state = 1;
            int given = 1;
            for (int i = 0; i < loops.length; i++) {
                RecurrentLayer layer = cells.get(i).layer();
                boolean last = i == loops.length - 1;
                Tensor y = last ? call.output() : call.between(x.shape().with(2, layer.units()));
                Tensor[] states = new Tensor[rnn.returnState() ? layer.stateCount() : 0];
                for (int s = 0; s < states.length; s++) {
                    states[s] = call.output(state++);
                }
                steps.add(loops[i].plan(call, x, y, loops[i].given(call, given), states, !last));
                given += layer.stateCount();
                x = y;
            }
            return Step.sequence(steps);
        };
    }

    /** The cells that run, in order; a stack in a stack is only a way to write it. */
    private static List<Cell> cells(String owner, NamedLayer cell, Shape input) {
        if (cell.spec() instanceof RnnCell one) {
            return List.of(new Cell(owner, one.layer(), input));
        }
        List<Cell> all = new ArrayList<>();
        for (Part part : cell.spec().parts(List.of(input))) {
            all.addAll(cells(
                    owner + "/" + part.owner(), part.layer(), part.inputs().get(0)));
        }
        return all;
    }

    /**
     * A cell in its place.
     *
     * @param owner path of its weights
     * @param layer the layer whose cell it is
     * @param input shape of one step of its input
     */
    private record Cell(String owner, RecurrentLayer layer, Shape input) {}
}
