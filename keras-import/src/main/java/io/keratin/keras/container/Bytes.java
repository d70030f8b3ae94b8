package io.keratin.keras.container;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Bounded random access to bytes: a file, an array, a channel, or a slice of one of them. Files are read with positional reads,
 * never mapped (a mapping dies when another process truncates the file) and never as a whole. Safe for several threads.
 *
 * <pre>{@code
 * try (Bytes file = Bytes.open(path)) {
 *     byte[] magic = file.read(0, 4);
 * }
 * }</pre>
 */
public final class Bytes implements AutoCloseable {

    /** Where bytes come from; fills {@code into} from {@code position} on, the range being checked before. */
    private interface Source {
        void read(ByteBuffer into, long position) throws IOException;
    }

    private final Source source;
    private final Closeable owner;
    private final long start;
    private final long size;

    private Bytes(Source source, Closeable owner, long start, long size) {
        this.source = source;
        this.owner = owner;
        this.start = start;
        this.size = size;
    }

    /** A file; closed by {@link #close()}. */
    public static Bytes open(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "there is no such file");
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            return new Bytes((into, at) -> fill(channel, into, at), channel, 0, channel.size());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** An array, which must not change while it is read. */
    public static Bytes of(byte[] array) {
        Source copy = (into, at) -> into.put(array, Math.toIntExact(at), into.remaining());
        return new Bytes(copy, () -> {}, 0, array.length);
    }

    /** A channel whose position nobody else uses; closed by {@link #close()}. */
    public static Bytes of(SeekableByteChannel channel) throws IOException {
        return new Bytes((into, at) -> fillSeeking(channel, into, at), channel, 0, channel.size());
    }

    /** Number of bytes. */
    public long size() {
        return size;
    }

    /** Fills the rest of {@code into} with the bytes from {@code position} on; an error if there are not so many. */
    public void read(long position, ByteBuffer into) {
        check(position, into.remaining());
        try {
            source.read(into, start + position);
        } catch (EOFException e) {
            throw new ModelFormatException(Kind.DAMAGED, "", "became shorter while it was read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of {@code length} bytes from {@code position} on; nothing is allocated if there are not so many. */
    public byte[] read(long position, int length) {
        check(position, length);
        byte[] copy = new byte[length];
        read(position, ByteBuffer.wrap(copy));
        return copy;
    }

    /** A view of {@code length} bytes from {@code position} on; closing it does nothing. */
    public Bytes slice(long position, long length) {
        check(position, length);
        return new Bytes(source, () -> {}, start + position, length);
    }

    /** Whether these bytes begin with {@code magic}. */
    public boolean startsWith(byte[] magic) {
        return size >= magic.length && Arrays.equals(read(0, magic.length), magic);
    }

    /** Refuses a range that is not inside these bytes. */
    void check(long position, long length) {
        if (position < 0 || length < 0 || position > size || length > size - position) {
            throw new ModelFormatException(
                    Kind.DAMAGED,
                    "",
                    "asks for " + Long.toUnsignedString(length) + " bytes at byte " + Long.toUnsignedString(position)
                            + ", but ends at byte " + size + ": the file is truncated or damaged");
        }
    }

    @Override
    public void close() throws IOException {
        owner.close();
    }

    private static void fill(FileChannel channel, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int n = channel.read(into, at);
            if (n <= 0) {
                throw new EOFException();
            }
            at += n;
        }
    }

    private static void fillSeeking(SeekableByteChannel channel, ByteBuffer into, long position) throws IOException {
        synchronized (channel) {
            channel.position(position);
            while (into.hasRemaining()) {
                if (channel.read(into) <= 0) {
                    throw new EOFException();
                }
            }
        }
    }
}
