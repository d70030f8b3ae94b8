package io.keratin.core.summary;

import io.keratin.core.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a summary says of one layer.
 *
 * @param depth 0 for the model's own layers, 1 for those of a nested model, and so on
 * @param name the layer's name
 * @param className its class
 * @param outputs its outputs' shapes, empty as long as they are not known
 * @param built whether Keras would say that its weights exist
 * @param weights its weights
 * @param trainable whether it may be trained
 * @param connections the results that it takes, {@code lstm[0][0], dense[0][0]}, or {@code -}
 */
record LayerRow(
        int depth,
        String name,
        String className,
        List<Shape> outputs,
        boolean built,
        List<ModelWeight> weights,
        boolean trainable,
        String connections) {

    /** What is shown of a layer that takes no results, or of which it is not said. */
    static final String NO_CONNECTIONS = "-";

    /** {@code lstm (LSTM)}, below a nested model indented. */
    String title() {
        return (depth == 0 ? "" : "   ".repeat(depth) + "└ ") + name + " (" + className + ")";
    }

    /** {@code (None, 5, 64)}, several in brackets, or {@code ?}. */
    String outputShape() {
        if (outputs.isEmpty()) {
            return "?";
        }
        List<String> shapes = outputs.stream().map(LayerRow::text).toList();
        return shapes.size() == 1 ? shapes.get(0) : "[" + String.join(", ", shapes) + "]";
    }

    /** Number of values in all weights, with commas. */
    String parameters() {
        return String.format(Locale.ROOT, "%,d", WeightTotal.of(weights).count()) + (built ? "" : " (unbuilt)");
    }

    /** Y or N, or - where there is nothing to train. */
    String trainableMark() {
        return weights.isEmpty() ? "-" : trainable ? "Y" : "N";
    }

    /** Unlike Python, Keras leaves the comma out of a shape with one axis. */
    private static String text(Shape shape) {
        return Arrays.stream(shape.toArray())
                .mapToObj(d -> d == Shape.NONE ? "None" : String.valueOf(d))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
