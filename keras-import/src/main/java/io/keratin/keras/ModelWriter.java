package io.keratin.keras;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.keras.container.Archive;
import io.keratin.keras.container.Bytes;
import io.keratin.keras.container.Hdf5File;
import io.keratin.keras.container.Json;
import io.keratin.keras.container.ZipArchive;
import io.keratin.keras.container.ZipWriter;
import io.keratin.keras.hdf5.Hdf5Writer;
import io.keratin.keras.hdf5.NewGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Saves models in the formats of Keras 3: archives and weights alone. The ending of the file's name says which. */
final class ModelWriter {

    /** The version whose files these are. */
    private static final String KERAS_VERSION = "3.15.1";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd@HH:mm:ss", Locale.ROOT);
    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.weights.h5";

    private ModelWriter() {}

    static void save(Model model, Path path, @Nullable TrainingState training) throws IOException {
        String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".keras")) {
            archive(model, path, training);
        } else if (name.endsWith(".weights.h5")) {
            weights(model, path, training);
        } else {
            throw new IllegalArgumentException(
                    path + ": expected a name that ends in .keras or .weights.h5; other formats are not written");
        }
    }

    private static void archive(Model model, Path path, @Nullable TrainingState training) throws IOException {
        Value.Fields entry = SavedConfig.of(model.spec());
        if (training != null) {
            entry = entry.with("compile_config", training.compileConfig());
        }
        byte[] config = Json.write(entry).getBytes(StandardCharsets.UTF_8);
        LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
        Value metadata = Value.fields("keras_version", KERAS_VERSION, "date_saved", DATE.format(now));
        NewGroup root = root(model, training);
        Hdf5Writer weights = new Hdf5Writer(root);
        Replacement.of(
                path,
                channel -> {
                    ZipWriter zip = new ZipWriter(channel, now);
                    zip.add("metadata.json", Json.write(metadata).getBytes(StandardCharsets.UTF_8));
                    zip.add(CONFIG, config);
                    zip.add(WEIGHTS, weights.size(), weights::writeTo);
                    zip.finish();
                },
                written -> {
                    try (Archive archive = ZipArchive.open(written)) {
                        if (!Arrays.equals(archive.read(CONFIG, config.length), config)) {
                            throw unequal(CONFIG);
                        }
                        check(root, archive.bytes(WEIGHTS), path);
                    }
                });
    }

    private static void weights(Model model, Path path, @Nullable TrainingState training) throws IOException {
        NewGroup root = root(model, training);
        Hdf5Writer weights = new Hdf5Writer(root);
        Replacement.of(path, weights::writeTo, written -> {
            try (Bytes bytes = Bytes.open(written)) {
                check(root, bytes, path);
            }
        });
    }

    private static NewGroup root(Model model, @Nullable TrainingState training) {
        NewGroup root = SavedWeights.of(model);
        if (training != null) {
            OptimizerFile.add(training, root);
        }
        return root;
    }

    private static void check(NewGroup root, Bytes bytes, Path path) {
        String different = root.difference(Hdf5File.open(bytes, path.toString()).root());
        if (different != null) {
            throw unequal(different);
        }
    }

    private static ModelFormatException unequal(String place) {
        return new ModelFormatException(
                Kind.DAMAGED,
                place,
                "reads back as something else than was written; the old file, if any, is untouched");
    }
}
