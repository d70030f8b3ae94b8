package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Keras 1 called its layers and their options, in today's words. Keras 2 read such configurations too
 * ({@code keras/legacy/interfaces.py}); Keras 3 does not.
 */
final class Keras1 {

    /** Old name of a class to today's. */
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("Convolution1D", "Conv1D"),
            Map.entry("Convolution2D", "Conv2D"),
            Map.entry("Convolution3D", "Conv3D"),
            Map.entry("AtrousConvolution1D", "Conv1D"),
            Map.entry("AtrousConvolution2D", "Conv2D"),
            Map.entry("SeparableConvolution2D", "SeparableConv2D"),
            Map.entry("Deconvolution2D", "Conv2DTranspose"),
            Map.entry("TimeDistributedDense", "Dense"));

    /** Old name of an option to today's, for all layers. An empty name: says nothing about a prediction. */
    private static final Map<String, String> EVERYWHERE = names(
            "init kernel_initializer W_regularizer kernel_regularizer W_constraint kernel_constraint b_regularizer bias_regularizer"
                    + " b_constraint bias_constraint bias use_bias border_mode padding nb_filter filters filter_length kernel_size"
                    + " subsample strides subsample_length strides atrous_rate dilation_rate depthwise_init depthwise_initializer"
                    + " pointwise_init pointwise_initializer inner_init recurrent_initializer U_regularizer recurrent_regularizer"
                    + " inner_activation recurrent_activation dropout_W dropout dropout_U recurrent_dropout pool_length pool_size",
            "input_dtype input_shape consume_less cache_enabled");

    /** Where a class means something else by a name, or by a name that other classes still use. */
    private static final Map<String, Map<String, String>> BY_CLASS = byClass();

    private static final Set<String> LISTS = Set.of("strides", "dilation_rate", "pool_size", "kernel_size");

    private Keras1() {}

    private static Map<String, Map<String, String>> byClass() {
        Map<String, Map<String, String>> all = new HashMap<>();
        for (String layer : List.of("Dense", "LSTM", "GRU", "SimpleRNN")) {
            all.put(layer, names("output_dim units", "input_dim input_length"));
        }
        all.put("MaxoutDense", names("", "input_dim"));
        all.put("Highway", names("", "input_dim transform_bias"));
        for (String layer : List.of(
                "Conv1D",
                "Conv2D",
                "Conv3D",
                "ConvLSTM2D",
                "SeparableConv2D",
                "LocallyConnected1D",
                "LocallyConnected2D")) {
            all.put(layer, names("", "input_dim input_length output_shape"));
        }
        for (String layer : List.of("MaxPooling1D", "AveragePooling1D")) {
            all.put(layer, names("stride strides", ""));
        }
        all.put(
                "Embedding",
                names(
                        "init embeddings_initializer W_regularizer embeddings_regularizer W_constraint embeddings_constraint",
                        "dropout"));
        all.put("PReLU", names("init alpha_initializer", "weights"));
        all.put("BatchNormalization", names("gamma_init gamma_initializer beta_init beta_initializer", ""));
        all.put("UpSampling1D", names("length size", ""));
        for (String layer : List.of("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D")) {
            all.put(layer, names("p rate", ""));
        }
        all.put("GaussianDropout", names("p rate", ""));
        all.put("GaussianNoise", names("sigma stddev", ""));
        return all;
    }

    /** Pairs of old and new name, then old names that mean nothing today. */
    private static Map<String, String> names(String pairs, String without) {
        Map<String, String> names = new LinkedHashMap<>();
        String[] words = pairs.split(" ", -1);
        for (int i = 0; i + 1 < words.length; i += 2) {
            names.put(words[i], words[i + 1]);
        }
        for (String word : without.isEmpty() ? new String[0] : without.split(" ", -1)) {
            names.put(word, "");
        }
        return names;
    }

    /** Today's name of a class. */
    static String className(String old) {
        return CLASSES.getOrDefault(old, old);
    }

    /**
     * A layer's options under today's names.
     *
     * @param className today's name of the class
     * @param path where the options stand, for errors
     * @param told collects {@code old as new} for what was renamed
     */
    static Value.Fields options(String className, Value.Fields config, String path, List<String> told) {
        Map<String, String> own = BY_CLASS.getOrDefault(className, Map.of());
        Map<String, Value> out = new LinkedHashMap<>();
        config.fields().forEach((key, value) -> {
            String name = own.containsKey(key) ? own.get(key) : EVERYWHERE.getOrDefault(key, key);
            if (name == null || name.isEmpty() || (config.get(name) != null && !name.equals(key))) {
                return;
            }
            if (!name.equals(key)) {
                told.add(key + " as " + name);
            }
            out.put(name, value(name, value));
        });
        kernelSize(out, told);
        dimOrdering(out, told);
        outputShape(out, told);
        if (className.startsWith("ZeroPadding") && out.containsKey("padding")) {
            out.put("padding", sides(className, out.get("padding")));
        }
        Value forget = out.remove("forget_bias_init");
        if (forget != null) {
            out.put("unit_forget_bias", Value.of(Value.of("one").equals(forget)));
        }
        Value mode = className.equals("BatchNormalization") ? out.remove("mode") : null;
        if (mode != null && !Value.of(0).equals(mode)) {
            throw new ModelFormatException(
                    Kind.UNSUPPORTED,
                    path + ".mode",
                    "expected 0, found " + mode + ": BatchNormalization over the samples of a batch is not opened");
        }
        return new Value.Fields(out);
    }

    /** nb_row and nb_col, or kernel_dim1 to kernel_dim3. */
    private static void kernelSize(Map<String, Value> config, List<String> told) {
        for (List<String> keys :
                List.of(List.of("nb_row", "nb_col"), List.of("kernel_dim1", "kernel_dim2", "kernel_dim3"))) {
            if (config.keySet().containsAll(keys)) {
                List<Value> sizes = new ArrayList<>();
                keys.forEach(k -> sizes.add(config.remove(k)));
                config.put("kernel_size", new Value.Items(sizes));
                told.add(String.join(", ", keys) + " as kernel_size");
            }
        }
    }

    private static void dimOrdering(Map<String, Value> config, List<String> told) {
        Value ordering = config.remove("dim_ordering");
        if (ordering != null) {
            config.put("data_format", Value.of(Value.of("th").equals(ordering) ? "channels_first" : "channels_last"));
            told.add("dim_ordering as data_format");
        }
    }

    /** A transposed convolution was told how large its result is; which of the possible sizes that is, output_padding says today. */
    private static void outputShape(Map<String, Value> config, List<String> told) {
        List<Integer> shape = integers(config.remove("output_shape"));
        List<Integer> kernel = integers(config.get("kernel_size"));
        List<Integer> strides = integers(config.get("strides"));
        int axes = kernel.size();
        if (axes == 0 || shape.size() != axes + 2) {
            return;
        }
        int from = Value.of("channels_first").equals(config.get("data_format")) ? 2 : 1;
        boolean same = Value.of("same").equals(config.get("padding"));
        List<Value> paddings = new ArrayList<>();
        boolean usual = same;
        for (int i = 0; i < axes; i++) {
            int length = shape.get(from + i);
            int stride = i < strides.size() ? Math.max(1, strides.get(i)) : 1;
            int missing = Math.floorMod(-length, stride);
            usual &= missing == 0;
            paddings.add(Value.of(
                    same ? stride - missing - kernel.get(i) % 2 : Math.floorMod(length - kernel.get(i), stride)));
            if (length < 1) {
                return;
            }
        }
        if (!usual) {
            config.put("output_padding", new Value.Items(paddings));
            told.add("output_shape as output_padding");
        }
    }

    /** A number or a list of numbers, 0 in place of what is none. */
    static List<Integer> integers(@Nullable Value value) {
        if (value instanceof Value.Items list) {
            return list.items().stream().flatMap(v -> integers(v).stream()).toList();
        } else if (value == null) {
            return List.of();
        }
        double number = value instanceof Value.Int n ? n.number() : value instanceof Value.Real r ? r.number() : 0;
        return List.of((int) number);
    }

    /** Zeros on four sides, in a list or by their names, as pairs. */
    private static Value sides(String className, Value padding) {
        if (padding instanceof Value.Fields f) {
            Value columns = pair(f.get("left_pad"), f.get("right_pad"));
            return className.equals("ZeroPadding1D")
                    ? columns
                    : new Value.Items(List.of(pair(f.get("top_pad"), f.get("bottom_pad")), columns));
        }
        return padding instanceof Value.Items list && list.items().size() == 4
                ? new Value.Items(List.of(
                        pair(list.items().get(0), list.items().get(1)),
                        pair(list.items().get(2), list.items().get(3))))
                : padding;
    }

    private static Value pair(@Nullable Value before, @Nullable Value after) {
        return new Value.Items(List.of(before == null ? Value.of(0) : before, after == null ? Value.of(0) : after));
    }

    /** Regularizers and constraints had a name beside their arguments. */
    private static Value value(String key, Value value) {
        if (value instanceof Value.Fields f
                && f.get("name") instanceof Value.Text name
                && f.get("class_name") == null) {
            Value.Fields arguments = f.without("name");
            Value m = arguments.get("m");
            if (m != null) {
                arguments = arguments.without("m").with("max_value", m);
            }
            String className = name.text().endsWith("Regularizer") ? "L1L2" : name.text();
            return Value.fields("class_name", className, "config", arguments);
        }
        return LISTS.contains(key) && value instanceof Value.Int ? new Value.Items(List.of(value)) : value;
    }
}
