package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.config.Value;
import io.keratin.core.kernels.PortableKernels;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A recurrent layer with a cell of its own: LSTM, GRU, SimpleRNN. */
public interface RecurrentLayer extends RecurrentSpec {

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

    @Override
    RecurrentLayer withRnn(RnnOptions options);

    /** Size of the output, H. */
    int units();

    /** Number of state arrays of H values a sample: 2 for LSTM (h, c), else 1. */
    int stateCount();

    /** The cell's weights for X input features. */
    List<WeightSpec> cellWeights(int features);

    /** The cell with its weights, bound where they are. */
    RecurrentCell bindCell(Binding binding);

    /** The rate of one of the dropouts; 1 means none, as in Keras. */
    static float rate(TrainingOptions training, String option) {
        float rate = (float) Noise.number(training.options().get(option));
        return rate < 1 ? rate : 0;
    }

    /** The cell's way through time in training. */
    CellPass pass(CellPass.Layout layout);

    /** Into how many gates at a time the recurrent product is cut: gates of one group are multiplied with the same operand. */
    default int[] groups() {
        return new int[] {gates()};
    }

    /** Number of gates, of which the kernels have H columns each. */
    default int gates() {
        return Math.toIntExact(cellWeights(1).get(0).shape().last() / units());
    }

    /** Whether the recurrent products have a bias of their own: the second half of the bias. */
    default boolean recurrentBias() {
        return false;
    }

    /** Whether gradients with respect to the recurrent products are others than those with respect to the input's. */
    default boolean ownRecurrentGradients() {
        return false;
    }

    @Override
    default Shape stepOutput(Shape step) {
        return Shape.of(step.dim(0), units());
    }

    @Override
    default List<Shape> stateShapes(Shape step) {
        return Collections.nCopies(stateCount(), stepOutput(step));
    }

    /** Jozefowicz et al. 2015: the forget gate of an LSTM starts open, unless {@code unit_forget_bias} is false. */
    static Initializer forgetBias(TrainingOptions training, int units) {
        Initializer base = Initializers.of(training, "bias_initializer", Initializers.ZEROS);
        if (new Value.Flag(false).equals(training.options().get("unit_forget_bias"))) {
            return base;
        }
        return (shape, random) -> {
            float[] b = base.create(shape, random);
            Arrays.fill(b, units, 2 * units, 1);
            return b;
        };
    }

    @Override
    default List<WeightSpec> weights(List<Shape> inputs) {
        return cellWeights(step(inputs).last()).stream()
                .map(w -> w.under("cell"))
                .toList();
    }

    @Override
    default Layer bind(Binding binding) {
        return new Recurrence(this, rnn(), binding.part("cell", List.of(step(binding.inputs()))));
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
        return cellWeights(Shape.of(), features, units, gates, training, bias);
    }

    /** As {@link #cellWeights(int, int, int, TrainingOptions, WeightSpec)}, each kernel a window of this shape of such matrices. */
    static List<WeightSpec> cellWeights(
            Shape window, int features, int units, int gates, TrainingOptions training, @Nullable WeightSpec bias) {
        List<WeightSpec> w = new ArrayList<>();
        w.add(new WeightSpec(
                "kernel",
                window.concat(Shape.of(features, gates * units)),
                Initializers.of(training, "kernel_initializer", Initializers.GLOROT_UNIFORM)));
        w.add(new WeightSpec(
                "recurrent_kernel",
                window.concat(Shape.of(units, gates * units)),
                Initializers.of(training, "recurrent_initializer", Initializers.ORTHOGONAL)));
        if (bias != null) {
            w.add(bias);
        }
        return w;
    }
}
