package io.keratin.cli;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Models that earlier jobs opened. A model is the same as long as its files are: their real path and when they were last
 * written. Models without state may be dropped, and opened again, where memory runs short.
 */
final class ModelCache {

    private static final int FILES_LOOKED_AT = 1000;

    private final Console console;
    private final ComputeOptions compute;
    private final Map<Key, SoftReference<Predictor>> opened = new HashMap<>();
    private final Map<Key, Predictor> stateful = new HashMap<>();

    ModelCache(Console console, ComputeOptions compute) {
        this.console = console;
        this.compute = compute;
    }

    /** The model, opened now or before. */
    Predictor get(ModelSource source) {
        Key key = new Key(version(source.model()), source.weights() == null ? null : version(source.weights()));
        SoftReference<Predictor> before = opened.get(key);
        Predictor known = before == null ? null : before.get();
        if (known != null) {
            return known;
        }
        Predictor predictor = compute.predictor(source.load(console));
        opened.put(key, new SoftReference<>(predictor));
        if (predictor.model().isStateful()) {
            stateful.put(key, predictor);
        }
        return predictor;
    }

    private static Version version(Path file) {
        return Failures.in(file, () -> {
            Path real = file.toRealPath();
            return new Version(real, Files.isDirectory(real) ? newest(real) : Files.getLastModifiedTime(real));
        });
    }

    /** A folder is as new as the newest of its files. */
    private static FileTime newest(Path folder) throws IOException {
        FileTime newest = Files.getLastModifiedTime(folder);
        try (Stream<Path> files = Files.walk(folder, 2)) {
            for (Path file : (Iterable<Path>) files.limit(FILES_LOOKED_AT)::iterator) {
                FileTime time = Files.getLastModifiedTime(file);
                newest = time.compareTo(newest) > 0 ? time : newest;
            }
        }
        return newest;
    }

    private record Version(Path file, FileTime written) {}

    private record Key(Version model, @Nullable Version weights) {}
}
