package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Mask;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A chain of layers; a model, or a layer of another model.
 *
 * @param input where data enters, or null as long as the input shape is not known
 * @param layers the layers without the input layer
 */
public record Sequential(@Nullable NamedLayer input, List<NamedLayer> layers) implements UnaryLayer, ModelSpec {

    /** Checks that names are unique and that data enters nowhere but in front. */
    public Sequential {
        layers = List.copyOf(layers);
        Set<String> names = new HashSet<>();
        for (NamedLayer layer : layers) {
            if (layer.spec() instanceof InputLayer) {
                throw new IllegalArgumentException("Sequential: input layer '" + layer.name()
                        + "' comes after another layer; it may only be the first");
            }
            if (!names.add(layer.name())) {
                throw new IllegalArgumentException(
                        "Sequential: two layers are named '" + layer.name() + "'; names must be unique");
            }
        }
    }

    static Sequential fromConfig(Config config, LayerRegistry registry) {
        config.value("build_input_shape");
        List<NamedLayer> all = new ArrayList<>(registry.readAll(config.objects("layers")));
        NamedLayer input = null;
        if (!all.isEmpty() && all.get(0).spec() instanceof InputLayer) {
            input = all.remove(0);
        } else {
            int[] dims = config.dims("build_input_shape");
            if (dims != null) {
                input = new NamedLayer("input_layer", new InputLayer(Shape.of(dims), DType.FLOAT32));
            }
        }
        return new Sequential(input, all);
    }

    @Override
    public LayerSpec withInner(UnaryOperator<NamedLayer> change) {
        return new Sequential(input, layers.stream().map(change).toList());
    }

    @Override
    public String className() {
        return "Sequential";
    }

    @Override
    public String module() {
        return "keras";
    }

    /**
     * What goes in, or null as long as the input shape is not known. Without an input layer of its own, a chain takes what its
     * first layer takes where that is a built chain itself.
     */
    public @Nullable InputLayer inputLayer() {
        if (input != null) {
            return (InputLayer) input.spec();
        }
        return !layers.isEmpty()
                        && layers.get(0).spec() instanceof ModelSpec first
                        && first.inputs().size() == 1
                ? (InputLayer) first.inputs().get(0).spec()
                : null;
    }

    @Override
    public List<NamedLayer> inputs() {
        InputLayer in = inputLayer();
        return in == null ? List.of() : List.of(input == null ? new NamedLayer("input", in) : input);
    }

    @Override
    public List<String> inputNames() {
        return inputs().stream().map(NamedLayer::name).toList();
    }

    @Override
    public List<String> outputNames() {
        if (layers.isEmpty()) {
            return inputNames();
        }
        InputLayer in = inputLayer();
        String last = layers.get(layers.size() - 1).name();
        return Collections.nCopies(
                in == null ? 1 : outputShapes(List.of(in.shape())).size(), last);
    }

    @Override
    public Shape outputShape(Shape in) {
        return shapes(in).get(layers.size());
    }

