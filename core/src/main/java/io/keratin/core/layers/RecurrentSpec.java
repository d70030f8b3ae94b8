package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.PortableKernels;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A recurrent layer: (B, T, X) to (B, T, H), or (B, H) of the last step. The subtypes bring the cell. */
public interface RecurrentSpec extends LayerSpec {

    /** The training-only options that all recurrent layers know. */
    Set<String> TRAINING_OPTIONS = Set.of(
            "kernel_initializer",
            "recurrent_initializer",
            "bias_initializer",
            "unit_forget_bias",
            "kernel_regularizer",
            "recurrent_regularizer",
            "bias_regularizer",
            "activity_regularizer",
            "kernel_constraint",
            "recurrent_constraint",
            "bias_constraint",
            "dropout",
            "recurrent_dropout",
            "seed");

    /** Size of the state, H. */
    int units();

    /** The options that all recurrent layers have. */
    RnnOptions rnn();

    /** This layer with other options. */
    RecurrentSpec withRnn(RnnOptions options);

    /** Number of state arrays of H values a sample: 2 for LSTM (h, c), else 1. */
    int stateCount();

    /** The cell's weights for X input features; their owner is {@code cell}. */
    List<WeightSpec> cellWeights(int features);

    /** The cell with its weights. */
    RecurrentCell bindCell(Binding binding);

    @Override
    default List<Shape> outputShapes(List<Shape> inputs) {
        Shape in = sequence(inputs);
        Shape last = Shape.of(in.dim(0), units());
        List<Shape> out = new ArrayList<>();
        out.add(rnn().returnSequences() ? Shape.of(in.dim(0), in.dim(1), units()) : last);
        if (rnn().returnState()) {
            out.addAll(Collections.nCopies(stateCount(), last));
        }
        return out;
    }

    @Override
    default List<WeightSpec> weights(List<Shape> inputs) {
        int features = sequence(inputs).last();
        if (features == Shape.NONE) {
            throw new ShapeException(className() + ": the number of features must be known, got " + inputs.get(0));
        }
        return cellWeights(features).stream().map(w -> w.under("cell")).toList();
    }

    @Override
    default Layer bind(Binding binding) {
        return new Recurrence(rnn(), units(), stateCount(), bindCell(binding));
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

    /** The binding for a cell: on kernels that keep a gate's row whole where an activation (softmax) needs whole rows. */
    static Binding bindingFor(Binding binding, Activation... activations) {
        for (Activation a : activations) {
            if (!a.elementwise()) {
                return binding.on(PortableKernels.INSTANCE);
            }
        }
        return binding;
    }

    /**
     * The weights that all cells have: kernel (X, gates · H), recurrent_kernel (H, gates · H), and a bias.
     *
     * @param bias the bias, or null for none
     */
    static List<WeightSpec> cellWeights(
            int features, int units, int gates, TrainingOptions training, @Nullable WeightSpec bias) {
        List<WeightSpec> w = new ArrayList<>();
        w.add(new WeightSpec(
                "kernel",
                Shape.of(features, gates * units),
                Initializers.of(training, "kernel_initializer", Initializers.GLOROT_UNIFORM)));
        w.add(new WeightSpec(
                "recurrent_kernel",
                Shape.of(units, gates * units),
                Initializers.of(training, "recurrent_initializer", Initializers.ORTHOGONAL)));
        if (bias != null) {
            w.add(bias);
        }
        return w;
    }

    private Shape sequence(List<Shape> inputs) {
        if (inputs.size() != 1 || inputs.get(0).rank() != 3) {
            throw new ShapeException(
                    className() + ": expected one input of shape (batch, time, features), found " + inputs);
        }
        return inputs.get(0);
    }
}
