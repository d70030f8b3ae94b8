package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.keras.container.Ahead;
import io.keratin.keras.container.Archive;
import io.keratin.keras.container.Bytes;
import io.keratin.keras.container.Hdf5File;
import io.keratin.keras.container.Hdf5Group;
import io.keratin.keras.container.Json;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recognises a file by its content, never by its name, and turns it into a {@link Document}. */
final class Documents implements AutoCloseable {

    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final int MAX_JSON = 64 << 20;
    private static final String WEIGHTS = "model.weights.h5";
    private static final String UNKNOWN = "unknown";
    private static final String KERAS_1 = "1.x";

    private final Closeable file;
    private final Document document;

    private Documents(Closeable file, Document document) {
        this.file = file;
        this.document = document;
    }

    /** Opens a source; the document is valid until this is closed. */
    static Documents open(ModelSource source) throws IOException {
        if (source.isFolder()) {
            return archive(source.archive(), "Keras 3 folder");
        }
        Bytes bytes = source.bytes();
        try {
            if (bytes.startsWith(ZIP)) {
                bytes.close();
                return archive(source.archive(), "Keras archive (.keras)");
            }
            if (Hdf5File.recognises(bytes)) {
                return new Documents(
                        bytes::close, hdf5(Hdf5File.open(bytes, source.name()).root()));
            }
            if (looksLikeJson(bytes)) {
                return json(source, bytes);
            }
            throw new ModelFormatException(
                    Kind.UNSUPPORTED,
                    "",
                    "expected a Keras archive (.keras), HDF5 file (.h5) or architecture (.json), found something else:"
                            + " the file begins with " + beginning(bytes));
        } catch (RuntimeException | IOException e) {
            bytes.close();
            throw e;
        }
    }

