package io.keratin.keras;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a file as a whole or not at all: what is written goes to a temporary file in the same folder, is read back and synced,
 * and only then moved over the old one. Whatever fails, the old file stays as it was, and no temporary file is left.
 */
final class Replacement {

    private Replacement() {}

    /** Writes the new content. */
    interface Writing {
        void to(FileChannel channel) throws IOException;
    }

    /** Reads back what was written; throws if it is not what was meant. */
    interface Check {
        void of(Path written) throws IOException;
    }

    /** Replaces the file, or makes it; a symbolic link stays one. */
    static void of(Path file, Writing writing, Check check) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": expected a file, found a folder");
        }
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (target.getParent() != null && !Files.isDirectory(target.getParent())) {
            throw new NoSuchFileException(
                    file.toString(), null, "there is no folder " + target.getParent() + " to write it into");
        }
        Path temporary = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (FileChannel channel = FileChannel.open(
                    temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                writing.to(channel);
                channel.force(true);
            }
            check.of(temporary);
            keepPermissions(target, temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(target.getParent());
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView old = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        if (old != null && Files.exists(from)) {
            Files.setPosixFilePermissions(to, old.readAttributes().permissions());
        }
    }

    /** The folder's entry, too, where the system can do that. */
    private static void sync(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no folders, and needs no such thing
        }
    }
}
