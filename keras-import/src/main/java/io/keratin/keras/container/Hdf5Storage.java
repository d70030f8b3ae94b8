package io.keratin.keras.container;

import io.jhdf.Superblock;
import io.jhdf.exceptions.InMemoryHdfException;
import io.jhdf.storage.HdfBackingStorage;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The bytes of an HDF5 file as jhdf sees them: nothing beyond the file's end is allocated or read, one operation may not come
 * back to one address again and again (a loop), and all that is ever read is counted against the size of the file.
 */
final class Hdf5Storage implements HdfBackingStorage {

    /** Tables are read in two or three pieces that start at the same address, so some visits are normal. */
    private static final int MAX_VISITS = 16;

    private static final long FREE_BYTES = 64L << 20;
    private static final int MAX_FILE_SIZES = 4;
    private static final int MAX_RATIO = 1000;
    /** Small reads cost too: each counts as if it were at least so long. */
    private static final int LEAST_COST = 16;

    private static final int BLOCK = 1 << 17;
    private static final int WINDOW = 1 << 13;

    private final Bytes bytes;
    private final Superblock superblock;
    private final long base;
    private final Map<Long, Integer> visits = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK);
    private byte[] window = {};
    private long windowStart;
    private long tableBytes;
    private long dataBytes;
    private long unpackedBytes;

    Hdf5Storage(Bytes bytes, Superblock superblock) {
        this.bytes = bytes;
        this.superblock = superblock;
        this.base = superblock.getBaseAddressByte();
    }

    /** Starts an operation: loops are looked for within one. */
    void begin() {
        visits.clear();
    }

    /** The elements at {@code address}, not counted as a table; see {@link #charge}. */
    void read(long address, ByteBuffer into) {
        bytes.read(position(address, into.remaining()), into);
    }

    /** For elements on their way, one after the other; outside of the heap, for Java reads files through such memory in any case. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Refuses a range that is not inside the file. */
    void check(long address, long length) {
        position(address, length);
    }

    /** Counts the bytes that data will take in memory, before they are allocated. */
    void charge(long length) {
        dataBytes = Math.addExact(dataBytes, length);
        if (dataBytes > limit()) {
            throw new ModelFormatException(
                    Kind.FORBIDDEN,
                    "",
                    "asks for " + dataBytes + " bytes of data from a file of " + bytes.size() + " bytes; at most "
                            + limit() + " are read");
        }
    }

    /** Counts bytes that will be unpacked from {@code packed} bytes, before they are allocated. */
    void chargeUnpacked(long length, long packed) {
        unpackedBytes = Math.addExact(unpackedBytes, length);
        if (length > MAX_RATIO * packed + FREE_BYTES || unpackedBytes > MAX_RATIO * bytes.size() + FREE_BYTES) {
            throw new ModelFormatException(
                    Kind.FORBIDDEN,
                    "",
                    packed + " bytes claim to unpack to " + length + ": more than " + MAX_RATIO + " times");
        }
    }

    private long limit() {
        return MAX_FILE_SIZES * bytes.size() + FREE_BYTES;
    }

    @Override
    public ByteBuffer map(long address, long length) {
        long position = position(address, length);
        if (visits.merge(address, 1, Integer::sum) > MAX_VISITS) {
            throw new ModelFormatException(Kind.DAMAGED, "", "its tables run in a circle at byte " + position);
        }
        tableBytes += LEAST_COST + length;
        if (tableBytes > limit()) {
            throw new ModelFormatException(
                    Kind.FORBIDDEN,
                    "",
                    "its tables refer to more than " + limit() + " bytes in a file of " + bytes.size());
        }
        return ByteBuffer.wrap(table(position, Math.toIntExact(length))).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A copy of bytes of a table. Tables lie close together and are read piece by piece, a field at a time. */
    private byte[] table(long position, int length) {
        if (length > WINDOW / 2) {
            return bytes.read(position, length);
        }
        if (position < windowStart || position + length > windowStart + window.length) {
            windowStart = Math.max(0, position - WINDOW / 4);
            window = bytes.read(windowStart, (int) Math.min(WINDOW, bytes.size() - windowStart));
        }
        int at = (int) (position - windowStart);
        return Arrays.copyOfRange(window, at, at + length);
    }

    /** The position of an address in the file, once the range is known to be inside. */
    private long position(long address, long length) {
        if (address < 0 || address > bytes.size() - base) {
            throw new ModelFormatException(
                    Kind.DAMAGED,
                    "",
                    "refers to byte " + Long.toUnsignedString(address) + " of a file of " + bytes.size() + " bytes");
        }
        bytes.check(base + address, length);
        return base + address;
    }

    @Override
    public ByteBuffer readBufferFromAddress(long address, int length) {
        return map(address, length);
    }

    @Override
    public ByteBuffer mapNoOffset(long position, long length) {
        return map(position - base, length);
    }

    @Override
    public long getUserBlockSize() {
        return base;
    }

    @Override
    public Superblock getSuperblock() {
        return superblock;
    }

    @Override
    public FileChannel getFileChannel() {
        throw new InMemoryHdfException();
    }

    @Override
    public int getSizeOfOffsets() {
        return superblock.getSizeOfOffsets();
    }

    @Override
    public int getSizeOfLengths() {
        return superblock.getSizeOfLengths();
    }

    @Override
    public void close() {
        // the bytes belong to whoever opened them
    }

    @Override
    public long size() {
        return bytes.size();
    }

    @Override
    public boolean inMemory() {
        return true;
    }
}
