package io.keratin.keras.callbacks;

import io.keratin.core.error.KeratinException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A text file that grows; it is open only while it is written to. */
final class LogFile {

    private final Path path;

    LogFile(Path path) {
        this.path = path;
    }

    void clear() {
        write("", StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    void add(String text) {
        write(text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    boolean isEmpty() {
        try {
            return !Files.exists(path) || Files.size(path) == 0;
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void write(String text, StandardOpenOption... how) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(path, text, StandardCharsets.UTF_8, how);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private KeratinException failed(IOException e) {
        return new KeratinException(path + ": the log cannot be written: " + e, e);
    }
}
