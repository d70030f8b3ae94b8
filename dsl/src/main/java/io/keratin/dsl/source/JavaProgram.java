package io.keratin.dsl.source;

import io.keratin.core.config.Value;
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
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a model as the Java program that makes it with this DSL.
 *
 * <pre>{@code
 * String source = JavaProgram.of(model.spec(), "Forecaster");
 * }</pre>
 *
 * <p>The class has two methods: {@code build()} gives the model with fresh weights, {@code load(file)} with those of a file.
 */
public final class JavaProgram extends ProgramWriter {

    private static final Set<String> RESERVED = Set.of(
            "abstract",
            "assert",
            "boolean",
            "break",
            "byte",
            "case",
            "catch",
            "char",
            "class",
            "const",
            "continue",
            "default",
            "do",
            "double",
            "else",
            "enum",
            "extends",
            "final",
            "finally",
            "float",
            "for",
            "goto",
            "if",
            "implements",
            "import",
            "instanceof",
            "int",
            "interface",
            "long",
            "native",
            "new",
            "package",
            "private",
            "protected",
            "public",
            "return",
            "short",
            "static",
            "strictfp",
            "super",
            "switch",
            "synchronized",
            "this",
            "throw",
            "throws",
            "transient",
            "try",
            "void",
            "volatile",
            "while",
            "true",
            "false",
            "null",
            "_");

    /** Classes that a program may need, sorted. */
    private static final List<String> CLASSES = List.of(
            "io.keratin.core.Model",
            "io.keratin.core.activations.Activations",
            "io.keratin.core.activations.ParametricActivation",
            "io.keratin.core.layers.Numbers",
            "io.keratin.core.tensor.Shape",
            "io.keratin.dsl.Constraint",
            "io.keratin.dsl.Index",
            "io.keratin.dsl.Initializer",
            "io.keratin.dsl.InputBuilder",
            "io.keratin.dsl.KerasTensor",
            "io.keratin.dsl.LayerBuilder",
            "io.keratin.dsl.Regularizer",
            "io.keratin.keras.KerasModel",
            "java.io.IOException",
            "java.nio.file.Path",
            "java.util.Arrays",
            "java.util.List",
            "java.util.Map");

    /** Words of the DSL that do not follow from the class name alone. */
    private static final Map<String, String> FACTORIES = Map.of(
            "SpatialDropout1D",
            "spatialDropout1D",
            "SpatialDropout2D",
            "spatialDropout2D",
            "SpatialDropout3D",
            "spatialDropout3D",
            "LeakyReLU",
            "leakyRelu",
            "PReLU",
            "prelu",
            "ReLU",
            "relu",
            "ThresholdedReLU",
            "thresholdedRelu");

    /** Options that the word itself takes, beside those that Keras demands. */
    private static final Map<String, List<String>> FIRST = Map.ofEntries(
            Map.entry("Masking", List.of("mask_value")),
            Map.entry("Concatenate", List.of("axis")),
            Map.entry("UnitNormalization", List.of("axis")),
            Map.entry("ThresholdedReLU", List.of("theta")),
            Map.entry("Rescaling", List.of("offset")),
            Map.entry("UpSampling1D", List.of("size")),
            Map.entry("UpSampling2D", List.of("size")),
            Map.entry("UpSampling3D", List.of("size")),
            Map.entry("ZeroPadding1D", List.of("padding")),
            Map.entry("ZeroPadding2D", List.of("padding")),
            Map.entry("ZeroPadding3D", List.of("padding")),
            Map.entry("Cropping1D", List.of("cropping")),
            Map.entry("Cropping2D", List.of("cropping")),
            Map.entry("Cropping3D", List.of("cropping")));

    private JavaProgram(NamedLayer model) {
        super(model, new Variables(RESERVED));
    }

