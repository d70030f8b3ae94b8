package io.keratin.keras;

import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns the configuration that an older Keras wrote into the words of Keras 3. Every rule that changes something is noted, and
 * ends in the import report.
 */
final class EraRules {

    /** Class names with an era's suffix. */
    private static final Map<String, String> RENAMED = Map.of(
            "Model", "Functional",
            "BatchNormalizationV1", "BatchNormalization",
            "BatchNormalizationV2", "BatchNormalization",
            "LayerNormalizationV1", "LayerNormalization",
            "LSTMV1", "LSTM",
            "LSTMV2", "LSTM",
            "GRUV1", "GRU",
            "GRUV2", "GRU");

    private static final Set<String> RECURRENT = Set.of("LSTM", "GRU", "SimpleRNN");

    private final Dialect dialect;
    private final String version;
    private final Set<String> applied = new LinkedHashSet<>();

    private EraRules(Dialect dialect, String version) {
        this.dialect = dialect;
        this.version = version;
    }

    /** The model's entry in the words of Keras 3; what was changed is added to {@code rules}. */
    static Value.Fields apply(Value.Fields entry, Dialect dialect, String version, List<String> rules) {
        EraRules era = new EraRules(dialect, version);
        Value.Fields out = era.entry(entry, "");
        rules.addAll(era.applied);
        return out;
    }

    /** A layer's entry, {@code {"class_name": …, "config": …}}; inner layers first. Depth is bounded by the JSON parser. */
    private Value.Fields entry(Value.Fields entry, String path) {
        if (!(entry.get("class_name") instanceof Value.Text name)) {
            return entry;
        }
        Value.Fields out = entry;
        String className = RENAMED.getOrDefault(name.text(), name.text());
        if (!className.equals(name.text())) {
            applied.add(name.text() + " is read as " + className);
            out = out.with("class_name", Value.of(className));
        }
        Value config = entry.get("config");
        if (config instanceof Value.Items layers && className.equals("Sequential")) {
            applied.add("Sequential configuration as a bare list of layers (before Keras 2.2.3)");
            config = Value.fields("name", "sequential", "layers", layers);
        }
        if (!(config instanceof Value.Fields fields)) {
            return out;
        }
        String inside = path.isEmpty() ? "config" : path + ".config";
        fields = inner(fields, inside);
        if (className.equals("Sequential")) {
            fields = withInput(fields);
        }
        if (RECURRENT.contains(className)) {
            fields = recurrent(className, fields, inside);
        }
        return out.with("config", fields);
    }

    /** All entries one level down: lists of layers, wrapped layers. */
    private Value.Fields inner(Value.Fields config, String path) {
        Map<String, Value> out = new LinkedHashMap<>();
        config.fields().forEach((key, value) -> {
            if (value instanceof Value.Fields f) {
                out.put(key, entry(f, path + "." + key));
            } else if (value instanceof Value.Items list && key.equals("layers")) {
                List<Value> items = new ArrayList<>();
                for (Value item : list.items()) {
                    String place = path + ".layers[" + items.size() + "]";
                    items.add(item instanceof Value.Fields f ? entry(f, place) : item);
                }
                out.put(key, new Value.Items(items));
            } else {
                out.put(key, value);
            }
        });
        return new Value.Fields(out);
    }

    /** Files without an InputLayer: the first layer's own configuration says what goes in. */
    private Value.Fields withInput(Value.Fields sequential) {
        if (!(sequential.get("layers") instanceof Value.Items list)
                || list.items().isEmpty()
                || !(list.items().get(0) instanceof Value.Fields first)
                || Value.of("InputLayer").equals(first.get("class_name"))) {
            return sequential;
        }
        Value shape = firstShape(first, 0);
        if (shape == null) {
            return sequential;
        }
        applied.add("input shape taken from the first layer's batch_input_shape");
        String name = first.get("config") instanceof Value.Fields c && c.get("name") instanceof Value.Text t
                ? t.text() + "_input"
                : "input_layer";
        List<Value> layers = new ArrayList<>();
        layers.add(
                Value.fields("class_name", "InputLayer", "config", Value.fields("batch_shape", shape, "name", name)));
        layers.addAll(list.items());
        return sequential.with("layers", new Value.Items(layers));
    }

    private static @Nullable Value firstShape(Value.Fields entry, int depth) {
        if (depth > 32 || !(entry.get("config") instanceof Value.Fields config)) {
            return null;
        }
        Value own = config.get("batch_input_shape");
        if (own instanceof Value.Items) {
            return own;
        }
        return config.get("layers") instanceof Value.Items list
                        && !list.items().isEmpty()
                        && list.items().get(0) instanceof Value.Fields first
                ? firstShape(first, depth + 1)
                : null;
    }

    private Value.Fields recurrent(String className, Value.Fields config, String path) {
        Value.Fields out = config;
        Value timeMajor = config.get("time_major");
        if (timeMajor != null) {
            if (Value.of(true).equals(timeMajor)) {
                throw new ModelFormatException(
                        Kind.UNSUPPORTED,
                        path + ".time_major",
                        "expected false, found true: sequences with time as the first axis are not read yet");
            }
            applied.add("time_major: false dropped (an option of tf.keras 2)");
            out = out.without("time_major");
        }
        if (dialect != Dialect.KERAS_2) {
            return out;
        }
        if (className.equals("GRU") && config.get("reset_after") == null) {
            applied.add("GRU without reset_after: false, as before tf.keras 2");
            out = out.with("reset_after", Value.of(false));
        }
        if (!className.equals("SimpleRNN") && config.get("recurrent_activation") == null) {
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
