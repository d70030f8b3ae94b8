package io.keratin.cli;

import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.numpy.Npy;
import io.keratin.keras.numpy.NpyArray;
import io.keratin.keras.numpy.Npz;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the arrays for a model's inputs, or for its outputs: by name where a name is given, else in the model's order. An
 * {@code .npz} file gives one array, or the arrays whose names the model has; a {@code .txt} file gives a text for each line.
 */
final class ArrayReader {

    private final String kind; // "input" or "output"
    private final List<String> names;
    private final Map<String, NamedArray> found = new HashMap<>();

    private ArrayReader(String kind, List<String> names) {
        this.kind = kind;
        this.names = names;
    }

    /** One array for each name, in the order of {@code names}. */
    static List<NamedArray> read(List<ArrayFile> files, List<String> names, String kind) {
        ArrayReader reader = new ArrayReader(kind, names);
        files.forEach(reader::add);
        return names.stream().map(reader::require).toList();
    }

    /** One array for each of {@code needed}, and for those of {@code names} that are given beside them, in the order of {@code names}. */
    static List<NamedArray> readSome(List<ArrayFile> files, List<String> needed, List<String> names, String kind) {
        ArrayReader reader = new ArrayReader(kind, files.size() <= needed.size() ? needed : names);
        files.forEach(reader::add);
        needed.forEach(reader::require);
        return names.stream()
                .map(reader.found::get)
                .filter(array -> array != null)
                .toList();
    }

    private NamedArray require(String name) {
        NamedArray array = found.get(name);
        if (array == null) {
            throw new KeratinException(kind + " '" + name + "': no file was given for it; " + model());
        }
        return array;
    }

    private String model() {
        return "the model has the " + kind + (names.size() == 1 ? " " : "s ") + quoted(names);
    }

    private static String quoted(Iterable<String> names) {
        return "'" + String.join("', '", names) + "'";
    }

    private void add(ArrayFile given) {
        Path file = given.file();
        String name = given.name();
        Map<String, NpyArray> arrays = content(file);
        if (arrays.size() == 1) {
            NpyArray only = arrays.values().iterator().next();
            put(name != null ? name : next(file), file, only);
        } else if (name != null) {
            NpyArray array = arrays.get(name);
            if (array == null) {
                throw new KeratinException(
                        file + ": expected one array or one named '" + name + "', found " + quoted(arrays.keySet()));
            }
            put(name, file, array);
        } else {
            List<String> known = names.stream().filter(arrays::containsKey).toList();
            if (known.isEmpty()) {
                throw new KeratinException(file + ": expected one array, or arrays with the names of the model's "
                        + kind + "s, found " + quoted(arrays.keySet()) + "; " + model());
            }
            arrays.forEach((n, array) -> {
                if (known.contains(n)) {
                    put(n, file, array);
                }
            });
        }
    }

    private String next(Path file) {
        return names.stream()
                .filter(n -> !found.containsKey(n))
                .findFirst()
                .orElseThrow(() -> new KeratinException(file + ": one file too many; " + model()));
    }

    private void put(String name, Path file, NpyArray array) {
        if (!names.contains(name)) {
            throw new KeratinException(file + ": the model has no " + kind + " '" + name + "'; " + model());
        }
        if (found.put(name, new NamedArray(name, file, array)) != null) {
            throw new KeratinException(file + ": " + kind + " '" + name + "' was given twice");
        }
    }

    private static Map<String, NpyArray> content(Path file) {
        if (file.toString().endsWith(".txt")) {
            String[] texts = Failures.in(file, () -> Files.readAllLines(file).toArray(new String[0]));
            return Map.of("", NpyArray.of(Shape.of(texts.length), texts));
        }
        Map<String, NpyArray> arrays =
                Failures.in(file, () -> isZip(file) ? Npz.read(file) : Map.of("", Npy.read(file)));
        if (arrays.isEmpty()) {
            throw new KeratinException(file + ": expected arrays, found an archive without any");
        }
        return arrays;
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read() == 'P' && in.read() == 'K';
        }
    }
}
