package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** A layer that runs over time: (B, T, …) to what every step gives, (B, T, …), or the last one alone. The subtypes bring what runs. */
public interface RecurrentSpec extends LayerSpec {

    /** The options that all recurrent layers have. */
    RnnOptions rnn();

    /** This layer with other options. */
    RecurrentSpec withRnn(RnnOptions options);

    /** What a step gives for an input of this shape, batch first. */
    Shape stepOutput(Shape step);

    /** The state arrays, batch first, in the order in which {@code return_state} gives them. */
    List<Shape> stateShapes(Shape step);

    /** The axes of the input, for messages. */
    default String axes() {
        return "(batch, time, features)";
    }

    /** Number of the input's axes. */
    default int rank() {
        return 3;
    }

    @Override
    default List<Shape> outputShapes(List<Shape> inputs) {
        Shape in = sequence(inputs);
        Shape step = in.without(1);
        Shape last = stepOutput(step);
        List<Shape> out = new ArrayList<>();
        out.add(rnn().returnSequences() ? Shape.of(in.dim(0), in.dim(1)).concat(last.slice(1, last.rank())) : last);
        if (rnn().returnState()) {
            out.addAll(stateShapes(step));
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
        if (inputs.isEmpty() || inputs.get(0).rank() != rank()) {
            throw new ShapeException(className() + ": expected " + axes() + ", found " + inputs);
        }
        List<Shape> given = inputs.subList(1, inputs.size());
        if (given.isEmpty()) {
            return inputs.get(0);
        }
        List<Shape> states = stateShapes(inputs.get(0).without(1));
        boolean fit = given.size() == states.size();
        for (int i = 0; fit && i < given.size(); i++) {
            fit = states.get(i).acceptsSamples(given.get(i));
        }
        if (!fit) {
            throw new ShapeException(
                    className() + ": expected initial states of shapes " + states + ", found " + given);
        }
        return inputs.get(0);
    }
}
