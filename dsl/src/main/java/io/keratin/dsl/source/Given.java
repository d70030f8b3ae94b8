package io.keratin.dsl.source;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a program has to say of a layer: the options that must be given, and those that are not Keras's defaults. */
final class Given {

    /** Options that are always written, since what is left out means something else in Python: there hard_sigmoid, of Keras 2. */
    private static final Set<String> OTHERWISE = Set.of("PeepholeLSTMCell.recurrent_activation");

    /** Options without a default, in the order in which Keras takes them. */
    private static final Map<String, List<String>> REQUIRED = Map.ofEntries(
            Map.entry("Dense", List.of("units")),
            Map.entry("EinsumDense", List.of("equation", "output_shape")),
            Map.entry("Embedding", List.of("input_dim", "output_dim")),
            Map.entry("ReversibleEmbedding", List.of("input_dim", "output_dim")),
            Map.entry("LSTM", List.of("units")),
            Map.entry("GRU", List.of("units")),
            Map.entry("SimpleRNN", List.of("units")),
            Map.entry("LSTMCell", List.of("units")),
            Map.entry("GRUCell", List.of("units")),
            Map.entry("SimpleRNNCell", List.of("units")),
            Map.entry("PeepholeLSTMCell", List.of("units")),
            Map.entry("StackedRNNCells", List.of("cells")),
            Map.entry("RNN", List.of("cell")),
            Map.entry("Bidirectional", List.of("layer")),
            Map.entry("TimeDistributed", List.of("layer")),
            Map.entry("SpectralNormalization", List.of("layer")),
            Map.entry("Activation", List.of("activation")),
            Map.entry("Reshape", List.of("target_shape")),
            Map.entry("Permute", List.of("dims")),
            Map.entry("RepeatVector", List.of("n")),
            Map.entry("Rescaling", List.of("scale")),
            Map.entry("Resizing", List.of("height", "width")),
            Map.entry("CenterCrop", List.of("height", "width")),
            Map.entry("MultiHeadAttention", List.of("num_heads", "key_dim")),
            Map.entry("GroupQueryAttention", List.of("head_dim", "num_query_heads", "num_key_value_heads")),
            Map.entry("Dot", List.of("axes")),
            Map.entry("LayerScale", List.of("init_values", "projection_dim")),
            Map.entry("CustomScaleLayer", List.of("scale")),
            Map.entry("StochasticDepth", List.of("drop_path_rate")),
            Map.entry("Dropout", List.of("rate")),
            Map.entry("AlphaDropout", List.of("rate")),
            Map.entry("GaussianDropout", List.of("rate")),
            Map.entry("GaussianNoise", List.of("stddev")),
            Map.entry("SpatialDropout1D", List.of("rate")),
            Map.entry("SpatialDropout2D", List.of("rate")),
            Map.entry("SpatialDropout3D", List.of("rate")),
            Map.entry("DepthwiseConv1D", List.of("kernel_size")),
            Map.entry("DepthwiseConv2D", List.of("kernel_size")),
            Map.entry("CategoryEncoding", List.of("num_tokens")),
            Map.entry("MaxNumBoundingBoxes", List.of("max_number")),
            Map.entry("Pipeline", List.of("layers")),
            Map.entry("RandomCrop", List.of("height", "width")),
            Map.entry("Hashing", List.of("num_bins")),
            Map.entry("HashedCrossing", List.of("num_bins")));

    private static final List<String> CONVOLUTION = List.of("filters", "kernel_size");

    private static final List<String> ADAPTIVE = List.of("output_size");

    /** Keras's own objects where none is given, by option. */
    private static final Map<String, String> STANDARD = Map.ofEntries(
            Map.entry("kernel_initializer", "GlorotUniform"),
            Map.entry("depthwise_initializer", "GlorotUniform"),
            Map.entry("pointwise_initializer", "GlorotUniform"),
            Map.entry("recurrent_initializer", "Orthogonal"),
            Map.entry("embeddings_initializer", "RandomUniform"),
            Map.entry("bias_initializer", "Zeros"),
            Map.entry("beta_initializer", "Zeros"),
            Map.entry("gamma_initializer", "Ones"),
            Map.entry("moving_mean_initializer", "Zeros"),
            Map.entry("moving_variance_initializer", "Ones"),
            Map.entry("alpha_initializer", "Zeros"));

