package io.keratin.keras.container;

import io.keratin.core.config.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The files beside {@code make_containers.py}, and what it recorded about them. */
final class Fixtures {

    private static final Path FOLDER = Path.of("src/test/fixtures/containers");

    private Fixtures() {}

    static Path path(String name) {
        return FOLDER.resolve(name);
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Hdf5File hdf5(String name) {
        return Hdf5File.open(Bytes.of(bytes(name)), name);
    }

    /** An object that is there, by its path; the root for an empty one. */
    static Hdf5Node node(Hdf5Group root, String path) {
        return path.isEmpty() ? root : Objects.requireNonNull(root.find(path), path);
    }

    static Map<String, Value> record(String name) {
        return fields(Json.parse(bytes(name)));
    }

    static Map<String, Value> fields(@Nullable Value value) {
        return ((Value.Fields) Objects.requireNonNull(value)).fields();
    }

    static List<Value> items(@Nullable Value value) {
        return ((Value.Items) Objects.requireNonNull(value)).items();
    }

    static String text(@Nullable Value value) {
        return ((Value.Text) Objects.requireNonNull(value)).text();
    }
}
