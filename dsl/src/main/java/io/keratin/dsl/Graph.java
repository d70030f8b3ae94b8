package io.keratin.dsl;

import io.keratin.core.config.Value;
import io.keratin.core.layers.Arguments;
import io.keratin.core.layers.Functional;
import io.keratin.core.layers.Functional.Node;
import io.keratin.core.layers.Functional.Source;
import io.keratin.core.layers.NamedLayer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls between a model's inputs and outputs. Layers are sorted as Keras sorts them, by their distance from the outputs and
 * then by the order of a walk from there: {@code keras/src/ops/function.py}, {@code map_graph}.
 */
final class Graph {

    /** Made by: an {@link InputBuilder}, or a {@link LayerCall}; each after those whose results it takes. */
    private final List<Object> postOrder = new ArrayList<>();

    private final Set<Object> finished = new HashSet<>();

    /** Order in which the walk met the operations: inputs and layers. */
    private final Map<Object, Integer> met = new LinkedHashMap<>();

    private Graph() {}

    /** The graph from inputs to outputs. */
    static Graph of(List<KerasTensor> inputs, List<KerasTensor> outputs) {
        Graph graph = new Graph();
        outputs.forEach(graph::walk);
        for (Object maker : graph.postOrder) {
            if (maker instanceof InputBuilder input && inputs.stream().noneMatch(x -> x == input)) {
                throw new IllegalArgumentException("model: the outputs depend on an input of shape " + input.shape()
                        + " that is not among the model's inputs");
            }
        }
        for (KerasTensor x : inputs) {
            if (!graph.finished.contains(x)) { // not connected: Keras keeps it
                graph.met.put(x, -1);
                graph.finished.add(x);
                graph.postOrder.add(0, x);
            }
        }
        return graph;
    }

    private void walk(KerasTensor tensor) {
        Object maker = maker(tensor);
        if (finished.contains(maker)) {
            return;
        }
        met.putIfAbsent(operation(maker), met.size());
        if (maker instanceof LayerCall call) {
            call.sources().forEach(this::walk);
        }
        finished.add(maker);
        postOrder.add(maker);
    }

    private static Object maker(KerasTensor tensor) {
        return tensor instanceof CallOutput output ? output.call() : tensor;
    }

    private static Object operation(Object maker) {
        return maker instanceof LayerCall call ? call.layer() : maker;
    }

    private static long number(Object maker) {
        return maker instanceof LayerCall call ? call.number() : ((InputBuilder) maker).number();
    }

    /** Every operation with its distance from the outputs, the farthest first. */
    private List<Object> sorted() {
        Map<Object, Integer> depths = new HashMap<>();
        Map<Object, Integer> ofOperation = new HashMap<>();
        for (int i = postOrder.size() - 1; i >= 0; i--) {
            Object maker = postOrder.get(i);
            int depth = Math.max(depths.getOrDefault(maker, 0), ofOperation.getOrDefault(operation(maker), 0));
            ofOperation.put(operation(maker), depth);
            depths.put(maker, depth);
            if (maker instanceof LayerCall call) {
                call.sources().forEach(t -> depths.merge(maker(t), depth + 1, Math::max));
            }
        }
        return met.keySet().stream()
                .sorted(Comparator.<Object>comparingInt(o -> -ofOperation.getOrDefault(o, 0))
                        .thenComparingInt(o -> met.getOrDefault(o, 0)))
                .toList();
    }

    /** The graph as a model; names are given in the order in which the program wrote the layers. */
    Functional functional(Names names, Value inputForm, Value outputForm, List<KerasTensor> in, List<KerasTensor> out) {
        List<Object> operations = sorted();
        Map<Object, NamedLayer> named = named(operations, names);
        List<Object> makers = new ArrayList<>(postOrder);
        makers.sort(Comparator.comparingLong(Graph::number));
        Map<Object, Integer> places = new HashMap<>();
        makers.forEach(m -> places.put(m, places.size()));
        List<Node> nodes = new ArrayList<>();
        for (Object maker : makers) {
            int which = operations.indexOf(operation(maker));
            NamedLayer layer = Objects.requireNonNull(named.get(operation(maker)));
            if (maker instanceof LayerCall call) {
                List<Source> sources = sources(call.tensors(), places);
                nodes.add(new Node(
                        which, layer.spec().called(call.arguments()), call.arguments(), sources, masks(call, places)));
            } else {
                nodes.add(new Node(which, layer.spec(), Arguments.of(0), List.of(), null));
            }
        }
        List<Integer> entries = sources(in, places).stream().map(Source::node).toList();
        return new Functional(
                operations.stream()
                        .map(o -> Objects.requireNonNull(named.get(o)))
                        .toList(),
                nodes,
                entries,
                inputForm,
                sources(out, places),
                outputForm);
    }

    private static @Nullable List<Optional<Source>> masks(LayerCall call, Map<Object, Integer> places) {
        List<Optional<Source>> masks = call.masks().stream()
                .map(mask -> mask == null
                        ? Optional.<Source>empty()
                        : Optional.of(sources(List.of(mask), places).get(0)))
                .toList();
        return masks.isEmpty() ? null : masks;
    }

    private static List<Source> sources(List<KerasTensor> tensors, Map<Object, Integer> places) {
        return tensors.stream()
                .map(t -> new Source(
                        Objects.requireNonNull(places.get(maker(t))), t instanceof CallOutput o ? o.index() : 0))
                .toList();
    }

    private static Map<Object, NamedLayer> named(List<Object> operations, Names names) {
        Set<String> given = new HashSet<>();
        for (Object o : operations) {
            String name = o instanceof InputBuilder i ? i.givenName() : ((LayerBuilder<?>) o).givenName();
            if (name != null) {
                given.add(name);
            }
        }
        Names inside = names.inside(given);
        Map<Object, NamedLayer> named = new HashMap<>();
        operations.stream()
                .sorted(Comparator.comparingLong(
                        o -> o instanceof InputBuilder i ? i.number() : ((LayerBuilder<?>) o).number()))
                .forEach(o -> named.put(
                        o, o instanceof InputBuilder i ? i.named(inside) : ((LayerBuilder<?>) o).named(inside)));
        return named;
    }
}