    /**
     * The program of a model.
     *
     * @param className the class that makes it, which has no package
     */
    public static String of(NamedLayer model, String className) {
        JavaProgram java = new JavaProgram(model);
        String expression = java.model(model);
        List<String> lines = new ArrayList<>(java.statements());
        lines.add("return " + expression + "\n        .build();");
        String body = "/** The model " + model.name().replaceAll("[*\\\\]", "_") + ". */\n"
                + "public final class " + className + " {\n\n    private " + className + "() {}\n\n"
                + "    /** The model with the weights of the file from which it was read. */\n"
                + "    public static Model load(Path file) throws IOException {\n"
                + "        return KerasModel.loadWeights(build(), file);\n    }\n\n"
                + "    /** The model with fresh weights. */\n"
                + "    public static Model build() {\n" + indented(lines, "        ", "") + "    }\n}\n";
        for (String name : CLASSES) {
            if (simple(name).equals(className)) {
                body = body.replaceAll("(?<![\\w.]|class )" + className + "(?=[ .<])", name);
            }
        }
        return "import static io.keratin.dsl.Keras.*;\n\n" + imports(body) + "\n" + body;
    }

    /** What makes a layer alone, without its name. */
    public static String expressionOf(NamedLayer layer) {
        return withoutName(new JavaProgram(layer).expression(layer), ".name(" + quotedName(layer.name()) + ")");
    }

    /** The options of a layer, under Keras's keys: those that must be given, and those that are not Keras's defaults. */
    public static Set<String> options(NamedLayer layer) {
        return Given.of(layer).keySet();
    }

