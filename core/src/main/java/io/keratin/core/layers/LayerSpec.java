package io.keratin.core.layers;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.regularizers.Regularizer;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a layer is: immutable, comparable, printable. Its name is not part of it (see {@link NamedLayer}): two equal
 * specifications in a model are still two layers.
 */
public interface LayerSpec {

    /** Where Keras's own layers are. */
    String KERAS_LAYERS = "keras.layers";

    /** Keras's class name, such as {@code "LSTM"}. */
    String className();

    /** The name under which Keras reads the class from a file, where that is another one. */
    default String exportedName() {
        return className();
    }

    /** Keras's module of the class. */
    default String module() {
        return KERAS_LAYERS;
    }

    /**
     * Shapes of the outputs for these input shapes, batch axis first; open dimensions are allowed.
     *
     * @throws ShapeException if the layer cannot take them
     */
    List<Shape> outputShapes(List<Shape> inputs);

    /** Weights for these input shapes, in Keras's order: the one source of counts, names, import and export. */
    List<WeightSpec> weights(List<Shape> inputs);

    /**
     * The layers inside, as a wrapper or a nested model has them. Their weights are among {@link #weights}, each under
     * its part's owner path.
     */
    default List<Part> parts(List<Shape> inputs) {
        return List.of();
    }

    /** The layer's own configuration with Keras's keys, without name, trainable and dtype. */
    Value.Fields config();

    /** Options that matter only in training: initializers, regularizers, constraints, rates. */
    default TrainingOptions training() {
        return TrainingOptions.NONE;
    }

    /** What the outputs cost in training; null for nothing. */
    default @Nullable Regularizer activityRegularizer() {
        return training().regularizer("activity");
    }

    /** Something that runs, with these weights packed for these kernels. Large layers of a graph are bound by two threads. */
    Layer bind(Binding binding);

    /** What the outputs' elements are; layers that only move values keep the input's type. */
    default DType outputDType(DType input) {
        return DType.FLOAT32;
    }

    /** What the elements of each output are for these inputs. */
    default List<DType> outputDTypes(List<Shape> shapes, List<DType> inputs) {
        return Collections.nCopies(outputShapes(shapes).size(), outputDType(inputs.get(0)));
    }

    /**
     * This layer as a call with these arguments uses it: its inputs are those that the arguments number.
     *
     * @throws IllegalArgumentException if it takes no such arguments
     */
    default LayerSpec called(Arguments arguments) {
        arguments.refuseOptions();
        return this;
    }

    /** This layer with the layers inside of it changed: those of wrappers and models. */
    default LayerSpec withInner(UnaryOperator<NamedLayer> change) {
        return this;
    }

    /** Whether the outputs' shapes depend on what is in the inputs, not on their shapes alone: they have open axes then. */
    default boolean shapedByContent() {
        return false;
    }

    /** Shapes of the outputs for these inputs, whose content counts where {@link #shapedByContent()} says so. */
    default List<Shape> outputShapesOf(List<Tensor> inputs) {
        return outputShapes(inputs.stream().map(Tensor::shape).toList());
    }

    /** Whether a sample's result depends on the others in its batch, so that a batch must not be cut; a wrapper's parts decide. */
    default boolean mixesSamples(List<Shape> inputs) {
        return parts(inputs).stream().anyMatch(p -> p.layer().spec().mixesSamples(p.inputs()));
    }

    /** Whether integers and booleans reach the layer as they are; for all others they are turned into floats. */
    default boolean takesIntegers() {
        return outputDType(DType.INT32) == DType.INT32;
    }

    /** Whether a mask on the first input goes on to the first output unchanged, unless the layer itself sets one. */
    default boolean passesMask() {
        return false;
    }

    /** Whether masks that travel with the inputs do not act on such a call, though they go on behind it. */
    default boolean overlooksMasks(Arguments arguments) {
        return false;
    }

    /** Whether masks no longer travel with the inputs once the layer was called with them. */
    default boolean takesMasksOff() {
        return false;
    }

    /** Whether a state is kept from call to call of one session. */
    default boolean stateful() {
        return false;
    }

    /** What the layer does along axis 1 when that axis is time. */
    default TimeAxis timeAxis(Shape input) {
        return TimeAxis.WHOLE;
    }

    /** As {@link #timeAxis(Shape)}, of a layer with several inputs. */
    default TimeAxis timeAxis(List<Shape> inputs) {
        return timeAxis(inputs.get(0));
    }

    /** The only output's shape for the only input's. */
    default Shape outputShape(Shape input) {
        return outputShapes(List.of(input)).get(0);
    }

    /**
     * A layer inside another one.
     *
     * @param owner path under which the outer layer keeps its weights
     * @param layer the inner layer
     * @param inputs shapes that it is given
     */
    record Part(String owner, NamedLayer layer, List<Shape> inputs) {}

    /** What a layer does along the time axis; a stream of single steps can pass all but {@link #WHOLE}. */
    enum TimeAxis {
        /** Each step on its own. */
        POINTWISE,
        /** Step after step, with a state between them; the output has the time axis too. */
        RECURRENT,
        /** Step after step, with a state between them; the output is that of the last step. */
        RECURRENT_LAST,
        /** Needs the whole sequence at once. */
        WHOLE
    }
}
