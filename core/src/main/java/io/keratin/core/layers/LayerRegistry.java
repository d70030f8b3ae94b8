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

    /** How deep wrappers may wrap. */
    private static final int MAX_DEPTH = 32;

    private static final String LAMBDA = "Lambda";

    private static final LayerRegistry STANDARD = new LayerRegistry(Map.of(), Map.of(), 0);

    private final Map<String, Factory> own;
    private final Map<String, Activation> activations;
    private final int depth;

    private LayerRegistry(Map<String, Factory> own, Map<String, Activation> activations, int depth) {
        this.own = own;
        this.activations = activations;
        this.depth = depth;
    }

    /** All layers that Keratin brings. */
    public static LayerRegistry keras() {
        return STANDARD;
    }

    /**
     * The table: a line a layer, a {@code #} standing for the number of axes. Only the line that is asked for makes its reader and
     * loads its classes; all of them together would take as long as reading 100 MB of weights.
     */
    private static @Nullable Factory standard(Asked asked) {
        if (asked.is("InputLayer")) return InputLayer::fromConfig;
        if (asked.is("Sequential")) return Sequential::fromConfig;
        if (asked.is("Functional")) return Functional::fromConfig;
        if (asked.is("LSTM")) return Lstm::fromConfig;
        if (asked.is("GRU")) return Gru::fromConfig;
        if (asked.is("SimpleRNN")) return SimpleRnn::fromConfig;
        if (asked.is("RNN")) return Rnn::fromConfig;
        if (asked.is("LSTMCell")) return RnnCell.factory(Lstm::fromConfig);
        if (asked.is("GRUCell")) return RnnCell.factory(Gru::fromConfig);
        if (asked.is("SimpleRNNCell")) return RnnCell.factory(SimpleRnn::fromConfig);
        if (asked.is("PeepholeLSTMCell")) return RnnCell.factory(PeepholeLstm::fromConfig);
        if (asked.is("StackedRNNCells")) return StackedRnnCells::fromConfig;
        if (asked.is("Bidirectional")) return Bidirectional::fromConfig;
        if (asked.is("TimeDistributed")) return TimeDistributed::fromConfig;
        if (asked.is("Embedding")) return Embedding::fromConfig;
        if (asked.is("Masking")) return Masking::fromConfig;
        if (asked.is("Dense")) return Dense::fromConfig;
        if (asked.is("Conv#D")) return Conv.reader(asked.axes());
        if (asked.is("ConvLSTM#D")) return ConvLstm.reader(asked.axes());
        if (asked.is("Conv#DTranspose")) return ConvTranspose.reader(asked.axes());
        if (asked.is("DepthwiseConv#D", 2)) return DepthwiseConv.reader(asked.axes());
        if (asked.is("SeparableConv#D", 2)) return SeparableConv.reader(asked.axes());
        if (asked.is("LocallyConnected#D", 2)) return LocallyConnected.reader(asked.axes());
        if (asked.is("MaxPooling#D")) return Pooling.reader(PoolKind.MAX, asked.axes());
        if (asked.is("AveragePooling#D")) return Pooling.reader(PoolKind.AVERAGE, asked.axes());
        if (asked.is("GlobalMaxPooling#D")) return GlobalPooling.reader(PoolKind.MAX, asked.axes());
        if (asked.is("GlobalAveragePooling#D")) return GlobalPooling.reader(PoolKind.AVERAGE, asked.axes());
        if (asked.is("AdaptiveMaxPooling#D")) return AdaptivePooling.reader(PoolKind.MAX, asked.axes());
        if (asked.is("AdaptiveAveragePooling#D")) return AdaptivePooling.reader(PoolKind.AVERAGE, asked.axes());
        if (asked.is("Activation")) return ActivationLayer::fromConfig;
        if (asked.is("ReLU")) return Relu::fromConfig;
        if (asked.is("LeakyReLU")) return LeakyRelu::fromConfig;
        if (asked.is("PReLU")) return PRelu::fromConfig;
        if (asked.is("ELU")) return Elu::fromConfig;
        if (asked.is("Softmax")) return Softmax::fromConfig;
        if (asked.is("Flatten")) return Flatten::fromConfig;
        if (asked.is("Reshape")) return Reshape::fromConfig;
        if (asked.is("Permute")) return Permute::fromConfig;
        if (asked.is("RepeatVector")) return RepeatVector::fromConfig;
        if (asked.is("BatchNormalization")) return BatchNormalization::fromConfig;
        if (asked.is("LayerNormalization")) return LayerNormalization::fromConfig;
        if (asked.is("GroupNormalization")) return GroupNormalization::fromConfig;
        if (asked.is("RMSNormalization")) return RmsNormalization::fromConfig;
        if (asked.is("UnitNormalization")) return UnitNormalization::fromConfig;
        if (asked.is("SpectralNormalization")) return SpectralNormalization::fromConfig;
        if (asked.is("Normalization")) return Normalization::fromConfig;
        if (asked.is("Rescaling")) return Rescaling::fromConfig;
        if (asked.is("Resizing")) return Resizing::fromConfig;
        if (asked.is("CenterCrop")) return CenterCrop::fromConfig;
        if (asked.is("ZeroPadding#D")) return ZeroPadding.reader(asked.axes());
        if (asked.is("Cropping#D")) return Cropping.reader(asked.axes());
        if (asked.is("UpSampling#D")) return UpSampling.reader(asked.axes());
        if (asked.is("EinsumDense")) return EinsumDense::fromConfig;
        if (asked.is("LayerScale")) return LayerScale::fromConfig;
        if (asked.is("CustomScaleLayer")) return CustomScaleLayer::fromConfig;
        if (asked.is("ReversibleEmbedding")) return ReversibleEmbedding::fromConfig;
        if (asked.is("ThresholdedReLU")) return ThresholdedRelu::fromConfig;
        if (asked.is("Attention")) return Attention::fromConfig;
        if (asked.is("AdditiveAttention")) return AdditiveAttention::fromConfig;
        if (asked.is("MultiHeadAttention")) return MultiHeadAttention::fromConfig;
        if (asked.is(GroupQueryAttention.EXPORTED)) return GroupQueryAttention::fromConfig;
        if (asked.is("Concatenate")) return Concatenate::fromConfig;
        if (asked.is("Dot")) return Dot::fromConfig;
        for (Merging.Kind kind : Merging.Kind.values()) {
            if (asked.is(kind.className())) return (config, registry) -> new Merging(kind);
        }
        if (asked.is("CategoryEncoding")) return CategoryEncoding::fromConfig;
        if (asked.is("Discretization")) return Discretization::fromConfig;
        if (asked.is("Hashing")) return Hashing::fromConfig;
        if (asked.is("HashedCrossing")) return HashedCrossing::fromConfig;
        for (IndexLookup.Keys keys : IndexLookup.Keys.values()) {
            if (asked.is(keys.className())) return (config, registry) -> IndexLookup.fromConfig(keys, config);
        }
        if (asked.is("TextVectorization")) return TextVectorization::fromConfig;
        if (asked.is("Pipeline")) return Pipeline::fromConfig;
        if (asked.is("MelSpectrogram")) return MelSpectrogram::fromConfig;
        if (asked.is("STFTSpectrogram")) return StftSpectrogram::fromConfig;
        if (asked.is("AutoContrast")) return AutoContrast::fromConfig;
        if (asked.is("ContrastLimitedAdaptiveHistogramEqualization")) return ContrastLimitedEqualization::fromConfig;
        for (TrainingOnly.Kind kind : TrainingOnly.Kind.values()) {
            if (asked.is(kind.className())) return (config, registry) -> TrainingOnly.fromConfig(kind, config);
        }
        return null;
    }

    /** The name that is looked for in the table; all of its names are collected where there is none. */
    private static final class Asked {

        private final @Nullable String name;
        private final Set<String> names = new TreeSet<>();
        private int axes;

        Asked(@Nullable String name) {
            this.name = name;
        }

        boolean is(String line) {
            return is(line, 3);
        }

        /** As {@link #is(String)}, of a line for up to {@code most} axes. */
        boolean is(String line, int most) {
            int sign = line.indexOf('#');
            if (name == null) {
                for (int n = 1; n <= (sign < 0 ? 1 : most); n++) {
                    names.add(line.replace('#', (char) ('0' + n)));
                }
                return false;
            } else if (sign < 0 || name.length() != line.length()) {
                return line.equals(name);
            }
            axes = name.charAt(sign) - '0';
            return axes >= 1 && axes <= most && line.equals(name.replace(name.charAt(sign), '#'));
        }

        /** What the {@code #} of the line stands for. */
        int axes() {
            return axes;
        }
    }

    /** Keras's other names for layers, which it takes from a file too. */
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
        Factory found = named(className);
        return found == null ? named(aliases().getOrDefault(className, className)) : found;
    }

    private @Nullable Factory named(String className) {
        Factory found = own.get(className);
        return found == null ? standard(new Asked(className)) : found;
    }

    /** This registry with one more layer, or another one under a known name. */
    public LayerRegistry with(String className, Factory factory) {
        Map<String, Factory> more = new LinkedHashMap<>(own);
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
        return new LayerRegistry(own, more, depth);
    }

    /** This registry with the layers of Keras 1 and 2 that no later Keras has, except those that the user brings. */
    public LayerRegistry withOldLayers() {
        return OldLayers.addTo(this);
    }

    /** The class names that can be read. */
    public Set<String> classNames() {
        Asked all = new Asked(null);
        standard(all);
        all.names.addAll(own.keySet());
        return all.names;
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
        if (OperationLayer.isOperation(entry)) {
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
            LayerSpec spec = factory.create(config, new LayerRegistry(own, activations, depth + 1));
            if (spec == null) {
                throw new IllegalArgumentException(
                        "the Java code registered for '" + className + "' gives null, no layer");
            }
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
        String function = function(entry);
        String hint =
                HINTS.getOrDefault(className, "register a Java layer under this name, or rebuild the model without it");
        if (!function.isEmpty()) {
            hint = function.equals("einsum")
                    ? "tf.keras does not write its operands into the file; rebuild the model with a layer, such as EinsumDense"
                    : "rebuild the model without it";
        }
        return new ModelFormatException(
                Kind.UNSUPPORTED,
                entry.path(),
                (function.isEmpty() ? "unknown layer class '" + className : "unknown TensorFlow function '" + function)
                        + "'" + (name.isEmpty() ? "" : " (layer '" + name + "')") + ": " + hint);
    }

    /** The function in a graph of tf.keras 2 that a layer stands for; empty if it stands for none. */
    private static String function(Config entry) {
        Value config = entry.fields().get("config");
        Value function = config instanceof Value.Fields f
                ? f.get("node_def") instanceof Value.Fields node ? node.get("op") : f.get("function")
                : null;
        Value className = entry.fields().get("class_name");
        boolean tensorFlow = Value.of("TFOpLambda").equals(className)
                || Value.of("TensorFlowOpLayer").equals(className);
        return tensorFlow && function instanceof Value.Text t ? t.text() : "";
    }

    /** What nodes of tf.keras 2 are for that exist for the methods of ragged and sparse tensors alone. */
    private static final String RAGGED =
            "it makes a ragged or sparse tensor, which no layer here takes; pad the model's input instead";

    /** What to do about classes that cannot be read, where it is something of their own. */
    private static final Map<String, String> HINTS = Map.of(
            LAMBDA,
            "it holds Python code, which is never run; register a Java layer under this name",
            "Merge",
            "its mode is Python code, which is never run, or the inputs of the models that it merges are not known",
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