    /** The outputs of the last layer, which may have several. */
    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        if (layers.isEmpty() || inputs.size() != 1) {
            return UnaryLayer.super.outputShapes(inputs);
        }
        int last = layers.size() - 1;
        Shape in = shapes(inputs.get(0)).get(last);
        return layers.get(last).spec().outputShapes(List.of(in));
    }

    /** The input shape of every layer, then the (first) output shape of the model. */
    public List<Shape> shapes(Shape in) {
        List<Shape> shapes = new ArrayList<>();
        shapes.add(in);
        for (int i = 0; i < layers.size(); i++) {
            NamedLayer layer = layers.get(i);
            try {
                List<Shape> out = layer.spec().outputShapes(List.of(shapes.get(i)));
                if (out.size() != 1 && i < layers.size() - 1) {
                    throw new ShapeException(
                            "has " + out.size() + " outputs; only the last layer of a Sequential may have several");
                }
                shapes.add(out.get(0));
            } catch (ShapeException e) {
                throw at(i, e);
            } catch (ArithmeticException e) {
                throw at(i, ShapeException.tooLarge(shapes.subList(i, i + 1)));
            }
        }
        return shapes;
    }

    private ShapeException at(int i, ShapeException e) {
        return new ShapeException("layer #" + i + " '" + layers.get(i).name() + "': " + e.getMessage());
    }

    @Override
    public List<WeightSpec> weights(Shape in) {
        InputLayer declared = inputLayer();
        if (declared != null && !declared.shape().accepts(in)) {
            throw new ShapeException("the model's input has shape " + declared.shape() + ", found " + in);
        }
        List<Shape> shapes = shapes(in);
        List<String> slots = slots();
        List<WeightSpec> all = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            try {
                all.addAll(layers.get(i).weights(slots.get(i), List.of(shapes.get(i))));
            } catch (ShapeException e) {
                throw at(i, e);
            }
        }
        return all;
    }

    @Override
    public List<Part> parts(List<Shape> inputs) {
        List<Shape> shapes = shapes(inputs.get(0));
        List<String> slots = slots();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            parts.add(new Part(slots.get(i), layers.get(i), List.of(shapes.get(i))));
        }
        return parts;
    }

    @Override
    public Value.Fields config() {
        List<Value> entries = new ArrayList<>();
        if (input != null) {
            entries.add(input.entry());
        }
        layers.forEach(l -> entries.add(l.entry()));
        return Value.fields("layers", entries);
    }

    @Override
    public DType outputDType(DType in) {
        DType type = in;
        for (NamedLayer layer : layers) {
            type = layer.spec().outputDType(type);
        }
        return type;
    }

    @Override
    public List<DType> outputDTypes(List<Shape> given, List<DType> inputs) {
        List<Shape> shapes = shapes(given.get(0));
        List<DType> types = inputs;
        for (int i = 0; i < layers.size(); i++) {
            types = layers.get(i).spec().outputDTypes(List.of(shapes.get(i)), types);
        }
        return types;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public boolean shapedByContent() {
        return layers.stream().anyMatch(l -> l.spec().shapedByContent());
    }

    @Override
    public boolean stateful() {
        for (int i = 0; i < layers.size(); i++) { // no iterator: every prediction asks
            if (layers.get(i).spec().stateful()) {
                return true;
            }
        }
        return false;
    }

    /** Nested: what the layers inside do, as long as all of them step through time. */
    @Override
    public TimeAxis timeAxis(Shape in) {
        TimeAxis whole = TimeAxis.POINTWISE;
        List<Shape> shapes = shapes(in);
        for (int i = 0; i < layers.size() && whole != TimeAxis.RECURRENT_LAST; i++) {
            TimeAxis axis = layers.get(i).spec().timeAxis(shapes.get(i));
            if (axis == TimeAxis.WHOLE) {
                return axis;
            }
            whole = axis == TimeAxis.POINTWISE ? whole : axis;
        }
        return whole;
    }

    @Override
    public Layer bind(Binding binding) {
        List<Shape> shapes = shapes(binding.input());
        List<String> slots = slots();
        List<BoundLayer> bound = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            bound.add(binding.inner(slots.get(i), layers.get(i), List.of(shapes.get(i))));
        }
        return chain(binding.trains() ? bound : Fusion.ofChain(bound));
    }

    /** Layers one after another. */
    static Layer chain(List<BoundLayer> bound) {
        return call -> {
            Call.Inner inner = null;
            Tensor x = call.input();
            Mask mask = call.mask(0);
            Step[] steps = new Step[bound.size()];
            for (int i = 0; i < steps.length; i++) {
                inner = call.inner(bound.get(i), x, mask);
                steps[i] = inner.step();
                if (x.storage() != call.input().storage()
                        && x.storage() != inner.output().storage()) {
                    call.release(x);
                }
                x = inner.output();
                mask = inner.masks().get(0);
            }
            call.output(0, x);
            call.outputMask(0, mask);
            for (int i = 1; inner != null && i < inner.outputs().size(); i++) {
                call.output(i, inner.outputs().get(i));
            }
            return Step.sequence(List.of(steps));
        };
    }
}
