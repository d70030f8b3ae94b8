package io.keratin.dsl.source;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.layers.Functional;
import io.keratin.core.layers.Functional.Node;
import io.keratin.core.layers.Functional.Source;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.OperationLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the programs of all languages have in common: a statement for each call of a graph, an expression for a layer. */
abstract class ProgramWriter {

    private static final LayerRegistry REGISTRY = LayerRegistry.keras().withOldLayers();

    private static final String HARD_SIGMOID = "hard_sigmoid";

    private final List<String> statements = new ArrayList<>();
    private final Variables variables;

    private final Dialect dialect;

    /** A writer for this model; variables are named as its layers, as far as the language allows. */
    ProgramWriter(NamedLayer model, Variables variables) {
        this.variables = variables;
        this.dialect = hasOldActivation(model) ? Dialect.KERAS_2 : Dialect.KERAS_3;
    }

    /** Whether {@code hard_sigmoid} means Keras 2's function somewhere in the model. */
    private static boolean hasOldActivation(NamedLayer layer) {
        if (layer.spec() instanceof Sequential chain) {
            return chain.layers().stream().anyMatch(ProgramWriter::hasOldActivation);
        } else if (layer.spec() instanceof Functional graph) {
            return graph.operations().stream().anyMatch(ProgramWriter::hasOldActivation);
        }
        Value.Fields entry = layer.entry();
        return entry.toString().contains(HARD_SIGMOID)
                && REGISTRY.knows(layer.spec().exportedName())
                && !read(entry, Dialect.KERAS_3).spec().equals(layer.spec())
                && read(entry, Dialect.KERAS_2).spec().equals(layer.spec());
    }

    private static NamedLayer read(Value.Fields entry, Dialect dialect) {
        return REGISTRY.read(new Config(entry, "", dialect));
    }

    /** The statements that have to come before the expressions that were written so far. */
    final List<String> statements() {
        return statements;
    }

    /** What makes a model. */
    final String model(NamedLayer model) {
        return model.spec() instanceof Functional graph
                ? graph(model, graph)
                : sequential(model, (Sequential) model.spec());
    }

    /** What makes a layer, a model among them. */
    final String expression(NamedLayer layer) {
        LayerSpec spec = layer.spec();
        if (spec instanceof InputLayer in) {
            return input(layer.name(), in);
        }
        return spec instanceof Functional || spec instanceof Sequential ? model(layer) : layer(layer);
    }

    private String graph(NamedLayer model, Functional graph) {
        List<List<Shape>> shapes = graph.shapes(graph.inputShapes());
        Map<Integer, String> layers = new HashMap<>();
        Map<Source, String> results = new HashMap<>();
        for (int n = 0; n < graph.nodes().size(); n++) {
            Node node = graph.nodes().get(n);
            NamedLayer layer = graph.operation(n);
            int outputs = shapes.get(n).size();
            String result = variables.next(layer.name());
            if (layer.spec() instanceof InputLayer) {
                statements.add(assign(inputType(), result, expression(layer)));
            } else if (node.called() instanceof OperationLayer operation) {
                List<String> inputs = inputs(node, results);
                String call = operation(
                        layer.name(), operation, positional(node, inputs), named(node, inputs, results), outputs);
                statements.add(assign(resultType(outputs), result, call));
            } else {
                String callee = layers.get(node.operation());
                if (callee == null) {
                    callee = expression(layer);
                    if (calls(graph, node.operation()) > 1 || callee.contains("\n")) {
                        String variable = variables.next(layer.name() + "_layer");
                        statements.add(assign(layerType(), variable, callee));
                        callee = variable;
                    }
                    layers.put(node.operation(), callee);
                }
                List<String> inputs = inputs(node, results);
                String call = call(callee, positional(node, inputs), named(node, inputs, results), outputs);
                statements.add(assign(resultType(outputs), result, call));
            }
            for (int o = 0; o < outputs; o++) {
                results.put(new Source(n, o), element(layer, result, o, outputs));
            }
        }
        List<String> in = graph.entries().stream()
                .map(n -> results.getOrDefault(new Source(n, 0), ""))
                .toList();
        List<String> out =
                graph.results().stream().map(r -> results.getOrDefault(r, "")).toList();
        return functional(model, form(graph.inputForm(), in), form(graph.outputForm(), out));
    }

    private static long calls(Functional graph, int operation) {
        return graph.nodes().stream().filter(n -> n.operation() == operation).count();
    }

    private static List<String> inputs(Node node, Map<Source, String> results) {
        return node.sources().stream().map(s -> results.getOrDefault(s, "")).toList();
    }

    private List<String> positional(Node node, List<String> inputs) {
        return node.arguments().positional().items().stream()
                .map(v -> form(v, inputs))
                .toList();
    }

