package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.kernels.PackedMatrix;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.threads.Team;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of a layer while a model is laid out for known shapes: its inputs, and where to get everything else. */
public interface Call {

    /** Number of inputs. */
    int inputs();

    /** Input {@code i}. */
    Tensor input(int i);

    /** The mask that travels with input {@code i}, or null. */
    @Nullable
    Mask mask(int i);

    /** Who runs the step; a step may share its work among them, its bits must not depend on it. */
    Team team();

    /** Whether the input is one step of a stream, axis 1 being its time. */
    boolean inStream();

    /** The only input. */
    default Tensor input() {
        return input(0);
    }

    /** Output {@code i}, newly laid out with the inferred shape; its content is undefined before the step wrote it. */
    Tensor output(int i);

    /** The only output. */
    default Tensor output() {
        return output(0);
    }

    /** Makes a view of an input's storage output {@code i}: nothing is computed. */
    void output(int i, Tensor view);

    /** Lets a mask travel with output {@code i}; null stops a mask that would have gone on. */
    void outputMask(int i, @Nullable Mask mask);

    /** An array of at least {@code n} values that this call's steps may use while they run; content undefined. */
    float[] scratch(int n);

    /** An array of {@code n} values that, in training, stays as it is from the step's forward to its backward; content undefined. */
    float[] kept(int n);

    /** A tensor between inner layers of this call: an output of one, an input of the next. In training it has a gradient. */
    Tensor between(Shape shape);

    /**
     * A matrix of one gate (rows, columns) that this call's steps may fill and use while they run, one at a time; content
     * undefined.
     */
    PackedMatrix matrix(Kernels kernels, int rows, int columns);

    /** Whether the model is laid out for training, so that layers that behave differently then do so. */
    boolean training();

    /**
     * Where the gradient of the loss with respect to an input or output of this call is summed, place for place as the tensor's
     * storage; null where nobody needs it. The gradient of an output is complete, and this call's to overwrite, when its step goes
     * back; to those of inputs it adds.
     */
    float @Nullable [] gradient(Tensor tensor);

    /** The gradients of all inputs; empty arrays for those that nobody needs. */
    default float[][] inputGradients() {
        float[][] all = new float[inputs()][];
        for (int i = 0; i < all.length; i++) {
            float[] gradient = gradient(input(i));
            all[i] = gradient == null ? new float[0] : gradient;
        }
        return all;
    }

    /**
     * Where a layer that ends with f also writes what f is applied to, since losses may be computed from there: Keras's
     * {@code _keras_logits}, which softmax and sigmoid leave behind. Null where nobody asks.
     */
    @Nullable
    Tensor logits(Activation f);

    /** Says that the only output is f of the only input, see {@link #logits}. */
    void isActivated(Activation f);

    /** Random numbers of this call's own. */
    Draws draws();

    /**
     * State of {@code n} values, zero at the start of a sequence.
     *
     * @param stateful whether it is kept from call to call of one session even where no stream asks for it
     */
    State state(int n, boolean stateful);

    /** Says that no step laid out after this moment reads a tensor that an inner layer made: its storage may serve again. */
    void release(Tensor tensor);

    /** Lays out an inner layer, as wrappers do; run its step inside the wrapper's own. */
    Inner inner(BoundLayer layer, List<Tensor> inputs, List<@Nullable Mask> masks);

    /**
     * Lays out an inner layer for the steps of sequences side by side, {@code steps} of each sample. As in Keras, its own outputs cost
     * nothing by its activity regularizer, and those of layers inside it the sum over the steps.
     */
    Inner eachStep(BoundLayer layer, Tensor input, @Nullable Mask mask, int steps);

    /**
     * A step that computes rows inside the layer, which then cost by the layer's activity regularizer, as outputs of a layer inside it;
     * the step itself where they cost nothing.
     *
     * @param shape of the rows, batch axis first
     * @param gradient of the rows, to which the cost adds; empty where nothing goes back
     */
    Step costing(Step step, float[] rows, float[] gradient, Shape shape);

    /** Lays out an inner layer with one input. */
    default Inner inner(BoundLayer layer, Tensor input, @Nullable Mask mask) {
        return inner(layer, List.of(input), Collections.singletonList(mask));
    }

    /**
     * Lays out inner layers that will run at the same time, each by one member of the team alone.
     *
     * @param inputs those of each layer
     * @param masks those of every layer
     */
    List<Inner> sideBySide(List<BoundLayer> layers, List<List<Tensor>> inputs, List<@Nullable Mask> masks);

    /** Values that survive from pass to pass. */
    interface State {

        /** The values. */
        float[] values();

        /** Whether this pass goes on from the values of the last one; if not, the step zeroes them first. */
        boolean carried();
    }

    /**
     * An inner layer's step and what it computes.
     *
     * @param step to run inside the wrapper's
     * @param outputs the inner layer's outputs
     * @param masks the masks that travel with them
     */
    record Inner(Step step, List<Tensor> outputs, List<@Nullable Mask> masks) {

        /** The only output. */
        public Tensor output() {
            return outputs.get(0);
        }
    }
}