    /** Whether a class can have this name. */
    public static boolean isClassName(String name) {
        return !RESERVED.contains(name)
                && !name.isEmpty()
                && Character.isJavaIdentifierStart(name.charAt(0))
                && name.chars().allMatch(Character::isJavaIdentifierPart);
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String imports(String body) {
        return CLASSES.stream()
                .filter(name -> Pattern.compile("(?<![\\w.]|class )" + simple(name) + "\\b")
                        .matcher(body)
                        .find())
                .map(name -> "import " + name + ";\n")
                .collect(Collectors.joining());
    }

    @Override
    String input(String name, InputLayer in) {
        Shape shape = in.shape();
        List<String> dims = new ArrayList<>();
        for (int axis = 1; axis < shape.rank(); axis++) {
            dims.add(shape.dim(axis) == Shape.NONE ? "NONE" : String.valueOf(shape.dim(axis)));
        }
        String text = "input(" + String.join(", ", dims) + ")";
        if (shape.dim(0) != Shape.NONE) {
            text += ".batchSize(" + shape.dim(0) + ")";
        }
        if (in.dtype() != DType.FLOAT32) {
            text += ".dtype(" + quoted(in.dtype().kerasName()) + ")";
        }
        return text + ".name(" + quotedName(name) + ")";
    }

    @Override
    String layer(NamedLayer layer) {
        String className = layer.spec().exportedName();
        String end = (layer.trainable() ? "" : ".trainable(false)")
                + (layer.sourceDtype().equals("float32") ? "" : ".dtype(" + quoted(layer.sourceDtype()) + ")")
                + ".name(" + quotedName(layer.name()) + ")";
        if (isOld(layer.spec())) {
            return "layer(" + quoted(className) + ", " + constants(Given.of(layer)) + ")" + end;
        }
        List<String> first = new ArrayList<>(Given.required(className));
        first.addAll(FIRST.getOrDefault(className, List.of()));
        List<String> arguments = new ArrayList<>();
        StringBuilder options = new StringBuilder();
        Given.of(layer).forEach((key, value) -> {
            String argument = argument(className, key, value);
            if (first.contains(key)) {
                arguments.add(argument);
            } else {
                options.append('.')
                        .append(camelCase(key))
                        .append('(')
                        .append(argument)
                        .append(')');
            }
        });
        return factory(className) + "(" + String.join(", ", arguments) + ")" + options + end;
    }

    /** Layers and options that later versions of Keras lost: the DSL has them by name only. */
    private static boolean isOld(LayerSpec spec) {
        return !LayerRegistry.keras().knows(spec.exportedName())
                || Value.of(true).equals(spec.config().get("time_major"));
    }

    private String constants(Map<String, Value> values) {
        Map<String, String> entries = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (value != Value.Nothing.NULL) {
                entries.put(key, constant(value));
            }
        });
        return dict(entries);
    }

    private String argument(String className, String key, Value value) {
        if (value == Value.Nothing.NULL) {
            return key.equals("merge_mode") ? quoted("none") : key.equals("window") ? "(String) null" : "null";
        }
        boolean numbers = className.equals("Rescaling") || (className.equals("Normalization") && !key.equals("axis"));
        return numbers && value instanceof Value.Items list ? numbers(list) : value(key, value);
    }

    private String numbers(Value.Items list) {
        List<String> dims = new ArrayList<>();
        for (Value at = list;
                at instanceof Value.Items items && !items.items().isEmpty();
                at = items.items().get(0)) {
            dims.add(String.valueOf(items.items().size()));
        }
        return dims.size() == 1
                ? "Numbers.of(" + value(list) + ")"
                : "new Numbers(Shape.of(" + String.join(", ", dims) + "), List.of(" + value(list) + "))";
    }

    /** {@code Conv1D} to {@code conv1d}, {@code SimpleRNN} to {@code simpleRnn}, {@code LayerNormalization} to its camel case. */
    private static String factory(String className) {
        String known = FACTORIES.get(className);
        if (known != null) {
            return known;
        }
        return camelCase(OperationNames.function(className));
    }

    private static String camelCase(String key) {
        StringBuilder word = new StringBuilder();
        for (String part : key.split("_", -1)) {
            word.append(word.isEmpty() ? part : part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1));
        }
        return word.toString();
    }

    @Override
    String sequential(NamedLayer model, Sequential chain) {
        List<String> adds = new ArrayList<>();
        chain.layers().forEach(l -> adds.add(".add(" + expression(l) + ")"));
        String input = chain.input() == null ? "" : expression(chain.input());
        return "sequential(" + input + ")\n" + indented(adds, "        ", "") + "        .name("
                + quotedName(model.name()) + ")";
    }

    @Override
    String functional(NamedLayer model, String inputs, String outputs) {
        return "model(" + inputs + ", " + outputs + ").name(" + quotedName(model.name()) + ")";
    }

    @Override
    String call(String callee, List<String> positional, Map<String, String> named, int outputs) {
        String arguments = String.join(", ", positional);
        if (named.isEmpty() && outputs == 1) {
            return callee + ".apply(" + arguments + ")";
        }
        String with = named.entrySet().stream()
                .map(e -> ".with(" + quoted(e.getKey()) + ", " + e.getValue() + ")")
                .collect(Collectors.joining());
        return callee + ".call(" + arguments + ")" + with + (outputs == 1 ? ".output()" : ".outputs()");
    }

    @Override
    String operation(
            String name, OperationLayer operation, List<String> positional, Map<String, String> named, int outputs) {
        StringBuilder text = new StringBuilder("op(" + quoted(OperationNames.function(operation.className())));
        positional.forEach(argument -> text.append(", ").append(argument));
        text.append(')');
        named.forEach((key, argument) -> text.append(argument.equals("null") ? "" : with(key, argument)));
        operation.options().fields().forEach((key, value) -> {
            if (value != Value.Nothing.NULL) {
                text.append(with(key, constant(value)));
            }
        });
        return text + ".name(" + quotedName(name) + ")" + (outputs == 1 ? ".output()" : ".outputs()");
    }

    private static String with(String key, String argument) {
        return ".with(" + quoted(key) + ", " + argument + ")";
    }

    @Override
    String constant(Value value) {
        if (value instanceof Value.Items list) {
            return list(list.items().stream().map(this::constant).toList());
        } else if (value instanceof Value.Fields object && object.get("class_name") instanceof Value.Text name) {
            return constant(object, name.text());
        } else if (value instanceof Value.Fields fields) {
            return constants(fields.fields());
        }
        return literal(value);
    }

    /** What Keras writes as an object: a slice, the ellipsis, an array, a dtype. */
    private String constant(Value.Fields object, String className) {
        Value.Fields config = object.get("config") instanceof Value.Fields f ? f : Value.fields();
        return switch (className) {
            case "__ellipsis__" -> "Index.ELLIPSIS";
            case "__slice__" -> slice(config);
            case "__numpy__", "__tensor__" -> constant(config.fields().getOrDefault("value", Value.Nothing.NULL));
            case "DTypePolicy" -> constant(config.fields().getOrDefault("name", Value.Nothing.NULL));
            case "__tuple__" -> constant(object.fields().getOrDefault("items", Value.Nothing.NULL));
            default -> constants(object.fields());
        };
    }

    private String slice(Value.Fields slice) {
        List<String> parts = new ArrayList<>();
        for (String key : List.of("start", "stop", "step")) {
            parts.add(literal(slice.fields().getOrDefault(key, Value.Nothing.NULL)));
        }
        return "Index.slice(" + String.join(", ", parts) + ")";
    }

    @Override
    String assign(String type, String variable, String expression) {
        return type + " " + variable + " = " + expression + ";";
    }

    @Override
    String inputType() {
        return "InputBuilder";
    }

    @Override
    String layerType() {
        return "LayerBuilder<?>";
    }

    @Override
    String resultType(int outputs) {
        return outputs == 1 ? "KerasTensor" : "List<KerasTensor>";
    }

    @Override
    String element(NamedLayer layer, String result, int index, int outputs) {
        return outputs == 1 ? result : result + ".get(" + index + ")";
    }

    @Override
    String masks(Value form, List<String> given) {
        return list(given);
    }

    @Override
    String list(List<String> items) {
        return (items.contains("null") ? "Arrays.asList(" : "List.of(") + String.join(", ", items) + ")";
    }

    @Override
    String activation(Value.Fields object, String className) {
        return "ParametricActivation.of(" + quoted(className) + ")" + options(Given.options(object));
    }

    private String options(Map<String, Value> options) {
        return options.entrySet().stream()
                .map(e -> ".with(" + quoted(e.getKey()) + ", " + value(e.getValue()) + ")")
                .collect(Collectors.joining());
    }

    /** A list of numbers; an open one among them is {@code NONE}. */
    @Override
    String tuple(List<String> items) {
        return items.stream().map(i -> i.equals("null") ? "NONE" : i).collect(Collectors.joining(", "));
    }

    @Override
    String dict(Map<String, String> entries) {
        return entries.entrySet().stream()
                .filter(e -> !e.getValue().equals("null")) // a map holds none, and None is what is absent
                .map(e -> "Map.entry(" + quoted(e.getKey()) + ", " + e.getValue() + ")")
                .collect(Collectors.joining(", ", "Map.ofEntries(", ")"));
    }

    @Override
    String object(String kind, String className, Map<String, Value> options) {
        String type = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
        return type + ".of(" + quoted(className) + ")" + options(options);
    }

    @Override
    String oldHardSigmoid() {
        return "Activations.HARD_SIGMOID_KERAS_2";
    }

    @Override
    String literal(Value value) {
        if (value instanceof Value.Text t) {
            return quoted(t.text());
        }
        if (value instanceof Value.Real r && !Double.isFinite(r.number())) {
            return Double.isNaN(r.number())
                    ? "Double.NaN"
                    : r.number() > 0 ? "Double.POSITIVE_INFINITY" : "Double.NEGATIVE_INFINITY";
        }
        return value instanceof Value.Int i && i.number() != (int) i.number() ? i.number() + "L" : value.toString();
    }
}
