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
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A graph of layers with any number of inputs and outputs; a model, or a layer of another model. A layer that is called
 * several times stands once among the operations, with one set of weights, and once among the nodes for each call.
 *
 * @param operations layers, and operations that are no layers, in Keras's order; input layers among them
 * @param nodes the calls, each after those whose results it takes
 * @param entries the nodes of the input layers, in the order in which the model takes its inputs
 * @param inputForm how a caller gives the inputs: one, a list, or an object of them
 * @param results what the model gives, in its order
 * @param outputForm how it gives them: one, a list, or an object of them
 */
public record Functional(
        List<NamedLayer> operations,
        List<Node> nodes,
        List<Integer> entries,
        Value inputForm,
        List<Source> results,
        Value outputForm)
        implements ModelSpec {

    /**
     * A call of a layer.
     *
     * @param operation which of the operations is called
     * @param called that one, as these arguments use it
     * @param arguments what it is called with
     * @param sources where the inputs come from that the arguments number
     * @param masks where the masks come from that the call names, empty for None; they stand in place of those that travel
     *     with the first inputs. Null if it names none
     */
    public record Node(
            int operation,
            LayerSpec called,
            Arguments arguments,
            List<Source> sources,
            @Nullable List<Optional<Source>> masks) {

        /** A copy of the lists. */
        public Node {
            sources = List.copyOf(sources);
            masks = masks == null ? null : List.copyOf(masks);
        }

        /** All tensors that the call takes. */
        public List<Source> inputsAndMasks() {
            List<Source> all = new ArrayList<>(sources);
            if (masks != null) {
                masks.stream().flatMap(Optional::stream).forEach(all::add);
            }
            return all;
        }
    }

    /**
     * A result of a call.
     *
     * @param node the call
     * @param output which of its outputs
     */
    public record Source(int node, int output) {}

    /** Checks that names are unique and that every call takes something, and nothing that comes after it. */
    public Functional {
        operations = List.copyOf(operations);
        nodes = List.copyOf(nodes);
        entries = List.copyOf(entries);
        results = List.copyOf(results);
        if (entries.isEmpty() || results.isEmpty()) {
            throw new IllegalArgumentException("Functional: a model has at least one input and one output");
        }
        Set<String> names = new HashSet<>();
        for (NamedLayer operation : operations) {
            if (!names.add(operation.name())) {
                throw new IllegalArgumentException(
                        "Functional: two layers are named '" + operation.name() + "'; names must be unique");
            }
        }
        for (int n = 0; n < nodes.size(); n++) {
            NamedLayer operation = operations.get(nodes.get(n).operation());
            boolean enters = operation.spec() instanceof InputLayer;
            if (enters != entries.contains(n)
                    || enters != nodes.get(n).sources().isEmpty()) {
                throw new IllegalArgumentException("Functional: " + operation
                        + (enters ? " must take nothing and be among the model's inputs" : " must take something"));
            }
            for (Source source : nodes.get(n).sources()) {
                if (source.node() >= n) {
                    throw new IllegalArgumentException(
                            "Functional: call " + n + " takes the result of call " + source.node() + ", a later one");
                }
            }
        }
    }

    static Functional fromConfig(Config config, LayerRegistry registry) {
        return new FunctionalReader(config, registry).read();
    }

    @Override
    public LayerSpec withInner(UnaryOperator<NamedLayer> change) {
        return new Functional(operations.stream().map(change).toList(), nodes, entries, inputForm, results, outputForm);
    }

    @Override
    public String className() {
        return "Functional";
    }

    @Override
    public String module() {
        return "keras.src.models.functional";
    }

    @Override
    public List<NamedLayer> inputs() {
        return entries.stream().map(this::operation).toList();
    }

    /** What node {@code n} calls. */
    public NamedLayer operation(int n) {
        return operations.get(nodes.get(n).operation());
    }

    /** The layer of node {@code n} as that node calls it: which inputs are which may depend on it. */
    public NamedLayer called(int n) {
        NamedLayer layer = operation(n);
        return new NamedLayer(layer.name(), nodes.get(n).called(), layer.trainable(), layer.dtype());
    }

    /** Number of a node among the calls of its layer. */
    public int callNumber(int n) {
        int which = nodes.get(n).operation();
        return (int) nodes.subList(0, n).stream()
                .filter(node -> node.operation() == which)
                .count();
    }

    @Override
    public List<NamedLayer> layers() {
        return operations.stream().filter(Functional::isLayer).toList();
    }

    /** Keras's other operations are no layers: they have no weights and no place in a file of weights. */
    private static boolean isLayer(NamedLayer operation) {
        return !OperationLayer.isModule(operation.spec().module());
    }

    @Override
    public List<String> inputNames() {
        return inputForm instanceof Value.Fields keys
                ? List.copyOf(flatKeys(keys))
                : inputs().stream().map(NamedLayer::name).toList();
    }

    @Override
    public List<String> outputNames() {
        return outputForm instanceof Value.Fields keys
                ? List.copyOf(flatKeys(keys))
                : results.stream().map(r -> operation(r.node()).name()).toList();
    }

    /** Keras flattens an object in the order of its keys. */
    private static List<String> flatKeys(Value.Fields form) {
        return form.fields().keySet().stream().sorted().toList();
    }

    /** This model called with its inputs in another order or form. */
    @Override
    public LayerSpec called(Arguments arguments) {
        arguments.refuseOptions();
        Value given = arguments.get(0, "inputs");
        if (!(given instanceof Value.Fields byName)) {
            return this;
        }
        List<Integer> order = new ArrayList<>(Collections.nCopies(entries.size(), -1));
        List<String> names = inputNames();
        byName.fields().forEach((name, value) -> {
            int at = names.indexOf(name);
            if (at >= 0 && value instanceof Value.Input i && i.index() < order.size()) {
                order.set(i.index(), entries.get(at));
            }
        });
        if (byName.fields().size() != order.size() || order.contains(-1)) {
            throw new IllegalArgumentException("expected inputs named " + names + ", found "
                    + byName.fields().keySet());
        }
        return new Functional(operations, nodes, order, inputForm, results, outputForm);
    }

    @Override
    public List<Shape> outputShapes(List<Shape> given) {
        List<List<Shape>> shapes = shapes(given);
        return results.stream().map(r -> result(r, shapes, nodes.size())).toList();
    }

    /** The output shapes of every node. */
    public List<List<Shape>> shapes(List<Shape> given) {
        checkInputs(given);
        List<List<Shape>> shapes = new ArrayList<>();
        for (int n = 0; n < nodes.size(); n++) {
            int entry = entries.indexOf(n);
            shapes.add(entry >= 0 ? List.of(given.get(entry)) : outputs(n, inputShapes(n, shapes)));
            for (Optional<Source> mask : namedMasks(n)) {
                if (mask.isPresent()) {
                    result(mask.get(), shapes, n);
                }
            }
        }
        return shapes;
    }

    private List<Shape> outputs(int n, List<Shape> in) {
        try {
            return nodes.get(n).called().outputShapes(in);
        } catch (ShapeException e) {
            throw at(n, e);
        } catch (ArithmeticException e) {
            throw at(n, ShapeException.tooLarge(in));
        }
    }

    private ShapeException at(int n, ShapeException e) {
        return new ShapeException("layer '" + operation(n).name() + "': " + e.getMessage());
    }

    private List<Shape> inputShapes(int n, List<List<Shape>> shapes) {
        List<Shape> in = new ArrayList<>();
        for (Source source : nodes.get(n).sources()) {
            in.add(result(source, shapes, n));
        }
        return in;
    }

    /** What the node {@code reader} takes, or the model gives if there is no such node. */
    private Shape result(Source source, List<List<Shape>> shapes, int reader) {
        List<Shape> outputs = shapes.get(source.node());
        if (source.output() >= outputs.size()) {
            String who = reader < nodes.size() ? "layer '" + operation(reader).name() + "' takes" : "the model gives";
            throw new ShapeException(who + " output " + source.output() + " of " + operation(source.node())
                    + ", which has " + outputs.size());
        }
        return outputs.get(source.output());
    }

    private List<Optional<Source>> namedMasks(int n) {
        List<Optional<Source>> named = nodes.get(n).masks();
        return named == null ? List.of() : named;
    }

    private void checkInputs(List<Shape> given) {
        List<NamedLayer> inputs = inputs();
        boolean fits = given.size() == inputs.size();
        for (int i = 0; fits && i < inputs.size(); i++) {
            fits = ((InputLayer) inputs.get(i).spec()).shape().acceptsSamples(given.get(i));
        }
        if (!fits) {
            throw new ShapeException("expected inputs of shapes "
                    + inputs.stream().map(i -> ((InputLayer) i.spec()).shape()).toList() + ", found " + given);
        }
    }

    @Override
    public List<DType> outputDTypes(List<Shape> given, List<DType> types) {
        List<List<DType>> all = dtypes(given, types);
        return results.stream().map(r -> all.get(r.node()).get(r.output())).toList();
    }

    /** What the elements of each node's results are. */
    List<List<DType>> dtypes(List<Shape> given, List<DType> types) {
        List<List<Shape>> shapes = shapes(given);
        List<List<DType>> all = new ArrayList<>();
        for (int n = 0; n < nodes.size(); n++) {
            int entry = entries.indexOf(n);
            if (entry >= 0) {
                all.add(List.of(types.get(entry)));
            } else {
                List<DType> in = nodes.get(n).sources().stream()
                        .map(s -> all.get(s.node()).get(s.output()))
                        .toList();
                all.add(nodes.get(n).called().outputDTypes(inputShapes(n, shapes), in));
            }
        }
        return all;
    }

    @Override
    public DType outputDType(DType input) {
        return input;
    }

    @Override
    public boolean takesIntegers() {
        return true;
    }

    @Override
    public List<WeightSpec> weights(List<Shape> given) {
        List<WeightSpec> all = new ArrayList<>();
        parts(given).forEach(p -> all.addAll(p.layer().weights(p.owner(), p.inputs())));
        return all;
    }

    /** Each layer once, with the inputs of its first call. */
    @Override
    public List<Part> parts(List<Shape> given) {
        List<List<Shape>> shapes = shapes(given);
        List<NamedLayer> layers = layers();
        List<String> slots = slots();
        Map<String, Integer> firstCalls = new HashMap<>();
        for (int n = 0; n < nodes.size(); n++) {
            firstCalls.putIfAbsent(operation(n).name(), n);
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Integer first = firstCalls.get(layers.get(i).name());
            if (first == null) {
                throw new IllegalStateException("layer " + layers.get(i) + " is never called");
            }
            if (!entries.contains(first)) {
                parts.add(new Part(slots.get(i), called(first), inputShapes(first, shapes)));
            }
        }
        return parts;
    }

    @Override
    public boolean stateful() {
        for (int i = 0; i < operations.size(); i++) { // no iterator: every prediction asks
            if (operations.get(i).spec().stateful()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean shapedByContent() {
        return operations.stream().anyMatch(o -> o.spec().shapedByContent());
    }

    @Override
    public boolean mixesSamples(List<Shape> given) {
        List<List<Shape>> shapes = shapes(given);
        for (int n = 0; n < nodes.size(); n++) {
            if (!entries.contains(n) && nodes.get(n).called().mixesSamples(inputShapes(n, shapes))) {
                return true;
            }
        }
        return false;
    }

    /** What the layers inside do, as long as all of them step through time. */
    @Override
    public TimeAxis timeAxis(List<Shape> given) {
        List<List<Shape>> shapes = shapes(given);
        TimeAxis whole = TimeAxis.POINTWISE;
        Set<Integer> withoutTime = new HashSet<>();
        for (int n = 0; n < nodes.size(); n++) {
            List<Source> sources = nodes.get(n).sources();
            long lost =
                    sources.stream().filter(s -> withoutTime.contains(s.node())).count();
            boolean gone = lost > 0 && lost == sources.size();
            if (lost > 0 && !gone) { // what is known at the end alone, at every step
                return TimeAxis.WHOLE;
            }
            TimeAxis axis = entries.contains(n) || gone
                    ? TimeAxis.POINTWISE
                    : nodes.get(n).called().timeAxis(inputShapes(n, shapes));
            if (axis == TimeAxis.WHOLE) {
                return axis;
            }
            if (gone || axis == TimeAxis.RECURRENT_LAST) {
                withoutTime.add(n);
            }
            whole = axis == TimeAxis.POINTWISE ? whole : TimeAxis.RECURRENT;
        }
        return withoutTime.contains(results.get(0).node()) ? TimeAxis.RECURRENT_LAST : whole;
    }

    @Override
    public Value.Fields config() {
        return new FunctionalWriter(this).config();
    }

    @Override
    public Layer bind(Binding binding) {
        List<List<Shape>> shapes = shapes(binding.inputs());
        List<NamedLayer> layers = layers();
        List<String> slots = slots();
        Map<String, String> places = new HashMap<>();
        for (int i = 0; i < layers.size(); i++) {
            places.put(layers.get(i).name(), slots.get(i));
        }
        Map<Integer, List<Integer>> calls = new LinkedHashMap<>();
        int[] like = new int[nodes.size()];
        for (int n = 0; n < nodes.size(); n++) {
            if (!entries.contains(n)) {
                List<Integer> before = calls.computeIfAbsent(nodes.get(n).operation(), o -> new ArrayList<>());
                like[n] = n;
                for (int call : before) { // those like this one share what is bound
                    like[n] = nodes.get(call).called().equals(nodes.get(n).called()) ? call : like[n];
                }
                if (like[n] == n) {
                    before.add(n);
                }
            }
        }
        List<List<Integer>> different = List.copyOf(calls.values());
        BoundLayer[] own = new BoundLayer[nodes.size()];
        binding.together(different.size(), i -> {
            for (int n : different.get(i)) {
                String name = operation(n).name();
                own[n] = binding.inner(places.getOrDefault(name, name), called(n), inputShapes(n, shapes));
            }
        });
        Map<Integer, BoundLayer> bound = new HashMap<>();
        for (int n = 0; n < nodes.size(); n++) {
            if (!entries.contains(n)) {
                bound.put(n, own[like[n]]);
            }
        }
        if (!binding.trains()) {
            fuse(bound);
        }
        return call -> new Layout(call, bound).plan();
    }

    /** Lets layers do what the only layer behind them does, if that is a function of their result's rows. */
    private void fuse(Map<Integer, BoundLayer> bound) {
        Map<Integer, Integer> readers = new HashMap<>();
        results.forEach(r -> readers.merge(r.node(), 1, Integer::sum));
        for (int n = 0; n < nodes.size(); n++) {
            nodes.get(n).sources().forEach(s -> readers.merge(s.node(), 1, Integer::sum));
            namedMasks(n).forEach(mask -> mask.ifPresent(s -> readers.merge(s.node(), 1, Integer::sum)));
        }
        Fusion fusion = new Fusion(bound);
        for (int n = 0; n < nodes.size(); n++) {
            List<Source> sources = nodes.get(n).sources();
            if (bound.containsKey(n)
                    && sources.size() == 1
                    && readers.getOrDefault(sources.get(0).node(), 0) == 1) {
                fusion.join(sources.get(0).node(), n);
            }
        }
    }

    /** Lays out the nodes one after another, and gives storage back as soon as nobody reads it any more. */
    private final class Layout {

        private final Call call;
        private final Map<Integer, BoundLayer> bound;
        private final List<List<Tensor>> tensors = new ArrayList<>();
        private final List<List<@Nullable Mask>> masks = new ArrayList<>();
        private final List<Step> steps = new ArrayList<>();

        /** The last node that reads each result; all nodes where the model gives it. */
        private final Map<Source, Integer> lastReader = new HashMap<>();

        /** The last node that reads each storage, views of it counted. */
        private final IdentityHashMap<Object, Integer> inUse = new IdentityHashMap<>();

        private final IdentityHashMap<Object, Tensor> owners = new IdentityHashMap<>();

        Layout(Call call, Map<Integer, BoundLayer> bound) {
            this.call = call;
            this.bound = bound;
            for (int n = 0; n < nodes.size(); n++) {
                for (Source source : nodes.get(n).sources()) {
                    lastReader.put(source, n);
                }
                for (Optional<Source> mask : namedMasks(n)) {
                    if (mask.isPresent()) {
                        lastReader.put(mask.get(), n);
                    }
                }
            }
            results.forEach(r -> lastReader.put(r, nodes.size()));
            for (int i = 0; i < call.inputs(); i++) {
                inUse.put(call.input(i).storage(), nodes.size());
            }
        }

        Step plan() {
            for (int n = 0; n < nodes.size(); n++) {
                int entry = entries.indexOf(n);
                if (entry >= 0) {
                    tensors.add(List.of(call.input(entry)));
                    masks.add(Collections.singletonList(call.mask(entry)));
                } else {
                    node(n);
                }
            }
            for (int i = 0; i < results.size(); i++) {
                Source r = results.get(i);
                call.output(i, tensors.get(r.node()).get(r.output()));
                call.outputMask(i, masks.get(r.node()).get(r.output()));
            }
            return Step.sequence(steps);
        }

        private void node(int n) {
            Node node = nodes.get(n);
            List<Tensor> in = new ArrayList<>();
            List<@Nullable Mask> inMasks = new ArrayList<>();
            for (Source s : node.sources()) {
                in.add(tensors.get(s.node()).get(s.output()));
                inMasks.add(masks.get(s.node()).get(s.output()));
            }
            boolean overlooked = node.masks() == null && node.called().overlooksMasks(node.arguments());
            List<@Nullable Mask> seen = new ArrayList<>();
            List<Optional<Source>> named = namedMasks(n);
            for (int i = 0; i < in.size(); i++) {
                if (i < named.size()) {
                    Source mask = named.get(i).orElse(null);
                    seen.add(
                            mask == null ? null : named(tensors.get(mask.node()).get(mask.output())));
                } else {
                    seen.add(overlooked ? null : inMasks.get(i));
                }
            }
            Call.Inner inner = call.inner(Objects.requireNonNull(bound.get(n)), in, seen);
            steps.add(inner.step());
            tensors.add(inner.outputs());
            List<@Nullable Mask> after = new ArrayList<>(inner.masks());
            if (overlooked && node.called().passesMask()) {
                after.set(0, inMasks.get(0));
            }
            masks.add(after);
            if (node.called().takesMasksOff()) {
                node.sources().forEach(s -> takeMaskOff(tensors.get(s.node()).get(s.output())));
            }
            for (int o = 0; o < inner.outputs().size(); o++) {
                Tensor out = inner.outputs().get(o);
                inUse.merge(out.storage(), lastReader.getOrDefault(new Source(n, o), n), Math::max);
                owners.putIfAbsent(out.storage(), out);
            }
            List<Object> done = inUse.entrySet().stream()
                    .filter(e -> e.getValue() <= n)
                    .map(Map.Entry::getKey)
                    .toList();
            done.forEach(storage -> {
                inUse.remove(storage);
                Tensor owner = owners.remove(storage);
                if (owner != null) {
                    call.release(owner);
                }
            });
        }

        /** From here on no mask travels with this tensor, wherever it is a result: a layer may have passed it on. */
        private void takeMaskOff(Tensor tensor) {
            for (int n = 0; n < tensors.size(); n++) {
                for (int o = 0; o < tensors.get(n).size(); o++) {
                    if (tensors.get(n).get(o) == tensor) {
                        List<@Nullable Mask> without = new ArrayList<>(masks.get(n));
                        without.set(o, null);
                        masks.set(n, without);
                    }
                }
            }
        }

        /** A mask that the call gives as a tensor: what is not 0 is real. */
        private Mask named(Tensor given) {
            Mask mask = new Mask(given.shape());
            boolean[] to = mask.values();
            steps.add(
                    given.dtype().isInts()
                            ? () -> {
                                for (int i = 0; i < to.length; i++) {
                                    to[i] = given.ints()[i] != 0;
                                }
                            }
                            : () -> {
                                for (int i = 0; i < to.length; i++) {
                                    to[i] = given.floats()[i] != 0;
                                }
                            });
            return mask;
        }
    }
}
