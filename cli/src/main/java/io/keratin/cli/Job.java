package io.keratin.cli;

import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of a jobs file. File names are relative to the current directory, as on the command line.
 *
 * @param source the model's files
 * @param inputs the files of the inputs
 * @param outputs the files of the outputs, or null if they go to {@code out}
 * @param out an {@code .npy} file or a folder, as after {@code -o}, or null
 * @param keepState whether stateful layers go on from where the last job of the model left them
 */
record Job(
        ModelSource source,
        List<ArrayFile> inputs,
        @Nullable List<ArrayFile> outputs,
        @Nullable Path out,
        boolean keepState) {

    private static final Set<String> KEYS = Set.of("id", "model", "weights", "inputs", "outputs", "state");

    static Job of(Value.Fields line) {
        for (String key : line.fields().keySet()) {
            if (!KEYS.contains(key)) {
                throw new KeratinException("'" + key + "' is no part of a job; expected "
                        + KEYS.stream().sorted().toList());
            }
        }
        Path model = path("model", required(line, "model"));
        Value weights = present(line, "weights");
        ModelSource source = new ModelSource(model, weights == null ? null : path("weights", weights));
        List<ArrayFile> inputs = files("inputs", required(line, "inputs"));
        Value outputs = required(line, "outputs");
        boolean folder = outputs instanceof Value.Text;
        return new Job(
                source,
                inputs,
                folder ? null : files("outputs", outputs),
                folder ? path("outputs", outputs) : null,
                keepsState(present(line, "state")));
    }

    /** Where the outputs go, in the model's order. */
    List<Path> files(List<String> names) {
        if (out != null) {
            return OutputFiles.at(out, names.size());
        }
        List<ArrayFile> given = outputs == null ? List.of() : outputs;
        if (given.size() != names.size()) {
            throw wrong("outputs", "one file for each of the outputs " + names, given.size() + " files");
        }
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            ArrayFile file = given.stream()
                    .filter(f -> name.equals(f.name()))
                    .findFirst()
                    .orElse(given.get(files.size()));
            if (file.name() != null && !name.equals(file.name())) {
                throw wrong("outputs", "the names " + names, "'" + file.name() + "'");
            }
            files.add(file.file());
        }
        return files;
    }

    private static boolean keepsState(@Nullable Value state) {
        if (state == null) {
            return false;
        } else if (Value.of("keep").equals(state)) {
            return true;
        }
        throw wrong("state", "\"keep\" or nothing", state.toString());
    }

    private static List<ArrayFile> files(String key, Value value) {
        List<ArrayFile> files = new ArrayList<>();
        if (value instanceof Value.Items list) {
            list.items().forEach(v -> files.add(new ArrayFile(null, path(key, v))));
        } else if (value instanceof Value.Fields byName) {
            byName.fields().forEach((name, v) -> files.add(new ArrayFile(name, path(key, v))));
        }
        if (files.isEmpty()) {
            throw wrong(key, "a list of files or an object of files by name", value.toString());
        }
        return files;
    }

    private static Path path(String key, Value value) {
        if (!(value instanceof Value.Text t) || t.text().isEmpty()) {
            throw wrong(key, "the name of a file", value.toString());
        }
        try {
            return Path.of(t.text());
        } catch (InvalidPathException e) {
            throw wrong(key, "the name of a file", e.getMessage());
        }
    }

    private static Value required(Value.Fields line, String key) {
        Value v = present(line, key);
        if (v == null) {
            throw new KeratinException("'" + key + "' is missing");
        }
        return v;
    }

    private static @Nullable Value present(Value.Fields line, String key) {
        Value v = line.get(key);
        return v == Value.Nothing.NULL ? null : v;
    }

    private static KeratinException wrong(String key, String expected, @Nullable String found) {
        return new KeratinException("'" + key + "': expected " + expected + ", found " + found);
    }
}
