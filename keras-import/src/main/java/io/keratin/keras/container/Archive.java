package io.keratin.keras.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Named members in one container: a zip file or a folder. Only members that are asked for by name are read; a name from the
 * container is never used as a path.
 */
public interface Archive extends AutoCloseable {

    /** A folder, or else a zip file. */
    static Archive open(Path path) throws IOException {
        return Files.isDirectory(path) ? new ModelFolder(path) : ZipArchive.open(path);
    }

    /** What errors call this container. */
    String name();

    /** Names of all members, in the container's order; folders are none. */
    List<String> names();

    /** Whether there is a member of this name. */
    default boolean has(String member) {
        return names().contains(member);
    }

    /** A whole member of at most {@code limit} bytes, its checksum verified. */
    byte[] read(String member, int limit);

    /** A member for random access, its checksum verified; valid until this archive is closed. Safe for several threads. */
    Bytes bytes(String member);

    @Override
    void close() throws IOException;
}