    /** Defaults of the options of those objects. */
    private static final Map<String, Value> OBJECT_DEFAULTS = Map.of(
            "gain", Value.of(1.0),
            "mean", Value.of(0.0),
            "stddev", Value.of(0.05),
            "minval", Value.of(-0.05),
            "maxval", Value.of(0.05),
            "scale", Value.of(1.0),
            "mode", Value.of("fan_in"),
            "distribution", Value.of("truncated_normal"));

    /** Defaults of options that matter only in training, which a layer keeps as it got them. */
    private static final Map<String, Value> TRAINING_DEFAULTS = Map.of(
            "time_major", Value.of(false),
            "momentum", Value.of(0.99),
            "renorm", Value.of(false),
            "renorm_clipping", Value.fields(),
            "renorm_momentum", Value.of(0.99),
            "synchronized", Value.of(false),
            "unit_forget_bias", Value.of(true),
            "dropout", Value.of(0.0),
            "recurrent_dropout", Value.of(0.0));

    /** What layers that serve as activations say of themselves and what changes nothing. */
    private static final Set<String> EVERY_LAYER = Set.of("name", "trainable", "dtype");

    /** What Keras writes beside the options that it takes. */
    private static final Set<String> DERIVED = Set.of("vocabulary_size");

    private Given() {}

    /** The options that must be given. */
    static List<String> required(String className) {
        if (REQUIRED.containsKey(className)) {
            return REQUIRED.getOrDefault(className, List.of());
        } else if (className.startsWith("Adaptive")) {
            return ADAPTIVE;
        } else if (className.startsWith("AveragePooling") || className.startsWith("MaxPooling")) {
            return List.of("pool_size");
        }
        return className.contains("Conv") || className.startsWith("LocallyConnected") ? CONVOLUTION : List.of();
    }

    /** The options to write, those that must be given first; without name, trainable and dtype. */
    static Map<String, Value> of(NamedLayer layer) {
        String className = layer.spec().exportedName();
        Value.Fields all = layer.spec().config();
        boolean adapted = all.get("bin_boundaries") instanceof Value.Items; // adapt() found them for so many bins
        Value.Fields config = adapted ? all.without("num_bins") : all;
        Map<String, Value> given = new LinkedHashMap<>();
        for (String key : required(className)) {
            Value value = config.get(key);
            if (value != null) {
                given.put(key, value);
            }
        }
        Value.Fields standard = standard(className, new Value.Fields(given));
        config.fields().forEach((key, value) -> {
            Value absent = standard.get(key) == null ? TRAINING_DEFAULTS.get(key) : standard.get(key);
            if (!given.containsKey(key)
                    && !DERIVED.contains(key)
                    && (OTHERWISE.contains(className + "." + key)
                            || (!value.equals(absent == null ? Value.Nothing.NULL : absent)
                                    && !isStandard(key, value)))) {
                given.put(key, value);
            }
        });
        return given;
    }

    /** What a layer says of itself that was given no more than it must be; nothing if that is not enough. */
    private static Value.Fields standard(String className, Value.Fields given) {
        Value.Fields entry = Value.fields("class_name", className, "config", given);
        try {
            return LayerRegistry.keras()
                    .withOldLayers()
                    .read(new Config(entry, "", Dialect.KERAS_3))
                    .spec()
                    .config();
        } catch (ModelFormatException e) {
            return Value.fields();
        }
    }

    /** Keras's own object, under one of its names; or an array, which the weights of the file stand for. */
    private static boolean isStandard(String key, Value value) {
        boolean named = value instanceof Value.Text name
                && name.text().equals(ModelSpec.snakeCase(STANDARD.getOrDefault(key, "")));
        if (key.endsWith("_initializer") && (named || isArray(value))) {
            return true;
        }
        return value instanceof Value.Fields object
                && object.get("class_name") instanceof Value.Text name
                && name.text().equals(STANDARD.get(key))
                && options(object).isEmpty();
    }

    private static boolean isArray(Value value) {
        return value instanceof Value.Fields object
                && object.get("config") instanceof Value.Fields config
                && config.get("value") instanceof Value.Fields;
    }

    /** The options of an object that are not Keras's defaults. */
    static Map<String, Value> options(Value.Fields object) {
        Map<String, Value> given = new LinkedHashMap<>();
        if (object.get("config") instanceof Value.Fields config) {
            config.fields().forEach((key, value) -> {
                if (value != Value.Nothing.NULL
                        && !value.equals(OBJECT_DEFAULTS.get(key))
                        && !EVERY_LAYER.contains(key)) {
                    given.put(key, value);
                }
            });
        }
        return given;
    }
}
