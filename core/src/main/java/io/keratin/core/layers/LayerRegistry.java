package io.keratin.core.layers;

import io.keratin.core.activations.Activation;
import io.keratin.core.config.Config;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The layers that can be read from a configuration, by Keras's class name: one visible table. Immutable; {@link #with}
 * gives a new registry with one more.
 */
public final class LayerRegistry {

    /** Makes a layer of its configuration; wrappers read their inner layers through the registry. */
    @FunctionalInterface
    public interface Factory {
        /** The layer that {@code config} describes. */
        LayerSpec create(Config config, LayerRegistry registry);
    }

    /** What a rule for older files calls a recurrent layer of tf.keras 2 whose first axis is time; no file does. */
    public static final String TIME_MAJOR = "TimeMajor";

    /** Keys that say nothing about what a layer computes. */
    private static final Set<String> NEUTRAL = Set.of(
            "name",
            "trainable",
            "dtype",
            "dynamic",
            "batch_input_shape",
            "batch_shape",
            "implementation",
            "use_cudnn",
            "quantization_config",
            "_jit_compile",
            "jit_compile",
            "activity_regularizer",
            "autocast",
            "lora_rank",
            "lora_alpha",
            "is_legacy_optimizer",
            "build_config");

    /** Keras's other names for layers, which it takes from a file too. */
    private static final Map<String, String> ALIASES = aliases();

    /** How deep wrappers may wrap. */
    private static final int MAX_DEPTH = 32;

    private static final String LAMBDA = "Lambda";

    private static final LayerRegistry STANDARD = standard();

    private final Map<String, Factory> factories;
    private final Map<String, Activation> activations;
    private final int depth;

    private LayerRegistry(Map<String, Factory> factories, Map<String, Activation> activations, int depth) {
        this.factories = factories;
        this.activations = activations;
        this.depth = depth;
    }

    /** All layers that Keratin brings. */
    public static LayerRegistry keras() {
        return STANDARD;
    }

