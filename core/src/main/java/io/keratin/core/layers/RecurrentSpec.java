package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** A layer that runs over time: (B, T, X) to (B, T, H), or (B, H) of the last step. The subtypes bring what runs. */
public interface RecurrentSpec extends LayerSpec {

    /** Size of the output, H. */
    int units();

    /** The options that all recurrent layers have. */
    RnnOptions rnn();

    /** This layer with other options. */
    RecurrentSpec withRnn(RnnOptions options);

    /** Values a sample of each state array, in the order in which {@code return_state} gives them. */
    List<Integer> stateSizes();

    @Override
    default List<Shape> outputShapes(List<Shape> inputs) {
        Shape in = sequence(inputs);
        List<Shape> out = new ArrayList<>();
        out.add(rnn().returnSequences() ? Shape.of(in.dim(0), in.dim(1), units()) : Shape.of(in.dim(0), units()));
        if (rnn().returnState()) {
            stateSizes().forEach(size -> out.add(Shape.of(in.dim(0), size)));
        }
        return out;
    }

    @Override
    default boolean passesMask() {
        return rnn().returnSequences();
    }

    @Override
    default boolean stateful() {
        return rnn().stateful();
    }

    @Override
    default TimeAxis timeAxis(Shape input) {
        if (rnn().goBackwards()) {
            return TimeAxis.WHOLE;
        }
        return rnn().returnSequences() ? TimeAxis.RECURRENT : TimeAxis.RECURRENT_LAST;
    }

    /** A layer that starts from states which it is given knows them only when the whole of what made them is known. */
    @Override
    default TimeAxis timeAxis(List<Shape> inputs) {
        return inputs.size() > 1 ? TimeAxis.WHOLE : timeAxis(inputs.get(0));
    }

    /** Keras 3.15 hands on the mask of a layer's only tensor; {@code layers/layer.py}, "Populate mask argument(s)". */
    @Override
    default boolean overlooksMasks(Arguments arguments) {
        return givesStates(arguments);
    }

    /** Whether a call gives states to start from, beside the sequence; in one list with it they are given as in Keras 2. */
    static boolean givesStates(Arguments arguments) {
        return arguments.positional().items().size() > 1
                || arguments.named().get("initial_state") instanceof Value.Items
                || arguments.named().get("initial_state") instanceof Value.Input;
    }

    /** What the cell is given: one step of the only input, (B, X), its features known. */
    default Shape step(List<Shape> inputs) {
        Shape in = sequence(inputs);
        if (in.last() == Shape.NONE) {
            throw new ShapeException(className() + ": the number of features must be known, got " + in);
        }
        return in.without(1);
    }

    /** The sequence, which may be followed by the states from which the layer starts. */
    private Shape sequence(List<Shape> inputs) {
        if (inputs.isEmpty() || inputs.get(0).rank() != 3) {
            throw new ShapeException(className() + ": expected (batch, time, features), found " + inputs);
        }
        List<Shape> states = inputs.subList(1, inputs.size());
        boolean fit = states.isEmpty() || states.size() == stateSizes().size();
        for (int i = 0; fit && i < states.size(); i++) {
            Shape state = states.get(i);
            fit = state.rank() == 2 && (state.last() == stateSizes().get(i) || state.last() == Shape.NONE);
        }
        if (!fit) {
            throw new ShapeException(
                    className() + ": expected initial states of sizes " + stateSizes() + ", found " + states);
        }
        return inputs.get(0);
    }
}
