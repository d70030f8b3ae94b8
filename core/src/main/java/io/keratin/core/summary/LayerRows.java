package io.keratin.core.summary;

import io.keratin.core.layers.Flatten;
import io.keratin.core.layers.Functional;
import io.keratin.core.layers.Functional.Node;
import io.keratin.core.layers.Functional.Source;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Permute;
import io.keratin.core.layers.RepeatVector;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.WeightlessLayer;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** The rows of a summary: a model's layers, on demand with those of nested models below them. */
final class LayerRows {

    private final boolean expandNested;
    private final List<LayerRow> rows = new ArrayList<>();

    private LayerRows(boolean expandNested) {
        this.expandNested = expandNested;
    }

    /** One row for each layer of a chain but its input, for each operation of a graph. */
    static List<LayerRow> of(ModelSpec model, boolean trainable, boolean expandNested) {
        LayerRows all = new LayerRows(expandNested);
        all.model(model, List.of(), 0, !trainable);
        return List.copyOf(all.rows);
    }

    /** What the layers of a nested model show are the shapes of its own input, not of the data that the outer model sends. */
    private void model(ModelSpec model, List<Shape> given, int depth, boolean frozen) {
        if (model instanceof Functional graph) {
            graph(graph, depth, frozen);
        } else if (model instanceof Sequential chain) {
            chain(chain, given, depth, frozen);
        }
    }

    private void chain(Sequential chain, List<Shape> given, int depth, boolean frozen) {
        List<Shape> x = inputShapes(chain, given);
        List<Shape> shapes = x.isEmpty() ? List.of() : chain.shapes(x.get(0));
        for (int i = 0; i < chain.layers().size(); i++) {
            List<Shape> in = x.isEmpty() ? List.of() : List.of(shapes.get(i));
            layer(chain.layers().get(i), in, depth, frozen, LayerRow.NO_CONNECTIONS);
        }
    }

    /** Below a nested graph, Keras shows layers only, not its other operations. */
    private void graph(Functional graph, int depth, boolean frozen) {
        List<List<Shape>> shapes = graph.shapes(graph.inputShapes());
        for (int o = 0; o < graph.operations().size(); o++) {
            NamedLayer operation = graph.operations().get(o);
            if (depth > 0 && !graph.layers().contains(operation)) {
                continue;
            }
            int last = 0;
            List<String> connections = new ArrayList<>();
            for (int n = 0; n < graph.nodes().size(); n++) {
                if (graph.nodes().get(n).operation() == o) {
                    last = n;
                    graph.nodes().get(n).inputsAndMasks().forEach(s -> connections.add(connection(graph, s)));
                }
            }
            Node node = graph.nodes().get(last);
            if (operation.spec() instanceof InputLayer) {
                boolean trainable = operation.trainable() && !frozen;
                rows.add(new LayerRow(
                        depth,
                        operation.name(),
                        operation.spec().className(),
                        shapes.get(last),
                        true,
                        List.of(),
                        trainable,
                        LayerRow.NO_CONNECTIONS));
                continue;
            }
            List<Shape> in = node.sources().stream()
                    .map(s -> shapes.get(s.node()).get(s.output()))
                    .toList();
            boolean shown = depth == 0 && !connections.isEmpty();
            layer(
                    graph.called(last),
                    in,
                    depth,
                    frozen,
                    shown ? String.join(", ", connections) : LayerRow.NO_CONNECTIONS);
        }
    }

    /** {@code lstm[0][1]}: of the first call of layer lstm the second result. */
    private static String connection(Functional graph, Source source) {
        return graph.operation(source.node()).name() + "[" + graph.callNumber(source.node()) + "][" + source.output()
                + "]";
    }

    private void layer(NamedLayer layer, List<Shape> given, int depth, boolean outerFrozen, String connections) {
        LayerSpec spec = layer.spec();
        List<Shape> in = given.isEmpty() && spec instanceof ModelSpec m ? m.inputShapes() : given;
        boolean trainable = layer.trainable() && !outerFrozen;
        boolean built = !in.isEmpty() || isBuiltAtOnce(spec);
        List<Shape> outputs = in.isEmpty() ? List.of() : spec.outputShapes(in);
        List<ModelWeight> weights = in.isEmpty() ? List.of() : ModelWeight.of(layer, in, outerFrozen);
        rows.add(new LayerRow(depth, layer.name(), spec.className(), outputs, built, weights, trainable, connections));
        if (expandNested && spec instanceof ModelSpec m) {
            model(m, in, depth + 1, !trainable);
        }
    }

    /** Its own, else those of the data it is given; a chain that begins with a nested model takes over that one's. */
    private static List<Shape> inputShapes(Sequential chain, List<Shape> given) {
        List<Shape> own = chain.inputShapes();
        return own.isEmpty() ? given : own;
    }

    /** Keras's layers without weights say that they are built as soon as they are made, all but these three. */
    private static boolean isBuiltAtOnce(LayerSpec spec) {
        return spec instanceof WeightlessLayer
                && !(spec instanceof Flatten || spec instanceof Permute || spec instanceof RepeatVector);
    }
}