    private static LayerRegistry standard() {
        Map<String, Factory> f = new LinkedHashMap<>();
        f.put("InputLayer", InputLayer::fromConfig);
        f.put("Sequential", Sequential::fromConfig);
        f.put("Functional", Functional::fromConfig);
        f.put("LSTM", Lstm::fromConfig);
        f.put("GRU", Gru::fromConfig);
        f.put("SimpleRNN", SimpleRnn::fromConfig);
        f.put("RNN", Rnn::fromConfig);
        f.put("LSTMCell", RnnCell.factory(Lstm::fromConfig));
        f.put("GRUCell", RnnCell.factory(Gru::fromConfig));
        f.put("SimpleRNNCell", RnnCell.factory(SimpleRnn::fromConfig));
        f.put("StackedRNNCells", StackedRnnCells::fromConfig);
        f.put("Bidirectional", Bidirectional::fromConfig);
        f.put("TimeDistributed", TimeDistributed::fromConfig);
        f.put("Embedding", Embedding::fromConfig);
        f.put("Masking", Masking::fromConfig);
        f.put("Dense", Dense::fromConfig);
        for (int axes = 1; axes <= 3; axes++) {
            f.put("Conv" + axes + "D", Conv.reader(axes));
            f.put("ConvLSTM" + axes + "D", ConvLstm.reader(axes));
            f.put("Conv" + axes + "DTranspose", ConvTranspose.reader(axes));
            if (axes < 3) {
                f.put("DepthwiseConv" + axes + "D", DepthwiseConv.reader(axes));
                f.put("SeparableConv" + axes + "D", SeparableConv.reader(axes));
                f.put("LocallyConnected" + axes + "D", LocallyConnected.reader(axes));
            }
            for (PoolKind kind : PoolKind.values()) {
                String name = kind.word() + "Pooling" + axes + "D";
                f.put(name, Pooling.reader(kind, axes));
                f.put("Global" + name, GlobalPooling.reader(kind, axes));
                f.put("Adaptive" + name, AdaptivePooling.reader(kind, axes));
            }
        }
        f.put("Activation", ActivationLayer::fromConfig);
        f.put("ReLU", Relu::fromConfig);
        f.put("LeakyReLU", LeakyRelu::fromConfig);
        f.put("PReLU", PRelu::fromConfig);
        f.put("ELU", Elu::fromConfig);
        f.put("Softmax", Softmax::fromConfig);
        f.put("Flatten", Flatten::fromConfig);
        f.put("Reshape", Reshape::fromConfig);
        f.put("Permute", Permute::fromConfig);
        f.put("RepeatVector", RepeatVector::fromConfig);
        f.put("BatchNormalization", BatchNormalization::fromConfig);
        f.put("LayerNormalization", LayerNormalization::fromConfig);
        f.put("GroupNormalization", GroupNormalization::fromConfig);
        f.put("RMSNormalization", RmsNormalization::fromConfig);
        f.put("UnitNormalization", UnitNormalization::fromConfig);
        f.put("SpectralNormalization", SpectralNormalization::fromConfig);
        f.put("Normalization", Normalization::fromConfig);
        f.put("Rescaling", Rescaling::fromConfig);
        f.put("Resizing", Resizing::fromConfig);
        f.put("CenterCrop", CenterCrop::fromConfig);
        for (int dims = 1; dims <= 3; dims++) {
            int axes = dims;
            f.put("ZeroPadding" + axes + "D", (config, registry) -> ZeroPadding.fromConfig(axes, config));
            f.put("Cropping" + axes + "D", (config, registry) -> Cropping.fromConfig(axes, config));
            f.put("UpSampling" + axes + "D", (config, registry) -> UpSampling.fromConfig(axes, config));
        }
        f.put("EinsumDense", EinsumDense::fromConfig);
        f.put("LayerScale", LayerScale::fromConfig);
        f.put("CustomScaleLayer", CustomScaleLayer::fromConfig);
        f.put("ReversibleEmbedding", ReversibleEmbedding::fromConfig);
        f.put("ThresholdedReLU", ThresholdedRelu::fromConfig);
        f.put("Attention", Attention::fromConfig);
        f.put("AdditiveAttention", AdditiveAttention::fromConfig);
        f.put("MultiHeadAttention", MultiHeadAttention::fromConfig);
        f.put(GroupQueryAttention.EXPORTED, GroupQueryAttention::fromConfig);
        f.put("Concatenate", Concatenate::fromConfig);
        f.put("Dot", Dot::fromConfig);
        for (Merging.Kind kind : Merging.Kind.values()) {
            f.put(kind.className(), (config, registry) -> new Merging(kind));
        }
        f.put("CategoryEncoding", CategoryEncoding::fromConfig);
        f.put("Discretization", Discretization::fromConfig);
        f.put("Hashing", Hashing::fromConfig);
        f.put("HashedCrossing", HashedCrossing::fromConfig);
        for (IndexLookup.Keys keys : IndexLookup.Keys.values()) {
            f.put(keys.className(), (config, registry) -> IndexLookup.fromConfig(keys, config));
        }
        f.put("TextVectorization", TextVectorization::fromConfig);
        f.put("Pipeline", Pipeline::fromConfig);
        f.put("MelSpectrogram", MelSpectrogram::fromConfig);
        f.put("STFTSpectrogram", StftSpectrogram::fromConfig);
        f.put("AutoContrast", AutoContrast::fromConfig);
        f.put("ContrastLimitedAdaptiveHistogramEqualization", ContrastLimitedEqualization::fromConfig);
        for (TrainingOnly.Kind kind : TrainingOnly.Kind.values()) {
            f.put(kind.className(), (config, registry) -> TrainingOnly.fromConfig(kind, config));
        }
        return new LayerRegistry(f, Map.of(), 0);
    }

    private static Map<String, String> aliases() {
        Map<String, String> all = new LinkedHashMap<>();
        for (String d : List.of("1D", "2D", "3D")) {
            all.put("Convolution" + d, "Conv" + d);
            all.put("Convolution" + d + "Transpose", "Conv" + d + "Transpose");
            all.put("SeparableConvolution" + d, "SeparableConv" + d);
            all.put("MaxPool" + d, "MaxPooling" + d);
            all.put("AvgPool" + d, "AveragePooling" + d);
            all.put("GlobalMaxPool" + d, "GlobalMaxPooling" + d);
            all.put("GlobalAvgPool" + d, "GlobalAveragePooling" + d);
        }
        return all;
    }

    private @Nullable Factory factory(String className) {
        Factory own = factories.get(className);
        return own == null ? factories.get(ALIASES.getOrDefault(className, className)) : own;
    }

    /** This registry with one more layer, or another one under a known name. */
    public LayerRegistry with(String className, Factory factory) {
        Map<String, Factory> more = new LinkedHashMap<>(factories);
        more.put(className, factory);
        return new LayerRegistry(more, activations, depth);
    }

    /**
     * This registry with one more activation, or another one under a known name: a function that the model's Python code
     * defined, by its name.
     */
    public LayerRegistry with(String name, Activation activation) {
        Map<String, Activation> more = new LinkedHashMap<>(activations);
        more.put(name, activation);
        return new LayerRegistry(factories, more, depth);
    }

    /** This registry with the layers of Keras 1 and 2 that no later Keras has, except those that the user brings. */
    public LayerRegistry withOldLayers() {
        return OldLayers.addTo(this);
    }

    /** The class names that can be read. */
    public Set<String> classNames() {
        return new TreeSet<>(factories.keySet());
    }

    /** Whether a layer of this class can be read. */
    public boolean knows(String className) {
        return factory(className) != null;
    }

