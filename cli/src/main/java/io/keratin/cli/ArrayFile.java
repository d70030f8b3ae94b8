package io.keratin.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of arrays as a user names it: {@code x.npy}, or {@code name=x.npy} for a certain input or output.
 *
 * @param name the input or output, or null for the next one in the model's order
 * @param file the file
 */
record ArrayFile(@Nullable String name, Path file) {

    /** Reads {@code FILE} or {@code NAME=FILE}; a file whose own name has an equals sign is taken as it is. */
    static ArrayFile parse(String text) {
        int equals = text.indexOf('=');
        if (equals > 0 && !Files.exists(Path.of(text))) {
            return new ArrayFile(text.substring(0, equals), Path.of(text.substring(equals + 1)));
        }
        return new ArrayFile(null, Path.of(text));
    }

    /** Whether a word of the command line looks like a file of arrays. */
    static boolean isOne(String word) {
        return word.matches("[^-].*\\.(npy|npz|txt)");
    }
}