    private Map<String, String> named(Node node, List<String> inputs, Map<Source, String> results) {
        Map<String, String> named = new LinkedHashMap<>();
        node.arguments().named().fields().forEach((name, v) -> {
            if (v != Value.Nothing.NULL || node.called() instanceof OperationLayer) {
                named.put(name, form(v, inputs));
            }
        });
        List<Optional<Source>> masks = node.masks();
        if (masks != null) {
            List<String> given = masks.stream()
                    .map(m -> m.map(s -> results.getOrDefault(s, "")).orElse(literal(Value.Nothing.NULL)))
                    .toList();
            named.put(
                    "mask",
                    given.size() == 1
                            ? given.get(0)
                            : masks(node.arguments().positional().items().get(0), given));
        }
        return named;
    }

    /** The value with variables in place of inputs. */
    final String form(Value value, List<String> inputs) {
        if (value instanceof Value.Input i) {
            return inputs.get(i.index());
        } else if (value instanceof Value.Items list) {
            return list(list.items().stream().map(v -> form(v, inputs)).toList());
        } else if (value instanceof Value.Fields f && f.get("class_name") == null) {
            Map<String, String> entries = new LinkedHashMap<>();
            f.fields().forEach((key, v) -> entries.put(key, form(v, inputs)));
            return dict(entries);
        }
        return constant(value);
    }

    /** A value of a layer's configuration: a literal, an object of Keras, or a layer. */
    final String value(String key, Value value) {
        if (key.endsWith("activation")
                && value instanceof Value.Fields object
                && object.get("class_name") instanceof Value.Text name) {
            return activation(object, name.text());
        } else if (key.endsWith("activation")
                && dialect == Dialect.KERAS_2
                && value instanceof Value.Text name
                && name.text().equals(HARD_SIGMOID)) {
            return oldHardSigmoid();
        } else if (value instanceof Value.Fields object && object.get("class_name") instanceof Value.Text name) {
            for (String kind : List.of("initializer", "regularizer", "constraint")) {
                if (key.endsWith("_" + kind)) {
                    return object(kind, name.text(), Given.options(object));
                }
            }
        }
        return value(value);
    }

    /** As {@link #value(String, Value)}, of what is no activation. */
    final String value(Value value) {
        if (value instanceof Value.Items list) {
            return tuple(list.items().stream().map(this::value).toList());
        } else if (value instanceof Value.Fields object && object.get("class_name") instanceof Value.Text name) {
            if (REGISTRY.knows(name.text())) {
                return expression(read(object, dialect));
            }
        }
        return literal(value);
    }

    /** The name of a layer as Keras 3 takes it, which allows no slashes. */
    static String quotedName(String name) {
        return quoted(name.replace('/', '_'));
    }

    /** A literal that Java and Python understand. */
    static String quoted(String text) {
        StringBuilder literal = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                literal.append('\\').append(c);
            } else if (c < ' ') {
                literal.append(c == '\n' ? "\\n" : c == '\t' ? "\\t" : String.format("\\u%04x", (int) c));
            } else {
                literal.append(c);
            }
        }
        return literal.append('"').toString();
    }

    static String withoutName(String expression, String name) {
        return expression.endsWith(name) ? expression.substring(0, expression.length() - name.length()) : expression;
    }

    /** Lines, each indented. */
    static String indented(List<String> lines, String indent, String end) {
        return lines.stream()
                .map(l -> indent + l.replace("\n", "\n" + indent) + end + "\n")
                .collect(Collectors.joining());
    }

    abstract String input(String name, InputLayer in);

    abstract String layer(NamedLayer layer);

    abstract String sequential(NamedLayer model, Sequential chain);

    abstract String functional(NamedLayer model, String inputs, String outputs);

    abstract String call(String callee, List<String> positional, Map<String, String> named, int outputs);

    /** A call of an operation with its name in the model; {@code named} holds arguments, its options come besides. */
    abstract String operation(
            String name, OperationLayer operation, List<String> positional, Map<String, String> named, int outputs);

    abstract String assign(String type, String variable, String expression);

    abstract String inputType();

    abstract String layerType();

    abstract String resultType(int outputs);

    /** Output {@code index} of a call of a layer. */
    abstract String element(NamedLayer layer, String result, int index, int outputs);

    /** The masks named in a call, one for each of the inputs that the form numbers. */
    abstract String masks(Value form, List<String> given);

    abstract String list(List<String> items);

    abstract String tuple(List<String> items);

    abstract String dict(Map<String, String> entries);

    /** An initializer, regularizer or constraint. */
    abstract String object(String kind, String className, Map<String, Value> options);

    /** Keras 2's function, clip(0.2 x + 0.5, 0, 1). */
    abstract String oldHardSigmoid();

    abstract String activation(Value.Fields object, String className);

    /** An argument of a call that is no tensor. */
    abstract String constant(Value value);

    abstract String literal(Value value);
}
