package io.keratin.core.summary;

import io.keratin.core.layers.ConvLstm;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.LayerSpec.Part;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.RecurrentLayer;
import io.keratin.core.layers.RnnCell;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Where a layer's parameters come from, weight by weight. An LSTM of 12 units on 80 features has
 *
 * <pre>
 * lstm (LSTM)          4,464 = 4·[12x80] + 4·[12x12] + 4·[12x1]
 *   kernel             3,840 = 4·[12x80]
 *   recurrent_kernel     576 = 4·[12x12]
 *   bias                  48 = 4·[12x1]
 * </pre>
 *
 * <p>Matrices are written as in y = W·x, outputs before inputs; the gates of a recurrent layer, which Keras keeps side by
 * side in one array, are counted in front.
 *
 * @param layer the layer's name and class
 * @param weights its weights
 */
public record ParameterCount(String layer, List<Weight> weights) {

    /**
     * One weight.
     *
     * @param name Keras's name
     * @param shape its shape
     * @param blocks how many arrays of which shape it consists of: {@code 4·[12x80]}
     */
    public record Weight(String name, Shape shape, String blocks) {

        /** Number of values. */
        public long count() {
            return shape.size();
        }
    }

    /** A copy of the list. */
    public ParameterCount {
        weights = List.copyOf(weights);
    }

    /** The layers of a model that hold weights, for these inputs; those inside wrappers and nested models too. */
    public static List<ParameterCount> of(NamedLayer model, List<Shape> inputs) {
        List<ParameterCount> counts = new ArrayList<>();
        collect(model, inputs, counts);
        return counts;
    }

    private static void collect(NamedLayer layer, List<Shape> inputs, List<ParameterCount> counts) {
        List<Part> parts = layer.spec().parts(inputs);
        if (parts.isEmpty()) {
            List<Weight> weights = layer.spec().weights(inputs).stream()
                    .map(w -> new Weight(w.name(), w.shape(), blocks(layer, w)))
                    .toList();
            if (!weights.isEmpty()) {
                counts.add(new ParameterCount(layer.name() + " (" + layer.spec().className() + ")", weights));
            }
        }
        parts.forEach(part -> collect(part.layer(), part.inputs(), counts));
    }

    /** Number of values in all weights. */
    public long count() {
        return weights.stream().mapToLong(Weight::count).sum();
    }

    /** {@code 4·[12x80] + 4·[12x12] + 4·[12x1]}. */
    public String formula() {
        return weights.stream().map(Weight::blocks).collect(Collectors.joining(" + "));
    }

    /** The layer in one line, then a line for each weight; each ends with a line break. */
    public String text() {
        StringBuilder text = new StringBuilder(line("", layer, count(), formula()));
        weights.forEach(w -> text.append(line("  ", w.name(), w.count(), w.blocks())));
        return text.toString();
    }

    private static String line(String indent, String name, long count, String blocks) {
        return String.format(Locale.ROOT, "%-30s %,12d = %s\n", indent + name, count, blocks);
    }

    /** The last axis of a recurrent layer's weights holds the gates, each of as many columns as there are units. */
    private static String blocks(NamedLayer layer, WeightSpec weight) {
        int[] dims = weight.shape().toArray();
        int blocks = 1;
        int units = gateUnits(layer.spec());
        if (units > 0) {
            int last = dims.length - 1;
            blocks = dims[last] / units;
            dims[last] = units;
        }
        String shape;
        if (dims.length == 1) {
            shape = "[" + dims[0] + "x1]";
        } else if (dims.length == 2 && weight.name().endsWith("kernel")) {
            shape = "[" + dims[1] + "x" + dims[0] + "]";
        } else if (dims.length == 2 && units > 0) {
            blocks *= dims[0];
            shape = "[" + dims[1] + "x1]";
        } else {
            shape = Arrays.stream(dims).mapToObj(String::valueOf).collect(Collectors.joining("x", "[", "]"));
        }
        return blocks == 1 ? shape : blocks + "·" + shape;
    }

    /** Columns of a gate in the weights of a layer that has gates; 0 for all others. */
    private static int gateUnits(LayerSpec spec) {
        if (spec instanceof RnnCell cell) {
            return cell.layer().units();
        }
        return spec instanceof RecurrentLayer r ? r.units() : spec instanceof ConvLstm c ? c.filters() : 0;
    }
}
