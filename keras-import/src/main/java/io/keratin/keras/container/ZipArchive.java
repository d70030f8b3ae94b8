package io.keratin.keras.container;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A zip file, read by its central directory: stored and deflated members, zip64. Refused are duplicate names, encrypted
 * members, local headers that contradict the directory, and members that claim to inflate absurdly; the CRC-32 of every
 * member that is read is verified. Nothing is ever extracted.
 */
public final class ZipArchive implements Archive {

    private static final int STORED = 0;
    private static final int DEFLATED = 8;
    private static final int BLOCK = 1 << 16;
    /** Up to this size a member may inflate at any ratio. */
    private static final long FREE_SIZE = 1 << 20;

    private static final long MAX_RATIO = 1000;

    private final Bytes file;
    private final String name;
    private final Map<String, ZipEntryHeader> entries;
    private final Map<String, Bytes> verified = new HashMap<>();

    private ZipArchive(Bytes file, String name) {
        this.file = file;
        this.name = name;
        this.entries = new ZipDirectory(file).entries();
    }

    /** A zip file on disk; closed by {@link #close()}. */
    public static ZipArchive open(Path path) throws IOException {
        Bytes bytes = Bytes.open(path);
        try {
            return open(
                    bytes,
                    path.getFileName() == null
                            ? path.toString()
                            : path.getFileName().toString());
        } catch (RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    /** A zip file in {@code bytes}, called {@code name} in errors; closing it closes {@code bytes}. */
    public static ZipArchive open(Bytes bytes, String name) {
        try {
            return new ZipArchive(bytes, name);
        } catch (ModelFormatException e) {
            throw e.in(name);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> names() {
        return entries.keySet().stream().filter(member -> !member.endsWith("/")).toList();
    }

    @Override
    public boolean has(String member) {
        return entries.containsKey(member);
    }

    @Override
    public byte[] read(String member, int limit) {
        ZipEntryHeader entry = entry(member);
        if (entry.size() > limit) {
            throw Members.tooLong(member, entry.size(), limit).in(name);
        }
        Bytes bytes = bytes(member);
        return bytes.read(0, (int) bytes.size());
    }

    /** {@inheritDoc} A stored member is a slice of the file, read once for its checksum; a deflated one is inflated into memory. */
    @Override
    public synchronized Bytes bytes(String member) {
        Bytes known = verified.get(member);
        if (known == null) {
            known = verified(entry(member));
            verified.put(member, known);
        }
        return known;
    }

    private Bytes verified(ZipEntryHeader entry) {
        try {
            Bytes packed = entry.data(file);
            return entry.method() == STORED ? checked(packed, entry) : Bytes.of(inflated(packed, entry));
        } catch (ModelFormatException e) {
            throw e.in(name);
        }
    }

    private ZipEntryHeader entry(String member) {
        ZipEntryHeader entry = entries.get(member);
        if (entry == null) {
            throw Members.missing(member).in(name);
        }
        return entry;
    }

    private Bytes checked(Bytes stored, ZipEntryHeader entry) {
        if (entry.size() != entry.packedSize()) {
            throw damaged(entry, "is stored, but " + entry.packedSize() + " bytes claim to be " + entry.size());
        }
        CRC32 crc = new CRC32();
        ByteBuffer block = ByteBuffer.allocateDirect((int) Math.min(BLOCK, stored.size()));
        for (long at = 0; at < stored.size(); at += block.capacity()) {
            int n = (int) Math.min(block.capacity(), stored.size() - at);
            stored.read(at, block.clear().limit(n));
            crc.update(block.flip());
        }
        verify(crc, entry);
        return stored;
    }

    private static byte[] inflated(Bytes packed, ZipEntryHeader entry) {
        if (entry.method() != DEFLATED) {
            throw new ModelFormatException(
                    Kind.UNSUPPORTED,
                    entry.name(),
                    "compression method " + entry.method() + "; only stored and deflated members are read");
        }
        if (entry.size() > FREE_SIZE && entry.size() / MAX_RATIO > packed.size()) {
            throw new ModelFormatException(
                    Kind.FORBIDDEN,
                    entry.name(),
                    packed.size() + " bytes claim to inflate to " + entry.size() + ": more than " + MAX_RATIO
                            + " times");
        }
        if (entry.size() > Integer.MAX_VALUE - 8) {
            throw new ModelFormatException(
                    Kind.UNSUPPORTED,
                    entry.name(),
                    "a compressed member of " + entry.size() + " bytes; store it instead");
        }
        byte[] out = inflate(packed, entry);
        CRC32 crc = new CRC32();
        crc.update(out);
        verify(crc, entry);
        return out;
    }

    /** The result grows with what really comes out, so that a small lie costs little. */
    private static byte[] inflate(Bytes packed, ZipEntryHeader entry) {
        Inflater inflater = new Inflater(true);
        try {
            byte[] out = new byte[(int) Math.min(entry.size(), BLOCK)];
            int filled = 0;
            long at = 0;
            while (!inflater.finished()) {
                if (inflater.needsInput()) {
                    if (at == packed.size()) {
                        throw damaged(entry, "its compressed data break off");
                    }
                    int n = (int) Math.min(BLOCK, packed.size() - at);
                    inflater.setInput(packed.read(at, n));
                    at += n;
                }
                if (filled == out.length && filled < entry.size()) {
                    out = Arrays.copyOf(out, (int) Math.min(entry.size(), 2L * out.length));
                }
                int n = filled < out.length
                        ? inflater.inflate(out, filled, out.length - filled)
                        : inflater.inflate(new byte[1]);
                if (filled == out.length && n > 0) {
                    throw damaged(entry, "inflates to more than the " + entry.size() + " bytes it declares");
                }
                if (inflater.needsDictionary()) {
                    throw damaged(entry, "its compressed data ask for a dictionary");
                }
                filled += n;
            }
            if (filled != entry.size()) {
                throw damaged(entry, "inflates to " + filled + " bytes, not to the " + entry.size() + " it declares");
            }
            return out;
        } catch (DataFormatException e) {
            throw new ModelFormatException(
                    Kind.DAMAGED, entry.name(), "its compressed data are broken: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private static void verify(CRC32 crc, ZipEntryHeader entry) {
        if (crc.getValue() != entry.crc()) {
            throw damaged(
                    entry,
                    String.format(
                            "its checksum is %08x, the archive says %08x: the file is damaged",
                            crc.getValue(), entry.crc()));
        }
    }

    private static ModelFormatException damaged(ZipEntryHeader entry, String problem) {
        return new ModelFormatException(Kind.DAMAGED, entry.name(), problem);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
