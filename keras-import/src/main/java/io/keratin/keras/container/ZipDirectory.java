package io.keratin.keras.container;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The central directory of a zip file; one that is not exactly in its place at the end of the file is refused. */
final class ZipDirectory {

    private static final int END = 0x06054b50;
    private static final int END_SIZE = 22;
    private static final int END64 = 0x06064b50;
    private static final int END64_SIZE = 56;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCATOR64_SIZE = 20;
    private static final int ENTRY = 0x02014b50;
    private static final int ENTRY_SIZE = 46;
    private static final int MAX_COMMENT = 0xffff;
    private static final int MAX_DIRECTORY = 64 << 20;
    private static final long IN_ZIP64 = 0xffffffffL;

    private final Bytes file;
    private long count;
    private long start;
    private long size;

    ZipDirectory(Bytes file) {
        this.file = file;
        locate();
    }

    /** Finds the directory through the record at the end of the file, and through zip64's record if there is one. */
    private void locate() {
        int tailLength = (int) Math.min(file.size(), END_SIZE + MAX_COMMENT);
        ByteBuffer tail = buffer(file.read(file.size() - tailLength, tailLength));
        int at = tailLength - END_SIZE;
        while (at >= 0 && !(tail.getInt(at) == END && at + END_SIZE + u16(tail, at + 20) == tailLength)) {
            at--;
        }
        if (at < 0) {
            throw damaged("is not a zip archive, or its end is missing");
        }
        long end = file.size() - tailLength + at;
        require(
                tail.getInt(at + 4) == 0 && u16(tail, at + 8) == u16(tail, at + 10),
                "is one part of a divided archive");
        count = u16(tail, at + 10);
        size = u32(tail, at + 12);
        start = u32(tail, at + 16);
        // Python writes a zip64 record from 2 GB on, beside values that would still fit without one.
        if (count == MAX_COMMENT || size == IN_ZIP64 || start == IN_ZIP64 || size != end - start) {
            end = locate64(end);
        }
        require(
                start >= 0 && size >= 0 && start <= end && size == end - start,
                "its directory is not where it should be");
        require(size <= MAX_DIRECTORY && count <= size / ENTRY_SIZE, "its directory has an impossible size");
    }

    private long locate64(long end) {
        if (end < LOCATOR64_SIZE) {
            return end;
        }
        ByteBuffer locator = buffer(file.read(end - LOCATOR64_SIZE, LOCATOR64_SIZE));
        if (locator.getInt(0) != LOCATOR64) {
            return end; // a value that only happens to be the marker
        }
        long end64 = locator.getLong(8);
        ByteBuffer record = buffer(file.read(end64, END64_SIZE));
        require(record.getInt(0) == END64 && record.getInt(16) == 0, "its zip64 record is broken");
        require(end64 + END64_SIZE == end - LOCATOR64_SIZE, "its zip64 record is not where it should be");
        count = record.getLong(32);
        size = record.getLong(40);
        start = record.getLong(48);
        return end64;
    }

    /** All members by name, in the directory's order. */
    Map<String, ZipEntryHeader> entries() {
        ByteBuffer directory = buffer(file.read(start, (int) size));
        Map<String, ZipEntryHeader> entries = new LinkedHashMap<>();
        for (long i = 0; i < count; i++) {
            ZipEntryHeader entry = entry(directory);
            if (entries.put(entry.name(), entry) != null) {
                throw new ModelFormatException(
                        Kind.FORBIDDEN, entry.name(), "the archive holds two members of this name");
            }
        }
        require(!directory.hasRemaining(), "its directory holds more than its " + count + " entries");
        return entries;
    }

    private ZipEntryHeader entry(ByteBuffer directory) {
        int at = directory.position();
        require(directory.remaining() >= ENTRY_SIZE && directory.getInt(at) == ENTRY, "its directory is broken");
        int nameLength = u16(directory, at + 28);
        int extraLength = u16(directory, at + 30);
        int length = ENTRY_SIZE + nameLength + extraLength + u16(directory, at + 32);
        require(directory.remaining() >= length, "its directory breaks off");
        byte[] rawName = new byte[nameLength];
        directory.get(at + ENTRY_SIZE, rawName);
        ByteBuffer extra =
                directory.slice(at + ENTRY_SIZE + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
        directory.position(at + length);

        ByteBuffer wide = zip64(extra);
        long size = widened(u32(directory, at + 24), wide);
        long packedSize = widened(u32(directory, at + 20), wide);
        long header = widened(u32(directory, at + 42), wide);
        require(size >= 0 && packedSize >= 0 && header >= 0 && header < start, "its directory holds impossible sizes");
        return new ZipEntryHeader(
                name(rawName),
                ByteBuffer.wrap(rawName),
                u16(directory, at + 8),
                u16(directory, at + 10),
                u32(directory, at + 16),
                packedSize,
                size,
                header,
                start);
    }

    /** The 64-bit values of an entry's extra field, empty if it has none. */
    private static ByteBuffer zip64(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int tag = Short.toUnsignedInt(extra.getShort());
            int length = Math.min(Short.toUnsignedInt(extra.getShort()), extra.remaining());
            if (tag == 1) {
                return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private static long widened(long narrow, ByteBuffer wide) {
        if (narrow != IN_ZIP64) {
            return narrow;
        }
        require(wide.remaining() >= 8, "its directory lacks a zip64 size");
        return wide.getLong();
    }

    private static String name(byte[] raw) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(raw, StandardCharsets.ISO_8859_1); // an old code page; nobody asks for such a name
        }
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int u16(ByteBuffer b, int at) {
        return Short.toUnsignedInt(b.getShort(at));
    }

    private static long u32(ByteBuffer b, int at) {
        return Integer.toUnsignedLong(b.getInt(at));
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw damaged(problem);
        }
    }

    private static ModelFormatException damaged(String problem) {
        return new ModelFormatException(Kind.DAMAGED, "", problem);
    }
}
