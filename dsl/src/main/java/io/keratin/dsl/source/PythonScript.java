package io.keratin.dsl.source;

import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.layers.Functional;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.OperationLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.ops.OperationNames;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes a model as the Keras script that makes it.
 *
 * <pre>{@code
 * String script = PythonScript.of(model.spec(), "model.weights.h5");
 * }</pre>
 */
public final class PythonScript extends ProgramWriter {

    private static final Set<String> RESERVED = Set.of(
            "keras",
            "layers",
            "ops",
            "model",
            "and",
            "as",
            "assert",
            "class",
            "def",
            "del",
            "elif",
            "else",
            "except",
            "for",
            "from",
            "global",
            "if",
            "import",
            "in",
            "is",
            "lambda",
            "None",
            "not",
            "or",
            "pass",
            "raise",
            "return",
            "True",
            "False",
            "try",
            "while",
            "with",
            "yield",
            "async",
            "await",
            "break",
            "continue",
            "finally",
            "nonlocal");

    /** Where layers are that Keras 3 does not offer: it still reads one of them, the other is of an add-on to Keras 2. */
    private static final Map<String, String> OLD = Map.of(
            "ThresholdedReLU", "keras.src.legacy.layers",
            "PeepholeLSTMCell", "tensorflow_addons.rnn");

    /** The operation to which Keras gives its name itself. */
    private static final String NAMELESS = "FakeQuantWithMinMaxVars";

    private PythonScript(NamedLayer model) {
        super(model, new Variables(RESERVED));
    }

    /**
     * The script of a model.
     *
     * @param weights the file of weights that the script loads, or empty
     */
    public static String of(NamedLayer model, String weights) {
        PythonScript python = new PythonScript(model);
        String expression = python.model(model);
        List<String> lines = new ArrayList<>(List.of("import keras", "from keras import layers", ""));
        lines.addAll(python.statements());
        lines.add("model = " + expression);
        if (!weights.isEmpty()) {
            lines.add("model.load_weights(" + quoted(weights) + ")");
        }
        lines.add("model.summary()");
        return String.join("\n", lines) + "\n";
    }

    /** What makes a layer alone, without its name. */
    public static String expressionOf(NamedLayer layer) {
        String name = "name=" + quotedName(layer.name()) + ")";
        String text = withoutName(new PythonScript(layer).expression(layer), name);
        return text.endsWith(", ")
                ? text.substring(0, text.length() - 2) + ")"
                : text.endsWith("(") ? text + ")" : text;
    }

    @Override
    String input(String name, InputLayer in) {
        Shape shape = in.shape();
        List<String> arguments = new ArrayList<>();
        arguments.add(shape.slice(1, shape.rank()).toString());
        if (shape.dim(0) != Shape.NONE) {
            arguments.add("batch_size=" + shape.dim(0));
        }
        if (in.dtype() != DType.FLOAT32) {
            arguments.add("dtype=" + quoted(in.dtype().kerasName()));
        }
        arguments.add("name=" + quotedName(name));
        return "keras.Input(" + String.join(", ", arguments) + ")";
    }

    @Override
    String layer(NamedLayer layer) {
        String className = layer.spec().exportedName();
        List<String> required = Given.required(className);
        List<String> arguments = new ArrayList<>();
        Given.of(layer)
                .forEach((key, value) -> arguments.add((required.contains(key) ? "" : key + "=") + value(key, value)));
        if (!layer.trainable()) {
            arguments.add("trainable=False");
        }
        if (!layer.dtype().equals("float32")) {
            arguments.add("dtype=" + quoted(layer.dtype()));
        }
        arguments.add("name=" + quotedName(layer.name()));
        String module = layer.spec().module();
        return (module.equals(LayerSpec.KERAS_LAYERS) ? OLD.getOrDefault(className, "layers") : module) + "."
                + className + "(" + String.join(", ", arguments) + ")";
    }

    @Override
    String sequential(NamedLayer model, Sequential chain) {
        List<String> parts = new ArrayList<>();
        if (chain.input() != null) {
            parts.add(expression(chain.input()));
        }
        chain.layers().forEach(l -> parts.add(expression(l)));
        return "keras.Sequential(\n    [\n" + indented(parts, "        ", ",") + "    ],\n    name="
                + quotedName(model.name()) + ",\n)";
    }

