package io.keratin.keras;

import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.layers.LayerRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the configuration that an older Keras wrote into the words of Keras 3. Every rule that changes something is noted, and
 * ends in the import report.
 */
final class EraRules {

    /** Class names with an era's suffix. */
    private static final Map<String, String> RENAMED = Map.ofEntries(
            Map.entry("Model", "Functional"),
            Map.entry("BatchNormalizationV1", "BatchNormalization"),
            Map.entry("BatchNormalizationV2", "BatchNormalization"),
            Map.entry("SyncBatchNormalization", "BatchNormalization"),
            Map.entry("LayerNormalizationV1", "LayerNormalization"),
            Map.entry("LSTMV1", "LSTM"),
            Map.entry("LSTMV2", "LSTM"),
            Map.entry("CuDNNLSTM", "LSTM"),
            Map.entry("GRUV1", "GRU"),
            Map.entry("GRUV2", "GRU"),
            Map.entry("CuDNNGRU", "GRU"),
            Map.entry("Addons>PeepholeLSTMCell", "PeepholeLSTMCell"),
            Map.entry("GroupedQueryAttention", "GroupQueryAttention"));

    /** Modes of Keras 1's Merge. */
    private static final Map<String, String> MERGED = Map.of(
            "sum", "Add",
            "mul", "Multiply",
            "concat", "Concatenate",
            "ave", "Average",
            "max", "Maximum",
            "dot", "Dot",
            "cos", "Dot");

    /** What tf.keras 2 wrote before the names of some layers. */
    private static final String EXPERIMENTAL = "experimental.preprocessing>";

    private static final Value TUPLE = Value.of("__tuple__");

