package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.keras.container.Archive;
import io.keratin.keras.container.Bytes;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5File;
import io.keratin.keras.container.Hdf5Group;
import io.keratin.keras.container.Hdf5Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is in a container, whether or not it can be opened as a model. */
final class Inspection {

    private static final int MAX_DEPTH = 64;

    /** Texts that are longer are given by their length. */
    private static final int LONG = 200;

    private Inspection() {}

    static Value.Fields of(ModelSource source) throws IOException {
        Map<String, Value> out = new LinkedHashMap<>();
        out.put("file", Value.of(source.name()));
        try (Documents file = Documents.open(source)) {
            Document d = file.document();
            out.put("format", Value.of(d.format()));
            out.put("keras_version", Value.of(d.kerasVersion()));
            out.put("compiled", Value.of(d.compile() != null));
            Value.Fields architecture = d.architecture();
            if (architecture != null) {
                List<String> rules = new ArrayList<>();
                EraRules.apply(architecture, d, rules, new ArrayList<>());
                out.put("class_name", Value.of(architecture.get("class_name")));
                out.put("rules", Value.of(rules));
                out.put("problem", Value.of(problem(source)));
            }
        }
        if (Documents.isArchive(source)) {
            try (Archive archive = source.archive()) {
                out.put("members", Value.of(archive.names()));
                if (archive.has("model.weights.h5")) {
                    out.put(
                            "weights",
                            tree(
                                    Hdf5File.open(archive.bytes("model.weights.h5"), archive.name())
                                            .root(),
                                    0));
                }
            }
        } else {
            try (Bytes bytes = source.bytes()) {
                if (Hdf5File.recognises(bytes)) {
                    out.put("weights", tree(Hdf5File.open(bytes, source.name()).root(), 0));
                }
            }
        }
        return new Value.Fields(out);
    }

    /** Why the model cannot be opened, or null. */
    private static @Nullable String problem(ModelSource source) throws IOException {
        try {
            KerasModel.open(source);
            return null;
        } catch (ModelFormatException e) {
            return e.getMessage();
        }
    }

    private static Value.Fields tree(Hdf5Group group, int depth) {
        Map<String, Value> out = new LinkedHashMap<>();
        for (String attribute : group.attributeNames()) {
            out.put("@" + attribute, attribute(group, attribute));
        }
        List<String> names = new ArrayList<>(group.childNames());
        names.sort(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()));
        if (!names.stream().allMatch(n -> n.chars().allMatch(Character::isDigit))) {
            names.sort(null);
        }
        for (String name : names) {
            Hdf5Node child;
            try {
                child = group.child(name);
            } catch (ModelFormatException e) {
                out.put(name, Value.of("refused: " + e.getMessage()));
                continue;
            }
            if (child instanceof Hdf5Dataset d) {
                out.put(name, Value.of(d.dtype() + " " + d.shape()));
            } else if (child instanceof Hdf5Group g && depth < MAX_DEPTH) {
                out.put(name, tree(g, depth + 1));
            }
        }
        return new Value.Fields(out);
    }

    /** A text, a list of texts, or what else there is; long ones by their length. */
    private static Value attribute(Hdf5Group group, String name) {
        try {
            String text = group.textAttribute(name);
            return Value.of(text == null || text.length() <= LONG ? text : "text of " + text.length() + " characters");
        } catch (ModelFormatException notOneText) {
            try {
                return Value.of(group.textsAttribute(name));
            } catch (ModelFormatException noTexts) {
                return Value.of("not text");
            }
        }
    }
}
