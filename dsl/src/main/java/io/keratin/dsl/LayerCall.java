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
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

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
    private final List<@Nullable KerasTensor> masks = new ArrayList<>();
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

    LayerCall onMap(Map<String, ? extends KerasTensor> inputs) {
        Map<String, Value> places = new TreeMap<>(); // Keras's flat order
        new TreeMap<>(inputs).forEach((name, x) -> places.put(name, place(x)));
        positional.add(new Value.Fields(places));
        return this;
    }

    LayerCall onValue(Value value) {
        positional.add(value);
        return this;
    }

    /** An argument that is a tensor; as {@code mask} it stands in place of the mask that travels with the input. */
    public LayerCall with(String name, KerasTensor value) {
        return name.equals("mask") ? masked(List.of(value)) : argument(name, place(value));
    }

    /** An argument that is a list of tensors; as {@code mask} one for each input, null for none. */
    public LayerCall with(String name, List<? extends @Nullable KerasTensor> values) {
        return name.equals("mask") ? masked(values) : argument(name, places(values));
    }

    private LayerCall masked(List<? extends @Nullable KerasTensor> given) {
        masks.addAll(given);
        return this;
    }

    /** An argument that is true or false. */
    public LayerCall with(String name, boolean value) {
        return argument(name, Value.of(value));
    }

    LayerCall argument(String name, Value value) {
        if (!outputs.isEmpty()) {
            throw new IllegalStateException(layer.describe() + ": the call is complete; give '" + name + "' before");
        }
        named = named.with(name, value);
        return this;
    }

    Value place(KerasTensor tensor) {
        tensors.add(tensor);
        return new Value.Input(tensors.size() - 1);
    }

    private Value places(List<? extends @Nullable KerasTensor> list) {
        return new Value.Items(list.stream()
                .map(x -> x == null ? Value.Nothing.NULL : place(x))
                .toList());
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
            } catch (ArithmeticException e) {
                throw new ShapeException(layer.describe() + ": "
                        + ShapeException.tooLarge(shapes).getMessage());
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

    /** The tensors among the arguments, in the order in which they stand there. */
    List<KerasTensor> tensors() {
        return tensors;
    }

    /** The masks that the call names, null among them for none; empty if it names none. */
    List<@Nullable KerasTensor> masks() {
        return masks;
    }

    /** All tensors on which the results depend, in Keras's order: arguments without a name, then the others by name. */
    List<KerasTensor> sources() {
        Map<String, Value> byName = new TreeMap<>(named.fields());
        byName.put("mask", new Value.Items(List.of()));
        List<KerasTensor> all = new ArrayList<>();
        positional.forEach(value -> collect(value, all));
        byName.forEach((name, value) -> {
            collect(value, all);
            if (name.equals("mask")) {
                masks.stream().filter(Objects::nonNull).forEach(all::add);
            }
        });
        return all;
    }

    private void collect(Value value, List<KerasTensor> all) {
        if (value instanceof Value.Input i) {
            all.add(tensors.get(i.index()));
        } else if (value instanceof Value.Items list) {
            list.items().forEach(v -> collect(v, all));
        } else if (value instanceof Value.Fields fields) {
            fields.fields().values().forEach(v -> collect(v, all));
        }
    }

    /** When the call was made, among all calls and inputs. */
    long number() {
        return number;
    }
}