    Document document() {
        return document;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Whether a source is a folder or a zip file, by its content. */
    static boolean isArchive(ModelSource source) throws IOException {
        if (source.isFolder()) {
            return true;
        }
        try (Bytes bytes = source.bytes()) {
            return bytes.startsWith(ZIP);
        }
    }

    /** Names as far as a sentence bears them: somebody may have given a folder that holds anything. */
    private static String some(List<String> names) {
        return names.size() <= 10 ? names.toString() : names.subList(0, 10) + " and " + (names.size() - 10) + " more";
    }

    private static Documents archive(Archive archive, String format) throws IOException {
        Ahead<Hdf5Group> weights = null;
        try {
            if (!archive.has("config.json")) {
                throw new ModelFormatException(
                        Kind.DAMAGED,
                        "config.json",
                        "is missing; a Keras model has config.json and " + WEIGHTS + ", found "
                                + some(archive.names()));
            }
            byte[] config = archive.read("config.json", MAX_JSON);
            byte[] metadata = archive.has("metadata.json") ? archive.read("metadata.json", MAX_JSON) : null;
            weights = archive.has(WEIGHTS) ? new Ahead<>("keratin-weights", () -> weights(archive)) : null;
            Value.Fields entry = object(config, "config.json");
            Value.Fields facts = metadata == null ? Value.fields() : object(metadata, "metadata.json");
            String version = facts.get("keras_version") instanceof Value.Text t ? t.text() : UNKNOWN;
            if (weights == null) {
                String instead = archive.has("model.weights.npz")
                        ? "found model.weights.npz, which holds Python objects and is never read; save as .h5 weights"
                        : "is missing";
                throw new ModelFormatException(Kind.DAMAGED, WEIGHTS, instead);
            }
            Value.Fields compile = entry.get("compile_config") instanceof Value.Fields f
                            && !f.fields().isEmpty()
                    ? f
                    : null;
            Document document = new Document(
                    format, version, new Assets(archive, weights).in(entry), compile, null, new SlotWeights(weights));
            return new Documents(closing(archive, weights), document);
        } catch (RuntimeException e) {
            closing(archive, weights).close();
            throw e;
        }
    }

    /** What takes longest, beside the reading of the configuration: the checksum of the weights, and where each of them is. */
    private static Hdf5Group weights(Archive archive) {
        String name = archive.name() + "!" + WEIGHTS;
        return SlotWeights.readAhead(Hdf5File.open(archive.bytes(WEIGHTS), name).root());
    }

    private static Closeable closing(Archive archive, @Nullable Ahead<Hdf5Group> weights) {
        return () -> {
            if (weights != null) {
                weights.close();
            }
            archive.close();
        };
    }

    private static Document hdf5(Hdf5Group root) {
        String version = root.textAttribute("keras_version");
        String config = root.textAttribute("model_config");
        if (config == null) {
            return weights(root, version == null ? UNKNOWN : version);
        }
        if (!(root.find("model_weights") instanceof Hdf5Group group)) {
            throw new ModelFormatException(Kind.DAMAGED, "/model_weights", "the group with the weights is missing");
        }
        if (version == null) {
            String inside = group.textAttribute("keras_version");
            version = inside == null ? KERAS_1 : inside;
        }
        String training = root.textAttribute("training_config");
        return new Document(
                "legacy HDF5 model (.h5)",
                version,
                parsed(config, "@model_config"),
                training == null ? null : parsed(training, "@training_config"),
                root.find("optimizer_weights") instanceof Hdf5Group optimizer ? optimizer : null,
                new NamedWeights(group, version));
    }

    private static Document weights(Hdf5Group root, String version) {
        if (NamedWeights.recognises(root)) {
            return named("legacy HDF5 weights (.h5)", root, version);
        } else if (root.find("model_weights") instanceof Hdf5Group group && NamedWeights.recognises(group)) {
            return named("legacy HDF5 model without architecture", group, version);
        } else if (SlotWeights.recognises(root)) {
            return new Document("Keras 3 weights (.weights.h5)", version, null, null, null, new SlotWeights(root));
        }
        throw new ModelFormatException(
                Kind.UNSUPPORTED,
                "/",
                "expected a Keras model or weights file, found an HDF5 file with " + root.childNames());
    }

    /** Keras 1 did not write its version beside weights alone, every later one did. */
    private static Document named(String format, Hdf5Group group, String version) {
        String written = version.equals(UNKNOWN) && group.textAttribute("backend") == null ? KERAS_1 : version;
        return new Document(format, written, null, null, null, new NamedWeights(group, written));
    }

    private static Documents json(ModelSource source, Bytes bytes) throws IOException {
        Value.Fields entry = object(bytes.read(0, Math.toIntExact(Math.min(bytes.size(), MAX_JSON + 1L))), "");
        if (entry.get("weight_map") instanceof Value.Fields map) {
            bytes.close();
            Shards shards = Shards.open(source, map);
            return new Documents(
                    shards, new Document("sharded weights (.weights.json)", "3", null, null, null, shards.weights()));
        }
        Value version = entry.get("keras_version");
        String written =
                version instanceof Value.Text t ? t.text() : entry.get("module") != null ? "3" : Document.KERAS_2;
        Value.Fields compile = entry.get("compile_config") instanceof Value.Fields f
                        && !f.fields().isEmpty()
                ? f
                : null;
        return new Documents(bytes::close, new Document("architecture (.json)", written, entry, compile, null, null));
    }

    private static Value.Fields parsed(String json, String place) {
        return object(json.getBytes(StandardCharsets.UTF_8), place);
    }

    private static Value.Fields object(byte[] json, String place) {
        Value v;
        try {
            v = Json.parse(json);
        } catch (ModelFormatException e) {
            throw new ModelFormatException(e.kind(), place, String.valueOf(e.getMessage()), e);
        }
        if (v instanceof Value.Fields f) {
            return f;
        }
        throw new ModelFormatException(Kind.DAMAGED, place, "expected a JSON object, found something else");
    }

    private static boolean looksLikeJson(Bytes bytes) {
        byte[] head = bytes.read(0, (int) Math.min(64, bytes.size()));
        String text = new String(head, StandardCharsets.UTF_8).strip();
        return text.startsWith("{");
    }

    private static String beginning(Bytes bytes) {
        byte[] head = bytes.read(0, (int) Math.min(8, bytes.size()));
        StringBuilder text = new StringBuilder("bytes");
        for (byte b : head) {
            text.append(String.format(" %02x", b));
        }
        return head.length == 0 ? "nothing: it is empty" : text.toString();
    }
}
