package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.Archive;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5Group;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What layers keep beside configuration and weights: a vocabulary that a layer has learnt is a text file in the archive, the
 * weights of its terms a data set that is no weight. Both are put into the layer's configuration, where Keras has them when the
 * user gave them. A file is read only where a configuration lacks its vocabulary, and only under the name that Keras gives it.
 */
final class Assets {

    /** Data sets of this name stand among the weights. */
    static final String IDF_WEIGHTS = "idf_weights";

    private static final String VOCABULARY = "vocabulary";
    private static final int MAX_BYTES = 64 << 20;

    /** What ends a line for Python's {@code str.splitlines}. */
    private static final String LINE_END = "\r\n|[\n\r\u000b\f\u001c-\u001e\u0085\u2028\u2029]";

    private final Archive archive;
    private final Supplier<Hdf5Group> weights;

    Assets(Archive archive, Supplier<Hdf5Group> weights) {
        this.archive = archive;
        this.weights = weights;
    }

    /** A model's entry with what its layers need. */
    Value.Fields in(Value.Fields entry) {
        return entry(entry, "");
    }

    /** Depth is bounded by the JSON parser. */
    private Value.Fields entry(Value.Fields entry, String path) {
        if (!(entry.get("config") instanceof Value.Fields config)) {
            return entry;
        }
        Value.Fields out = config;
        if (config.get("layers") instanceof Value.Items list) {
            String inside = Value.of("Pipeline").equals(entry.get("class_name")) ? "_pipeline_layers/" : "layers/";
            out = out.with("layers", layers(list, path + inside));
        }
        if (config.get("layer") instanceof Value.Fields wrapped) {
            out = out.with("layer", entry(wrapped, path + "layer/"));
        }
        if (config.get(VOCABULARY) == Value.Nothing.NULL) {
            out = withVocabulary(out, path);
        }
        return entry.with("config", out);
    }

    /** Keras keeps layers under their class, counted. */
    private Value.Items layers(Value.Items list, String path) {
        Map<String, Integer> used = new HashMap<>();
        return list.map(item -> {
            if (!(item instanceof Value.Fields layer && layer.get("class_name") instanceof Value.Text className)) {
                return item;
            }
            String name = ModelSpec.snakeCase(className.text());
            int n = used.merge(name, 1, Integer::sum) - 1;
            return entry(layer, path + (n == 0 ? name : name + "_" + n) + "/");
        });
    }

    private Value.Fields withVocabulary(Value.Fields config, String path) {
        String file = member("assets/" + path + VOCABULARY + ".txt");
        if (file == null) {
            return config;
        }
        String text = new String(archive.read(file, MAX_BYTES), StandardCharsets.UTF_8);
        boolean numbers = config.get("vocabulary_dtype") != null;
        List<Value> terms = new ArrayList<>();
        for (String line : lines(text)) {
            terms.add(numbers ? number(line, file) : Value.of(line));
        }
        Value.Fields out = config.with(VOCABULARY, new Value.Items(terms));
        List<Value> idf = idfWeights(path);
        return idf == null ? out : out.with(IDF_WEIGHTS, new Value.Items(idf));
    }

    private @Nullable String member(String name) {
        String old = name.replace(SlotWeights.LAYERS + "/", SlotWeights.OLD_LAYERS + "/");
        return archive.has(name) ? name : archive.has(old) ? old : null;
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>(List.of(text.split(LINE_END, -1)));
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    private static Value number(String line, String file) {
        try {
            return new Value.Int(Long.parseLong(line.strip()));
        } catch (NumberFormatException e) {
            String found = line.length() <= 40 ? line : line.substring(0, 40) + "...";
            throw new ModelFormatException(
                    Kind.DAMAGED, file, "expected one whole number a line, found \"" + found + '"', e);
        }
    }

    private @Nullable List<Value> idfWeights(String path) {
        if (!(weights.get().find(path + "vars/" + IDF_WEIGHTS) instanceof Hdf5Dataset dataset)) {
            return null;
        }
        Shape shape = dataset.shape();
        if (shape.rank() != 1) {
            throw new ModelFormatException(
                    Kind.MISMATCH, dataset.path(), "expected a list of weights, found an array of shape " + shape);
        }
        List<Value> all = new ArrayList<>();
        for (float weight : dataset.readFloats(shape.size())) {
            all.add(Value.of(weight));
        }
        return all;
    }
}