    /**
     * Reads the layer under a key, as wrappers hold it: {@code {"class_name": …, "config": {…}}}.
     *
     * @throws ModelFormatException if its class is unknown, an option is wrong or not understood
     */
    public NamedLayer read(Config parent, String key) {
        return read(parent.object(key));
    }

    /** Reads one layer entry. */
    public NamedLayer read(Config entry) {
        return read(entry, Arguments.ONE_INPUT);
    }

    /** Reads one entry of a graph: a layer, or an operation, to which the arguments of its only call belong. */
    NamedLayer read(Config entry, Arguments arguments) {
        if (depth > MAX_DEPTH) {
            throw entry.error("class_name", "layers are wrapped more than " + MAX_DEPTH + " deep");
        }
        if (OperationLayer.isModule(entry.text("module", ""))) {
            return OperationLayer.read(entry, arguments);
        }
        String className = entry.text("class_name");
        Factory factory = factory(className);
        if (factory == null) {
            throw unknown(entry, className);
        }
        Config config = entry.object("config").withCustomObjects(activations);
        String name = config.text("name", className.toLowerCase(Locale.ROOT));
        try {
            String dtype = dtype(config);
            LayerSpec spec = factory.create(config, new LayerRegistry(factories, activations, depth + 1));
            if (!className.equals(LAMBDA)) { // its options are Python code, for which the user's layer stands
                config.refuseUnread(className, NEUTRAL);
            }
            // Keras 3 writes a Sequential's own attribute and forgets it when it reads: its layers have theirs.
            boolean trainable = spec instanceof ModelSpec || config.flag("trainable", true);
            return new NamedLayer(name, spec, trainable, dtype);
        } catch (ModelFormatException e) {
            throw e.ofLayer(name);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(Kind.MISMATCH, config.path(), String.valueOf(e.getMessage()), e)
                    .ofLayer(name);
        }
    }

    /** Reads all entries; every problem is reported, not just the first. */
    public List<NamedLayer> readAll(List<Config> entries) {
        List<NamedLayer> layers = new ArrayList<>();
        List<ModelFormatException> problems = new ArrayList<>();
        for (Config entry : entries) {
            try {
                layers.add(read(entry));
            } catch (ModelFormatException e) {
                problems.add(e);
            }
        }
        if (!problems.isEmpty()) {
            throw ModelFormatException.all(problems);
        }
        return layers;
    }

    private ModelFormatException unknown(Config entry, String className) {
        String name = entry.has("config") ? entry.object("config").text("name", "") : "";
        String hint =
                HINTS.getOrDefault(className, "register a Java layer under this name, or rebuild the model without it");
        return new ModelFormatException(
                Kind.UNSUPPORTED,
                entry.path(),
                "unknown layer class '" + className + "'" + (name.isEmpty() ? "" : " (layer '" + name + "')") + ": "
                        + hint);
    }

    /** What nodes of tf.keras 2 are for that exist for the methods of ragged and sparse tensors alone. */
    private static final String RAGGED =
            "it makes a ragged or sparse tensor, which no layer here takes; pad the model's input instead";

    /** What to do about classes that cannot be read, where it is something of their own. */
    private static final Map<String, String> HINTS = Map.of(
            LAMBDA,
            "it holds Python code, which is never run; register a Java layer under this name",
            "ClassMethod",
            RAGGED,
            "InstanceMethod",
            RAGGED,
            "InstanceProperty",
            RAGGED);

    /** Keras's ways to quantise that are not decoded. */
    private static final Map<String, String> UNDECODED = Map.of(
            "QuantizedFloat8DTypePolicy", "float8",
            "GPTQDTypePolicy", "GPTQ",
            "AWQDTypePolicy", "AWQ");

    private static void refuseUndecoded(Config config, @Nullable Value policy) {
        if (policy instanceof Value.Fields f) {
            if (f.get("class_name") instanceof Value.Text t && UNDECODED.containsKey(t.text())) {
                throw new ModelFormatException(
                        Kind.UNSUPPORTED,
                        config.path() + ".dtype",
                        "weights quantised as " + UNDECODED.get(t.text())
                                + " are not read, int8 and int4 are; save the model as it was before quantize()");
            }
            f.fields().values().forEach(inner -> refuseUndecoded(config, inner));
        }
    }

    /** The policy's name: a string, or an object whose config has a name, or says how which one was quantised. */
    private static String dtype(Config config) {
        Value policy = config.value("dtype");
        refuseUndecoded(config, policy);
        if (policy instanceof Value.Fields f && f.get("config") instanceof Value.Fields c) {
            if (c.get("name") instanceof Value.Text t) {
                return t.text();
            } else if (c.get("mode") instanceof Value.Text mode && c.get("source_name") instanceof Value.Text source) {
                return mode.text() + "_from_" + source.text();
            }
        }
        return policy instanceof Value.Text t ? t.text() : "float32";
    }
}
