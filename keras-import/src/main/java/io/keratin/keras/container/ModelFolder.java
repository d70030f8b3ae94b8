package io.keratin.keras.container;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder that holds what a {@code .keras} archive would hold ({@code save_model(..., zipped=False)}). Its members may be
 * symbolic links to files, as all are in a Hugging Face cache; a link to anything but a plain file is refused.
 */
final class ModelFolder implements Archive {

    private static final int MAX_DEPTH = 64;
    private static final int MAX_FILES = 100_000;

    private final Path folder;
    private final Map<String, Bytes> open = new LinkedHashMap<>();

    ModelFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public String name() {
        return folder.toString();
    }

    @Override
    public List<String> names() {
        try (Stream<Path> files = Files.walk(folder, MAX_DEPTH)) {
            List<String> names = new ArrayList<>();
            files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .limit(MAX_FILES)
                    .forEach(
                            file -> names.add(folder.relativize(file).toString().replace('\\', '/')));
            names.sort(null);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean has(String member) {
        return Files.exists(path(member));
    }

    @Override
    public byte[] read(String member, int limit) {
        Bytes bytes = bytes(member);
        if (bytes.size() > limit) {
            throw Members.tooLong(member, bytes.size(), limit).in(name());
        }
        return bytes.read(0, (int) bytes.size());
    }

    @Override
    public synchronized Bytes bytes(String member) {
        Bytes known = open.get(member);
        if (known != null) {
            return known;
        }
        Path file = path(member);
        if (!Files.exists(file)) {
            throw Members.missing(member).in(name());
        }
        try {
            Bytes bytes = Bytes.open(file);
            open.put(member, bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of a member: below the folder, component by component. */
    private Path path(String member) {
        Path at = folder;
        for (String part : member.split("/", -1)) {
            if (part.isEmpty()
                    || part.equals(".")
                    || part.equals("..")
                    || part.indexOf('\\') >= 0
                    || part.indexOf('\0') >= 0) {
                throw new ModelFormatException(Kind.FORBIDDEN, member, "is no name of a file inside the folder")
                        .in(name());
            }
            at = at.resolve(part);
            if (Files.isSymbolicLink(at) && !Files.isReadable(at)) {
                throw new ModelFormatException(
                                Kind.DAMAGED,
                                member,
                                "is a symbolic link to something that cannot be read: the cache or copy is not whole")
                        .in(name());
            }
        }
        if (Files.exists(at) && !Files.isRegularFile(at) && !Files.isDirectory(at)) {
            throw new ModelFormatException(Kind.FORBIDDEN, member, "is not a plain file").in(name());
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        for (Bytes bytes : open.values()) {
            bytes.close();
        }
        open.clear();
    }
}
