package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.activations.Activations;
import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.error.ShapeException;
import io.keratin.core.kernels.Kernels;
import io.keratin.core.ops.Given;
import io.keratin.core.ops.Operation;
import io.keratin.core.ops.OperationNames;
import io.keratin.core.ops.Operations;
import io.keratin.core.ops.Program;
import io.keratin.core.ops.Storage;
import io.keratin.core.ops.Symbol;
import io.keratin.core.tensor.DType;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An operation of {@code keras.ops} in a graph, with the arguments of its only call. It has no weights.
 *
 * @param module Keras's module, such as {@code keras.src.ops.numpy}
 * @param className Keras's class, such as {@code GetItem}
 * @param options with which it was made
 * @param arguments of its call
 */
public record OperationLayer(String module, String className, Value.Fields options, Arguments arguments)
        implements LayerSpec {

    /** Operations that give a tensor of real numbers back as it is, if it has the dtype that they are asked for. */
    private static final Set<String> SAME_TENSOR =
            Set.of("Array", "Cast", "Conj", "Conjugate", "ConvertToTensor", "Real");

    /** Operations behind which Keras's losses find what they were applied to, unless along several axes. */
    private static final Map<String, Activation> LEAVES_LOGITS =
            Map.of("Sigmoid", Activations.SIGMOID, "Softmax", Activations.SOFTMAX);

    /** Refuses operations that are not in the table. */
    public OperationLayer {
        if (Operations.get(className) == null) {
            throw new IllegalArgumentException("unknown operation '" + className + "'" + near(className));
        }
    }

    /**
     * The operation of this class, with these options and the arguments of its call.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static OperationLayer of(String className, Value.Fields options, Arguments arguments) {
        return new OperationLayer(OperationNames.module(className), className, options, arguments);
    }

    /** Whether a module holds operations; names such as Add and Reshape are both layers and operations. */
    static boolean isModule(String module) {
        return module.startsWith("keras.src.ops")
                || module.startsWith("keras.ops")
                || module.startsWith("keras.src.activations.")
                || module.startsWith("keras.src.quantizers.");
    }

    /**
     * Whether an entry of a graph is an operation. A whole-model {@code .h5} of Keras 3 does not name modules: there it is one if it
     * has an operation's name and not the attribute that every layer has.
     */
    static boolean isOperation(Config entry) {
        return entry.has("module")
                ? isModule(entry.text("module"))
                : entry.dialect() == Dialect.KERAS_3
                        && entry.has("inbound_nodes")
                        && entry.value("config") instanceof Value.Fields config
                        && config.get("trainable") == null
                        && Operations.get(entry.text("class_name")) != null;
    }

    static NamedLayer read(Config entry, Arguments arguments) {
        String className = entry.text("class_name");
        Config config = entry.object("config");
        String name = config.text("name", entry.text("name", ModelSpec.snakeCase(className)));
        Value.Fields options = config.fields().without("name").without("trainable");
        try {
            String module = entry.text("module", OperationNames.module(className));
            OperationLayer spec = new OperationLayer(module, className, options, arguments);
            return new NamedLayer(name, spec);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(Kind.UNSUPPORTED, entry.path(), String.valueOf(e.getMessage()), e)
                    .ofLayer(name);
        }
    }

    private static String near(String className) {
        String lower = className.toLowerCase(Locale.ROOT);
        String found = Operations.names().stream()
                .filter(n -> {
                    String other = n.toLowerCase(Locale.ROOT);
                    return other.contains(lower) || (other.length() > 3 && lower.contains(other));
                })
                .collect(Collectors.joining(", "));
        return found.isEmpty() ? "; the README lists those that are computed" : "; similar ones are " + found;
    }

    /** What the operation makes of inputs of these shapes and types. */
    private List<Symbol> results(List<Shape> shapes, List<DType> types) {
        List<Symbol> inputs = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            inputs.add(Symbol.input(i, shapes.get(i), types.get(i)));
        }
        Operation operation = Operations.get(className);
        if (operation == null) {
            throw new IllegalStateException("no operation " + className);
        }
        Given given = new Given(arguments.positional().items(), arguments.named(), options, inputs);
        try {
            List<Symbol> results = operation.apply(given);
            given.refuseRest();
            // Arithmetic with options may give a length of -1, which would pass for an open one.
            if (shapes.stream().allMatch(Shape::isKnown)
                    && !results.stream().allMatch(r -> r.shape().isKnown())) {
                throw new ShapeException("a length of the result would be negative for inputs " + shapes);
            }
            return results;
        } catch (ShapeException e) {
            throw new ShapeException(className + ": " + e.getMessage());
        } catch (IndexOutOfBoundsException e) {
            throw misfit(shapes, "");
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw misfit(shapes, " (" + e.getMessage() + ")");
        }
    }

    private ShapeException misfit(List<Shape> shapes, String why) {
        return new ShapeException(
                className + ": " + arguments + " with options " + options + " do not fit inputs " + shapes + why);
    }

    private List<Symbol> results(List<Shape> shapes) {
        return results(shapes, Collections.nCopies(shapes.size(), DType.FLOAT32));
    }

    private static <S, T> List<T> each(List<S> all, Function<S, T> f) {
        return all.stream().map(f).toList();
    }

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
        return each(results(inputs), Symbol::shape);
    }

    @Override
    public List<DType> outputDTypes(List<Shape> shapes, List<DType> inputs) {
        return each(results(shapes, inputs), Symbol::dtype);
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    /** Keras's mask hangs on the tensor, and goes on where the operation gives the very same tensor back. */
    @Override
    public boolean passesMask() {
        Value dtype = options.get("dtype") == null ? arguments.named().get("dtype") : options.get("dtype");
        return SAME_TENSOR.contains(className)
                && (dtype == null || dtype == Value.Nothing.NULL || dtype.equals(Value.of("float32")));
    }

    @Override
    public boolean mixesSamples(List<Shape> inputs) {
        return results(inputs).stream().anyMatch(r -> r.kept() < 1);
    }

    @Override
    public TimeAxis timeAxis(List<Shape> inputs) {
        return results(inputs).stream().allMatch(r -> r.kept() >= 2) ? TimeAxis.POINTWISE : TimeAxis.WHOLE;
    }

    @Override
    public LayerSpec called(Arguments other) {
        return other.equals(arguments) ? this : new OperationLayer(module, className, options, other);
    }

    @Override
    public List<WeightSpec> weights(List<Shape> inputs) {
        return List.of();
    }

    @Override
    public Value.Fields config() {
        return options;
    }

    @Override
    public Layer bind(Binding binding) {
        return call -> {
            List<Tensor> in = new ArrayList<>();
            for (int i = 0; i < call.inputs(); i++) {
                in.add(call.input(i));
            }
            List<Symbol> results = results(each(in, Tensor::shape), each(in, Tensor::dtype));
            Activation f = LEAVES_LOGITS.get(className);
            if (f != null && !(options.get("axis") instanceof Value.Items)) {
                call.isActivated(f);
            }
            Place place = new Place(call, binding.kernels());
            if (!call.training()) {
                return Program.plan(results, place)::run;
            }
            Program.Trained step = Program.trained(results, place);
            Runnable backward = step.backward();
            return backward == null ? step.forward()::run : Step.of(step.forward()::run, backward);
        };
    }

    /** The call as the program sees it. */
    private record Place(Call call, Kernels kernels) implements Storage {

        @Override
        public Tensor input(int i) {
            return call.input(i);
        }

        @Override
        public Tensor output(int i) {
            return call.output(i);
        }

        @Override
        public void output(int i, Tensor view) {
            call.output(i, view);
        }

        @Override
        public float[] scratch(int n) {
            return call.scratch(n);
        }

        @Override
        public float[] kept(int n) {
            return call.kept(n);
        }

        @Override
        public float @Nullable [] gradient(Tensor tensor) {
            return call.gradient(tensor);
        }
    }
}