    @Override
    String functional(NamedLayer model, String inputs, String outputs) {
        return "keras.Model(inputs=" + inputs + ", outputs=" + outputs + ", name=" + quotedName(model.name()) + ")";
    }

    @Override
    String call(String callee, List<String> positional, Map<String, String> named, int outputs) {
        List<String> arguments = new ArrayList<>(positional);
        named.forEach((name, value) -> arguments.add(name + "=" + value));
        return callee + "(" + String.join(", ", arguments) + ")";
    }

    @Override
    String operation(
            String name, OperationLayer operation, List<String> positional, Map<String, String> named, int outputs) {
        List<String> options = new ArrayList<>();
        operation.options().fields().forEach((key, value) -> options.add(key + "=" + constant(value)));
        if (!operation.className().equals(NAMELESS)) {
            options.add("name=" + quotedName(name));
        }
        String maker = operation.module() + "." + operation.className() + "(" + String.join(", ", options) + ")";
        return call(maker, positional, named, outputs);
    }

    @Override
    String constant(Value value) {
        if (value instanceof Value.Items list) {
            return list(list.items().stream().map(this::constant).toList());
        } else if (value instanceof Value.Fields object && object.get("class_name") instanceof Value.Text) {
            return "keras.saving.deserialize_keras_object(" + json(object) + ")";
        }
        return literal(value);
    }

    private String json(Value value) {
        if (value instanceof Value.Fields object) {
            Map<String, String> entries = new LinkedHashMap<>();
            object.fields().forEach((key, v) -> entries.put(key, json(v)));
            return dict(entries);
        }
        return value instanceof Value.Items list
                ? list(list.items().stream().map(this::json).toList())
                : literal(value);
    }

    @Override
    String assign(String type, String variable, String expression) {
        return variable + " = " + expression;
    }

    @Override
    String inputType() {
        return "";
    }

    @Override
    String layerType() {
        return "";
    }

    @Override
    String resultType(int outputs) {
        return "";
    }

    @Override
    String element(NamedLayer layer, String result, int index, int outputs) {
        if (layer.spec() instanceof Functional model && model.outputForm() instanceof Value.Fields) {
            return result + "[" + quoted(model.outputNames().get(index)) + "]";
        }
        return outputs == 1 ? result : result + "[" + index + "]";
    }

    @Override
    String masks(Value form, List<String> given) {
        return form(form, given);
    }

    @Override
    String list(List<String> items) {
        return "[" + String.join(", ", items) + "]";
    }

    @Override
    String tuple(List<String> items) {
        return "(" + String.join(", ", items) + (items.size() == 1 ? ",)" : ")");
    }

    @Override
    String dict(Map<String, String> entries) {
        if (entries.containsKey("__size__") || entries.containsKey("__shape__")) {
            throw new KeratinException(
                    "the graph works out lengths from the shapes of its tensors, as tf.keras 2 did; a graph of"
                            + " Keras 3 cannot");
        }
        return entries.entrySet().stream()
                .map(e -> quoted(e.getKey()) + ": " + e.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    @Override
    String object(String kind, String className, Map<String, Value> options) {
        return "keras." + kind + "s." + called(className, options);
    }

    /** An activation with arguments is a layer in Keras, or an operation. */
    @Override
    String activation(Value.Fields object, String className) {
        String module = LayerRegistry.keras().knows(className) ? "layers" : OperationNames.module(className);
        return module + "." + called(className, Given.options(object));
    }

    private String called(String className, Map<String, Value> options) {
        return className + "("
                + options.entrySet().stream()
                        .map(e -> e.getKey() + "=" + value(e.getValue()))
                        .collect(Collectors.joining(", "))
                + ")";
    }

    @Override
    String oldHardSigmoid() {
        return "lambda x: keras.ops.clip(0.2 * x + 0.5, 0, 1)";
    }

    @Override
    String literal(Value value) {
        if (value instanceof Value.Text t) {
            return quoted(t.text());
        } else if (value instanceof Value.Flag f) {
            return f.flag() ? "True" : "False";
        }
        if (value instanceof Value.Real n && !Double.isFinite(n.number())) {
            return "float(" + quoted(Double.isNaN(n.number()) ? "nan" : n.number() > 0 ? "inf" : "-inf") + ")";
        }
        return value == Value.Nothing.NULL ? "None" : value.toString();
    }
}
