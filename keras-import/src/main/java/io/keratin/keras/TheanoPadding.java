package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code padding="same"} meant on Theano: as many places before the first for every length: half of a kernel, a window less
 * one or two. TensorFlow begins elsewhere where windows are even or go by more than one. Such a layer becomes a model of one that pads
 * and the layer without padding. {@code conv2d} and {@code pool2d} in {@code
 * keras/backend/theano_backend.py} of Keras 1.2.2 and 2.2.4.
 */
final class TheanoPadding {

    private static final Set<String> CONVOLUTIONS = Set.of(
            "Conv1D", "Conv2D", "Conv3D", "SeparableConv1D", "SeparableConv2D", "DepthwiseConv1D", "DepthwiseConv2D");

    /** Layers that cannot be had from one without padding. */
    private static final Set<String> UNPADDED = Set.of("Conv2DTranspose", "Conv3DTranspose", "ConvLSTM2D");

    /** Less than every value; what a maximum does not see. */
    private static final double LOWEST = -Float.MAX_VALUE;

    private TheanoPadding() {}

    /**
     * The layer in the words of Keras 3, or null if it computes what was computed on Theano.
     *
     * @param path where it stands, for errors
     */
    static Value.@Nullable Fields of(Value.Fields entry, String path, Set<String> applied) {
        if (!(entry.get("class_name") instanceof Value.Text name)
                || !(entry.get("config") instanceof Value.Fields config)) {
            return null;
        }
        String className = name.text();
        boolean pooling = className.startsWith("MaxPooling") || className.startsWith("AveragePooling");
        if (!pooling && !CONVOLUTIONS.contains(className) && !UNPADDED.contains(className)) {
            return null;
        }
        List<Integer> sizes = numbers(config.get(pooling ? "pool_size" : "kernel_size"), List.of(1));
        List<Integer> strides = numbers(config.get("strides"), pooling ? sizes : List.of(1));
        List<Integer> rates = numbers(config.get("dilation_rate"), List.of(1));
        boolean same = Value.of("same").equals(config.get("padding"));
        List<Value> sides = new ArrayList<>();
        boolean asToday = true;
        for (int i = 0; i < sizes.size(); i++) {
            int size = (sizes.get(i) - 1) * at(rates, i) + 1;
            int before = !pooling ? size / 2 : size > 2 && size % 2 == 1 ? size - 2 : size - 1;
            asToday &= at(strides, i) == 1 && before == (size - 1) / 2;
            sides.add(Value.of(List.of(before, size - 1 - before)));
        }
        boolean evenStates = className.equals("ConvLSTM2D") && sizes.stream().anyMatch(size -> size % 2 == 0);
        if ((asToday || !same) && !evenStates) {
            return null;
        } else if (UNPADDED.contains(className)) {
            throw new ModelFormatException(
                    Kind.UNSUPPORTED,
                    path + ".padding",
                    className + " with padding same, kernel " + sizes + " and strides " + strides
                            + " is not opened: Theano began at another place than others do");
        }
        applied.add(className + " with padding same as Theano laid it");
        return pooling ? pooled(entry, config, sides) : convolved(entry, config, sides);
    }

    private static int at(List<Integer> all, int i) {
        return all.get(Math.min(i, all.size() - 1));
    }

    private static List<Integer> numbers(@Nullable Value value, List<Integer> otherwise) {
        List<Integer> all = Keras1.integers(value);
        return all.isEmpty() || all.contains(0) ? otherwise : all;
    }

    private static Value.Fields zeros(String name, Value.Fields config, List<Value> sides) {
        int axes = sides.size();
        Value padding = axes == 1 ? sides.get(0) : new Value.Items(sides);
        Value.Fields options = Value.fields("name", name, "padding", padding);
        Value format = config.get("data_format");
        return Value.fields(
                "class_name",
                "ZeroPadding" + axes + "D",
                "config",
                format == null ? options : options.with("data_format", format));
    }

    private static Value.Fields convolved(Value.Fields entry, Value.Fields config, List<Value> sides) {
        String name = Nodes.name(entry);
        Value.Fields bare = Value.fields(
                "class_name", entry.get("class_name"), "config", config.with("padding", Value.of("valid")));
        Value.Fields model =
                Value.fields("name", name, "layers", List.of(zeros(name + "_padding", config, sides), bare));
        return entry.with("class_name", Value.of("Sequential")).with("config", model);
    }

    // ---- windows that do not see what is around

    private static Value.Fields pooled(Value.Fields entry, Value.Fields config, List<Value> sides) {
        String name = Nodes.name(entry);
        Value.Fields pool = Value.fields(
                "class_name", entry.get("class_name"), "config", config.with("padding", Value.of("valid")));
        Value.Fields input = Nodes.input(name + "_input", sides.size() + 2);
        return String.valueOf(entry.get("class_name")).contains("Max")
                ? Nodes.model(
                        entry,
                        name,
                        List.of(input, lowest(name, config, sides), Nodes.layer(pool, name, name + "_padding")))
                : Nodes.model(entry, name, means(name, config, sides, input, pool));
    }

    private static Value.Fields lowest(String name, Value.Fields config, List<Value> sides) {
        boolean first = Value.of("channels_first").equals(config.get("data_format"));
        List<Value> all = new ArrayList<>(sides);
        all.add(first ? 0 : all.size(), Value.of(List.of(0, 0)));
        all.add(0, Value.of(List.of(0, 0)));
        Value.Fields options = Value.fields("pad_width", all, "mode", "constant");
        return Nodes.operation(
                "Pad", name + "_padding", options, name + "_input", Map.of("constant_values", Value.of(LOWEST)));
    }

    /** The mean of a window with zeros around, by the mean of ones in the same places. */
    private static List<Value.Fields> means(
            String name, Value.Fields config, List<Value> sides, Value.Fields input, Value.Fields pool) {
        List<Value.Fields> layers = new ArrayList<>();
        layers.add(input);
        layers.add(Nodes.operation("OnesLike", name + "_ones", Value.fields(), name + "_input", Map.of()));
        for (String part : List.of("_input", "_ones")) {
            String padding = name + part + "_padding";
            layers.add(Nodes.layer(zeros(padding, config, sides), padding, name + part));
            layers.add(Nodes.layer(pool, name + part + "_mean", padding));
        }
        Map<String, Value> divisor = Map.of("x2", Nodes.tensor(name + "_ones_mean"));
        layers.add(Nodes.operation("TrueDivide", name + "_seen", Value.fields(), name + "_input_mean", divisor));
        return layers;
    }
}
