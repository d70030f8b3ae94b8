package io.keratin.keras;

import io.keratin.keras.container.Archive;
import io.keratin.keras.container.Bytes;
import io.keratin.keras.container.ZipArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a model or its weights come from: a file, a folder, bytes in memory, a stream, a channel. What they are, their content
 * decides.
 *
 * <pre>{@code
 * try (InputStream in = getClass().getResourceAsStream("model.keras")) {
 *     Model model = KerasModel.load(ModelSource.of(in));
 * }
 * }</pre>
 */
public final class ModelSource {

    /** Opens the bytes; what is given is closed after reading. */
    private interface Opener {
        Bytes open() throws IOException;
    }

    private final String name;
    private final @Nullable Path path;
    private final Opener opener;

    private ModelSource(String name, @Nullable Path path, Opener opener) {
        this.name = name;
        this.path = path;
        this.opener = opener;
    }

    /** A file, or a folder that holds what an archive would hold. */
    public static ModelSource of(Path path) {
        given(path, "a file");
        return new ModelSource(path.toString(), path, () -> Bytes.open(path));
    }

    /** A whole file in memory, which must not change while it is read. */
    public static ModelSource of(byte[] bytes) {
        given(bytes, "bytes");
        return new ModelSource(bytes.length + " bytes in memory", null, () -> Bytes.of(bytes));
    }

    /** A stream, read to its end here and now and not closed. It is kept in memory whole; large models want a file. */
    public static ModelSource of(InputStream stream) throws IOException {
        given(stream, "a stream; a resource that is not there is null");
        byte[] bytes = stream.readAllBytes();
        return new ModelSource("a stream of " + bytes.length + " bytes", null, () -> Bytes.of(bytes));
    }

    /** A channel, whose position nobody else uses while it is read and which is not closed. Read piece by piece. */
    public static ModelSource of(SeekableByteChannel channel) {
        given(channel, "a channel");
        return new ModelSource("a channel", null, () -> {
            Bytes all = Bytes.of(channel);
            return all.slice(0, all.size());
        });
    }

    private static void given(@Nullable Object source, String what) {
        if (source == null) {
            throw new IllegalArgumentException("found null, expected " + what);
        }
    }

    /** This source under another name, which errors use. */
    public ModelSource named(String other) {
        return new ModelSource(other, path, opener);
    }

    /** What errors call it. */
    public String name() {
        return name;
    }

    Bytes bytes() throws IOException {
        return opener.open();
    }

    /** Whether it is a folder. */
    boolean isFolder() {
        return path != null && Files.isDirectory(path);
    }

    /** The folder it is, or the zip file that its bytes are. */
    Archive archive() throws IOException {
        if (path != null && isFolder()) {
            return Archive.open(path);
        }
        Bytes bytes = bytes();
        try {
            return ZipArchive.open(bytes, shortName());
        } catch (RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** A file beside this one, or null if this is none; the name is one of a file, not a path. */
    @Nullable
    ModelSource beside(String fileName) {
        return path == null ? null : of(path.resolveSibling(fileName));
    }

    private String shortName() {
        Path last = path == null ? null : path.getFileName();
        return last == null ? name : last.toString();
    }

    @Override
    public String toString() {
        return name;
    }
}
