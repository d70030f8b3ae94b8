package io.keratin.dsl;

import io.keratin.core.config.Value;
import io.keratin.core.ops.OperationNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function of {@code keras.ops} that is being called on tensors.
 *
 * <pre>{@code
 * KerasTensor y = op("mean", x).with("axis", 1).with("keepdims", true).output(); // ops.mean(x, axis=1, keepdims=True)
 * KerasTensor z = op("concatenate", List.of(x, y)).with("axis", -1).output();
 * KerasTensor w = op("where", op("greater", z, 0).output(), z, 0.5).output();
 * }</pre>
 */
public final class OperationCall {

    private final OperationBuilder operation;
    private final LayerCall call;

    OperationCall(String function, List<?> arguments) {
        String known = OperationNames.className(function);
        if (known == null) {
            throw Words.unknown("operation", function, OperationNames.functions());
        }
        this.operation = new OperationBuilder(known);
        this.call = new LayerCall(operation);
        arguments.forEach(argument -> call.onValue(value(argument)));
    }

    private Value value(@Nullable Object argument) {
        if (argument instanceof KerasTensor tensor) {
            return call.place(tensor);
        } else if (argument instanceof Index index) {
            return index.value();
        } else if (argument instanceof List<?> list) {
            return new Value.Items(list.stream().map(this::value).toList());
        } else if (argument instanceof Map<?, ?> map) {
            Map<String, Value> fields = new LinkedHashMap<>();
            map.forEach((key, v) -> fields.put(String.valueOf(key), value(v)));
            return new Value.Fields(fields);
        }
        return Value.of(argument);
    }

    /**
     * An argument by Keras's name: a tensor, a number, a text, a truth value, a list of them, or null for {@code None}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public OperationCall with(String name, @Nullable Object value) {
        int before = call.tensors().size();
        Value argument = value(value);
        if (call.tensors().size() > before) {
            call.argument(name, argument);
        } else {
            operation.option(name, argument);
        }
        return this;
    }

    /** The operation's name in the model; without one it gets Keras's automatic name. */
    public OperationCall name(String value) {
        operation.name(value);
        return this;
    }

    /**
     * The only result.
     *
     * @throws io.keratin.core.error.ShapeException if the arguments do not fit the operation
     * @throws IllegalArgumentException if it has several results
     */
    public KerasTensor output() {
        return call.output();
    }

    /**
     * All results.
     *
     * @throws io.keratin.core.error.ShapeException if the arguments do not fit the operation
     */
    public List<KerasTensor> outputs() {
        return call.outputs();
    }
}
