package io.keratin.dsl;

import io.keratin.core.config.Value;
import io.keratin.core.error.ShapeException;
import io.keratin.core.layers.Arguments;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A layer that is being called on tensors, where {@code apply} is not enough: with arguments that have a name, or for several
 * outputs.
 *
 * <pre>{@code
 * List<KerasTensor> encoded = lstm(8).returnState(true).call(x).outputs();
 * KerasTensor y = lstm(8).call(z).with("initial_state", encoded.subList(1, 3)).output();
 * }</pre>
 */
public final class LayerCall {

    private final LayerBuilder<?> layer;
    private final List<KerasTensor> tensors = new ArrayList<>();
    private final List<Value> positional = new ArrayList<>();
    private Value.Fields named = Value.fields();
    private List<KerasTensor> outputs = List.of();
    private long number;

    LayerCall(LayerBuilder<?> layer) {
        this.layer = layer;
    }

    LayerCall on(List<? extends KerasTensor> inputs) {
        inputs.forEach(x -> positional.add(place(x)));
        return this;
    }

    LayerCall onList(List<? extends KerasTensor> inputs) {
        positional.add(places(inputs));
        return this;
    }

    /** An argument that is a tensor. */
    public LayerCall with(String name, KerasTensor value) {
        return argument(name, place(value));
    }

    /** An argument that is a list of tensors. */
    public LayerCall with(String name, List<? extends KerasTensor> values) {
        return argument(name, places(values));
    }

    /** An argument that is true or false. */
    public LayerCall with(String name, boolean value) {
        return argument(name, Value.of(value));
    }

    private LayerCall argument(String name, Value value) {
        if (!outputs.isEmpty()) {
            throw new IllegalStateException(layer.describe() + ": the call is complete; give '" + name + "' before");
        }
        named = named.with(name, value);
        return this;
    }

    private Value place(KerasTensor tensor) {
        tensors.add(tensor);
        return new Value.Input(tensors.size() - 1);
    }

    private Value places(List<? extends KerasTensor> list) {
        return new Value.Items(list.stream().<Value>map(this::place).toList());
    }

    /**
     * The only output.
     *
     * @throws ShapeException if the layer cannot take the tensors
     * @throws IllegalArgumentException if it has several outputs, or does not take such arguments
     */
    public KerasTensor output() {
        List<KerasTensor> all = outputs();
        if (all.size() != 1) {
            throw new IllegalArgumentException(
                    layer.describe() + " has " + all.size() + " outputs; call(…).outputs() gives them");
        }
        return all.get(0);
    }

    /**
     * All outputs.
     *
     * @throws ShapeException if the layer cannot take the tensors
     * @throws IllegalArgumentException if it does not take such arguments
     */
    public List<KerasTensor> outputs() {
        if (outputs.isEmpty()) {
            number = Creation.next();
            List<Shape> shapes = tensors.stream().map(KerasTensor::shape).toList();
            List<DType> types = tensors.stream().map(KerasTensor::dtype).toList();
            List<KerasTensor> all = new ArrayList<>();
            try {
                LayerSpec called = layer.spec(new Names()).called(arguments());
                List<Shape> out = called.outputShapes(shapes);
                List<DType> outTypes = called.outputDTypes(shapes, types);
                for (int i = 0; i < out.size(); i++) {
                    all.add(new CallOutput(this, i, out.get(i), outTypes.get(i)));
                }
            } catch (ShapeException e) {
                throw new ShapeException(layer.describe() + ": " + e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(layer.describe() + " " + e.getMessage(), e);
            }
            outputs = Collections.unmodifiableList(all);
        }
        return outputs;
    }

    LayerBuilder<?> layer() {
        return layer;
    }

    Arguments arguments() {
        return new Arguments(new Value.Items(positional), named);
    }

    List<KerasTensor> tensors() {
        return tensors;
    }

    /** When the call was made, among all calls and inputs. */
    long number() {
        return number;
    }
}
