package io.keratin.core.summary;

import io.keratin.core.layers.Functional;
import io.keratin.core.layers.Functional.Source;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.summary.Column.Align;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Keras 3.15 prints for {@code model.summary()}, to the character: a heading, a table of the layers, the totals.
 *
 * <pre>{@code
 * model.summary();                                    // on standard output
 * model.summary(log::info);                           // the whole text in one piece, as Keras's print_fn gets it
 * String text = Summary.text(spec, SummaryOptions.DEFAULTS.withExpandNested(true));
 * }</pre>
 *
 * <p>A model whose input shape is not known yet has a summary too, with {@code ?} and {@code 0 (unbuilt)}.
 */
public final class Summary {

    /** Keras's {@code positions}. */
    private static final List<Column> CHAIN = List.of(
            new Column("Layer (type)", Align.LEFT, 0.45),
            new Column("Output Shape", Align.LEFT, 0.80),
            new Column("Param #", Align.RIGHT, 1.0));

    private static final int CHAIN_LENGTH = 88;

    private static final List<Column> GRAPH = List.of(
            new Column("Layer (type)", Align.LEFT, 0.30),
            new Column("Output Shape", Align.LEFT, 0.56),
            new Column("Param #", Align.RIGHT, 0.74),
            new Column("Connected to", Align.LEFT, 1.0));

    private static final int GRAPH_LENGTH = 108;

    private static final Column TRAINABLE = new Column("Trainable", Align.CENTER, 1.0);
    private static final int TRAINABLE_LENGTH = 12;
    private static final double BESIDE_TRAINABLE = 0.90;

    /** What Keras leaves free at the right of the terminal. */
    private static final int MARGIN = 4;

    private Summary() {}

    /** The summary of a model without optimizer; ends with a line break. */
    public static String text(NamedLayer model, SummaryOptions options) {
        return text(model, null, options);
    }

    /**
     * The summary of a model; ends with a line break.
     *
     * @param optimizer the variables of the optimizer, once it is built
     * @throws IllegalArgumentException if this is a single layer, or if the line is too short for the columns
     */
    public static String text(NamedLayer model, @Nullable OptimizerVariables optimizer, SummaryOptions options) {
        if (!(model.spec() instanceof ModelSpec layers)) {
            throw new IllegalArgumentException("summary: expected a model, found the layer " + model);
        }
        List<LayerRow> rows = LayerRows.of(layers, model.trainable(), options.expandNested());
        boolean graph = layers instanceof Functional f && !isChain(f);
        List<String> lines = new ArrayList<>();
        paragraph(lines, "Model: \"" + model.name() + '"', options);
        table(graph ? GRAPH : CHAIN, graph ? GRAPH_LENGTH : CHAIN_LENGTH, options)
                .lines(rows.stream().map(row -> cells(row, graph, options)).toList())
                .stream()
                .map(line -> CellText.crop(line, options.columns()))
                .forEach(lines::add);
        totals(rows, optimizer).forEach(total -> paragraph(lines, total, options));
        return String.join("\n", lines) + "\n";
    }

    /** Keras shows a graph without connections if every layer takes the one result of the layer before. */
    private static boolean isChain(Functional graph) {
        for (int n = 1; n < graph.nodes().size(); n++) {
            if (!graph.nodes().get(n).sources().equals(List.of(new Source(n - 1, 0)))) {
                return false;
            }
        }
        return graph.nodes().size() == graph.operations().size();
    }

    private static void paragraph(List<String> lines, String text, SummaryOptions options) {
        lines.addAll(CellText.fold(printable(text), options.columns()));
    }

    private static TextTable table(List<Column> columns, int length, SummaryOptions options) {
        List<Column> all = new ArrayList<>();
        columns.forEach(c -> all.add(options.showTrainable() ? c.withEnd(c.end() * BESIDE_TRAINABLE) : c));
        int preferred = length;
        if (options.showTrainable()) {
            all.add(TRAINABLE);
            preferred += TRAINABLE_LENGTH;
        }
        Integer asked = options.lineLength();
        int lineLength = asked == null ? Math.min(preferred, options.columns() - MARGIN) : asked;
        return new TextTable(all, lineLength, options.ascii() ? Box.ASCII : Box.HEAVY_HEAD);
    }

    private static List<String> cells(LayerRow row, boolean graph, SummaryOptions options) {
        List<String> cells = new ArrayList<>(List.of(printable(row.title()), row.outputShape(), row.parameters()));
        if (graph) {
            cells.add(printable(row.connections()));
        }
        if (options.showTrainable()) {
            cells.add(row.trainableMark());
        }
        return cells;
    }

    private static List<String> totals(List<LayerRow> rows, @Nullable OptimizerVariables optimizer) {
        List<ModelWeight> trainable = new ArrayList<>();
        List<ModelWeight> frozen = new ArrayList<>();
        for (LayerRow row : rows) {
            if (row.depth() == 0) {
                row.weights().forEach(w -> (w.trainable() ? trainable : frozen).add(w));
            }
        }
        WeightTotal model = WeightTotal.of(trainable).plus(WeightTotal.of(frozen));
        List<String> lines = new ArrayList<>();
        lines.add(" Total params: " + (optimizer == null ? model : model.plus(optimizer.total())).text());
        lines.add(" Trainable params: " + WeightTotal.of(trainable).text());
        lines.add(" Non-trainable params: " + WeightTotal.of(frozen).text());
        if (optimizer != null) {
            lines.add(" Optimizer params: " + optimizer.total().text());
        }
        return lines;
    }

    /** A name comes from a file: it must not be able to steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cc}", "?");
    }
}