    private static final Set<String> GATED =
            Set.of("LSTM", "GRU", "LSTMCell", "GRUCell", "PeepholeLSTMCell", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D");
    private static final Set<String> RECURRENT =
            Set.of("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D");

    /** Where a configuration holds a list of layers. */
    private static final Set<String> LISTS = Set.of("layers", "cells", "cell");

    /** Layers that are not grouped, though tf.keras 2 wrote the option of the class above them. */
    private static final Set<String> UNGROUPED = Set.of(
            "Conv1DTranspose",
            "Conv2DTranspose",
            "Conv3DTranspose",
            "DepthwiseConv1D",
            "DepthwiseConv2D",
            "SeparableConv1D",
            "SeparableConv2D");

    /** Options of a kernel that such a layer, which has two others, wrote nevertheless. */
    private static final List<String> IDLE = List.of("kernel_initializer", "kernel_regularizer", "kernel_constraint");

    /** Versions of Keras before it became tf.keras 2. */
    private static final Pattern BEFORE_TF_2 = Pattern.compile("1\\..*|2\\.[0-3]\\.\\d+|2\\.[01]\\.\\d+-tf");

    private static final int MAX_DEPTH = 32;

    /** What a layer that cannot be read becomes, and its option: which of the problems it has. No file has such a name. */
    private static final String REFUSED = "(refused)";

    private static final String PROBLEM = "problem";

    private final Dialect dialect;
    private final String version;
    private final boolean mayBeKeras1;
    private final boolean theano;

    /** Whether Keras had not yet become tf.keras 2. */
    private final boolean beforeTf2;

    /** Whether masked steps of a Bidirectional repeat the step before them. */
    private final boolean repeats;

    private final List<ModelFormatException> problems;
    private final Set<String> applied = new LinkedHashSet<>();
    private int unnamed;

    private EraRules(
            Value.Fields entry, Dialect dialect, String version, boolean theano, List<ModelFormatException> problems) {
        this.problems = problems;
        this.dialect = dialect;
        this.version = version;
        // Keras 2 wrote no option under an old name
        this.mayBeKeras1 = dialect == Dialect.KERAS_2 && (version.startsWith("1.") || version.equals(Document.KERAS_2));
        this.theano = theano;
        this.beforeTf2 = BEFORE_TF_2.matcher(version).matches();
        this.repeats = beforeTf2 && makesMasks(entry);
    }

    /** The model's entry in the words of Keras 3; what was changed is added to {@code rules}. */
    static Value.Fields apply(Value.Fields entry, Document document, List<String> rules) {
        List<ModelFormatException> problems = new ArrayList<>();
        Value.Fields out = apply(entry, document, rules, problems);
        if (!problems.isEmpty()) {
            throw ModelFormatException.all(problems);
        }
        return out;
    }

    /**
     * As {@link #apply(Value.Fields, Document, List)}, but what cannot be read stays in the model as a layer that a registry {@linkplain
     * #refusing refuses}, so that its problem, added to {@code problems}, is reported with those of other layers.
     */
    static Value.Fields apply(
            Value.Fields entry, Document document, List<String> rules, List<ModelFormatException> problems) {
        EraRules era = new EraRules(entry, document.dialect(), document.kerasVersion(), document.theano(), problems);
        Value.Fields out = era.entry(era.dialect == Dialect.KERAS_2 ? (Value.Fields) lists(entry) : entry, "");
        rules.addAll(era.applied);
        return out;
    }

    /** The registry, which throws each problem where its layer is read. */
    static LayerRegistry refusing(LayerRegistry registry, List<ModelFormatException> problems) {
        return problems.isEmpty()
                ? registry
                : registry.with(REFUSED, (config, inner) -> {
                    int i = config.integer(PROBLEM);
                    throw i >= 0 && i < problems.size() ? problems.get(i) : config.error(PROBLEM, "no such problem");
                });
    }

    /** Tuples as lists, as which most versions wrote them. */
    private static Value lists(Value value) {
        if (value instanceof Value.Items list) {
            return list.map(EraRules::lists);
        } else if (value instanceof Value.Fields f) {
            if (TUPLE.equals(f.get("class_name")) && f.get("items") instanceof Value.Items items) {
                return lists(items);
            }
            Map<String, Value> all = new LinkedHashMap<>();
            f.fields().forEach((key, v) -> all.put(key, lists(v)));
            return new Value.Fields(all);
        }
        return value;
    }

    /** A layer's entry, {@code {"class_name": …, "config": …}}; inner layers first. Depth is bounded by the JSON parser. */
    private Value.Fields entry(Value.Fields entry, String path) {
        if (!(entry.get("class_name") instanceof Value.Text written)) {
            return entry;
        }
        try {
            return translated(entry, written.text(), path);
        } catch (ModelFormatException e) {
            return refused(entry, e);
        }
    }

    private Value.Fields refused(Value.Fields entry, ModelFormatException problem) {
        problems.add(problem);
        Value.Fields config = Value.fields(PROBLEM, problems.size() - 1);
        Value name = entry.get("config") instanceof Value.Fields given ? given.get("name") : null;
        return entry.with("class_name", Value.of(REFUSED))
                .with("config", name instanceof Value.Text ? config.with("name", name) : config);
    }

    private Value.Fields translated(Value.Fields entry, String old, String path) {
        if (old.equals("Merge") && dialect == Dialect.KERAS_2 && entry.get("config") instanceof Value.Fields merge) {
            return merge(entry, inner(merge, path.isEmpty() ? "config" : path + ".config"));
        }
        String className = className(old);
        Value.Fields out = entry;
        if (!className.equals(old)) {
            applied.add(old + " is read as " + className);
            out = out.with("class_name", Value.of(className));
        }
        Value config = entry.get("config");
        if (config instanceof Value.Items layers && className.equals("Sequential")) {
            applied.add("Sequential configuration as a bare list of layers (before Keras 2.2.3)");
            Value name = entry.get("name");
            if (!(name instanceof Value.Text)) {
                name = Value.of(unnamed == 0 ? "sequential" : "sequential_" + unnamed);
                unnamed++;
            }
            config = Value.fields("name", name, "layers", layers);
        }
        if (!(config instanceof Value.Fields given)) {
            return out;
        }
        Value outer = entry.get("name");
        boolean nameless = given.get("name") == Value.Nothing.NULL && outer instanceof Value.Text;
        Value.Fields fields = outer != null && nameless ? given.with("name", outer) : given;
        String inside = path.isEmpty() ? "config" : path + ".config";
        if (className.equals("Model") && fields.get("output_layers") != null) {
            applied.add("Model is read as Functional");
            className = "Functional";
            out = out.with("class_name", Value.of(className));
        }
        Value shape = className.equals("Sequential") ? firstShape(fields) : null;
        Value.Fields words = config(old, className, inner(fields, inside), inside);
        if (OldGraph.recognises(words)) {
            applied.add("calls of layers as lists, as before Keras 3");
            words = OldOperations.translate(OldGraph.translate(words, inside, this::refused), applied);
        }
        if (RECURRENT.contains(className) && words.get("time_major") instanceof Value.Flag first && first.flag()) {
            return timeMajor(out, words);
        }
        Value.Fields padded = theano ? TheanoPadding.of(out.with("config", words), inside, applied) : null;
        if (padded != null) {
            return padded;
        }
        if (className.equals("RandomCrop") && dialect == Dialect.KERAS_2) {
            applied.add("RandomCrop as Resizing with crop_to_aspect_ratio, which tf.keras 2 did in predictions");
            return EarlyPreprocessing.randomCrop(out, words, version, inside);
        }
        if (beforeTf2 && OldUpSampling.isOne(className, words)) {
            applied.add("UpSampling2D with interpolation bilinear as TensorFlow 1 laid it");
            return OldUpSampling.of(out, words);
        }
        Value.Fields merged = className.equals("Sequential") ? MergedModels.graph(words) : null;
        if (merged != null) {
            applied.add("Sequential that begins with Merge is read as a graph");
            return merged;
        }
        return out.with("config", shape == null ? words : withInput(words, shape));
    }

    /** A layer whose first axis is time stands around the same layer whose first axis is the batch. */
    private Value.Fields timeMajor(Value.Fields entry, Value.Fields config) {
        applied.add("time_major: the first axis of " + entry.get("class_name") + " is time (an option of tf.keras 2)");
        Value.Fields outer = Value.fields("layer", entry.with("config", config.without("time_major")));
        for (String key : List.of("name", "trainable", "dtype")) {
            Value value = config.get(key);
            outer = value == null ? outer : outer.with(key, value);
        }
        return entry.with("class_name", Value.of(LayerRegistry.TIME_MAJOR)).with("config", outer);
    }

    /** Keras 1's layer for all ways of merging in a graph; as the first layer of a Sequential it holds models, which it keeps. */
    private Value.Fields merge(Value.Fields entry, Value.Fields config) {
        String mode = config.get("mode") instanceof Value.Text t ? t.text() : "";
        String className = MERGED.get(mode);
        if (className == null) {
            return entry;
        }
        applied.add("Merge with mode " + mode + " is read as " + className);
        Value name = config.get("name");
        Value.Fields options = Value.fields("name", name == null ? Value.of("merge") : name);
        Value axis = config.get(className.equals("Dot") ? "dot_axes" : "concat_axis");
        if (className.equals("Concatenate")) {
            options = options.with("axis", axis == null ? Value.of(-1) : axis);
        } else if (className.equals("Dot")) {
            options = options.with("axes", axis == null ? Value.of(-1) : axis)
                    .with("normalize", Value.of(mode.equals("cos")));
        }
        Value models = config.get("layers");
        return MergedModels.holding(
                entry.with("class_name", Value.of(className)).with("config", options), models);
    }

    private String className(String old) {
        String plain = old.startsWith(EXPERIMENTAL) ? old.substring(EXPERIMENTAL.length()) : old;
        return RENAMED.getOrDefault(plain, dialect == Dialect.KERAS_2 ? Keras1.className(plain) : plain);
    }

    /** A layer's own options; those of layers inside are in today's words already. */
    private Value.Fields config(String old, String className, Value.Fields config, String path) {
        Value.Fields out = config;
        if (mayBeKeras1) {
            List<String> renamed = new ArrayList<>();
            out = Keras1.options(className, out, path, renamed);
            if (!renamed.isEmpty()) {
                applied.add(old + " as Keras 1 wrote it: " + String.join(", ", renamed));
            }
        }
        if (old.startsWith("CuDNN")) {
            applied.add(old + " computes tanh and sigmoid, with both biases");
            out = out.with("activation", Value.of("tanh"))
                    .with("recurrent_activation", Value.of("sigmoid"))
                    .with("use_bias", Value.of(true));
            out = className.equals("GRU") ? out.with("reset_after", Value.of(true)) : out;
        }
        if (UNGROUPED.contains(className) && Value.of(1).equals(out.get("groups"))) {
            applied.add(className + " without groups: 1 (an option of tf.keras 2)");
            out = out.without("groups");
        }
        if (className.startsWith("SeparableConv") && dialect == Dialect.KERAS_2) {
            for (String key : IDLE) {
                out = out.without(key);
            }
        }
        if (dialect == Dialect.KERAS_2) {
            out = EarlyPreprocessing.options(className, out, applied);
        }
        return recurrent(className, out);
    }

    /** All entries one level down: lists of layers, wrapped layers. */
    private Value.Fields inner(Value.Fields config, String path) {
        Value.Fields out = config;
        for (Map.Entry<String, Value> option : config.fields().entrySet()) {
            String key = option.getKey();
            if (option.getValue() instanceof Value.Fields f) {
                out = out.with(key, entry(f, path + "." + key));
            } else if (option.getValue() instanceof Value.Items list && LISTS.contains(key)) {
                AtomicInteger n = new AtomicInteger();
                out = out.with(key, list.map(item -> {
                    String place = path + "." + key + "[" + n.getAndIncrement() + "]";
                    return item instanceof Value.Fields f ? entry(f, place) : item;
                }));
            }
        }
        return out;
    }

    /** Files without an InputLayer: the first layer's own configuration says what goes in. */
    private Value.Fields withInput(Value.Fields sequential, Value shape) {
        if (!(sequential.get("layers") instanceof Value.Items list)
                || !(list.items().get(0) instanceof Value.Fields first)) {
            return sequential;
        }
        applied.add("input shape taken from the first layer's options");
        String name = first.get("config") instanceof Value.Fields c && c.get("name") instanceof Value.Text t
                ? t.text() + "_input"
                : "input_layer";
        List<Value> layers = new ArrayList<>();
        layers.add(
                Value.fields("class_name", "InputLayer", "config", Value.fields("batch_shape", shape, "name", name)));
        layers.addAll(list.items());
        return sequential.with("layers", new Value.Items(layers));
    }

    /** The input shape of a Sequential as its first layer has it; null if it has none, or an InputLayer has it. */
    private static @Nullable Value firstShape(Value.Fields sequential) {
        Value layers = sequential.get("layers");
        for (int depth = 0; depth <= MAX_DEPTH; depth++) {
            if (!(layers instanceof Value.Items list)
                    || list.items().isEmpty()
                    || !(list.items().get(0) instanceof Value.Fields first)
                    || Value.of("InputLayer").equals(first.get("class_name"))) {
                return null;
            }
            layers = first.get("config");
            if (layers instanceof Value.Fields config) {
                Value own = ownShape(String.valueOf(first.get("class_name")), config);
                if (own != null) {
                    return own;
                }
                layers = config.get("layers");
            }
        }
        return null;
    }

    private static @Nullable Value ownShape(String className, Value.Fields config) {
        if (config.get("batch_input_shape") instanceof Value.Items whole) {
            return whole;
        }
        List<Value> dims = new ArrayList<>(List.of(Value.Nothing.NULL));
        Value length = config.get("input_length") == null ? Value.Nothing.NULL : config.get("input_length");
        if (config.get("input_shape") instanceof Value.Items sample) {
            dims.addAll(sample.items());
            return new Value.Items(dims);
        }
        Value features = config.get("input_dim");
        if (!(features instanceof Value.Int || features instanceof Value.Real)) {
            return null;
        } else if (className.contains("Embedding")) {
            dims.add(length);
        } else {
            if (config.fields().containsKey("input_length")) {
                dims.add(length);
            }
            dims.add(features);
        }
        return new Value.Items(dims);
    }

    private static boolean makesMasks(Value value) {
        return value instanceof Value.Items list
                ? list.items().stream().anyMatch(EraRules::makesMasks)
                : value instanceof Value.Fields f
                        && (Value.of("Masking").equals(f.get("class_name"))
                                || Value.of(true).equals(f.get("mask_zero"))
                                || f.fields().values().stream().anyMatch(EraRules::makesMasks));
    }

    private Value.Fields recurrent(String className, Value.Fields config) {
        Value.Fields out = config;
        if (repeats && className.equals("Bidirectional")) {
            applied.add("masked steps of Bidirectional give what the step before them gave, as in Keras " + version);
            out = out.with("zero_output_for_mask", Value.of(false));
        }
        if (RECURRENT.contains(className) && config.get("time_major") instanceof Value.Flag first && !first.flag()) {
            applied.add("time_major: false dropped (an option of tf.keras 2)");
            out = out.without("time_major");
        }
        if (dialect != Dialect.KERAS_2) {
            return out;
        }
        if (className.startsWith("GRU") && GATED.contains(className) && config.get("reset_after") == null) {
            applied.add(className + " without reset_after: false, as before tf.keras 2");
            out = out.with("reset_after", Value.of(false));
        }
        if (GATED.contains(className) && config.get("recurrent_activation") == null) {
            applied.add(className + " without recurrent_activation: hard_sigmoid, as in Keras " + version);
            out = out.with("recurrent_activation", Value.of("hard_sigmoid"));
        }
        for (String key : List.of("activation", "recurrent_activation")) {
            if (Value.of("hard_sigmoid").equals(out.get(key))) {
                applied.add("hard_sigmoid as Keras " + version + " computed it: clip(0.2 x + 0.5, 0, 1)");
            }
        }
        return out;
    }
}
