package io.keratin.core.layers;

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

    /** What the cell is given: one step of the only input, (B, X), its features known. */
    default Shape step(List<Shape> inputs) {
        Shape in = sequence(inputs);
        if (in.last() == Shape.NONE) {
            throw new ShapeException(className() + ": the number of features must be known, got " + in);
        }
        return in.without(1);
    }

    private Shape sequence(List<Shape> inputs) {
        if (inputs.size() != 1 || inputs.get(0).rank() != 3) {
            throw new ShapeException(
                    className() + ": expected one input of shape (batch, time, features), found " + inputs);
        }
        return inputs.get(0);
    }
}
