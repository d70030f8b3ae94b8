package io.keratin.keras.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;

/**
 * Writes a zip file of stored members, as Python's {@code zipfile} does for Keras: no compression, sizes and checksum in front of
 * the data. Members and archives from 4 GB on are zip64.
 */
public final class ZipWriter {

    private static final long IN_ZIP64 = 0xffffffffL;
    private static final int LOCAL = 0x04034b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int VERSION = 20;
    private static final int VERSION_64 = 45;
    private static final int UTF_8 = 0x800;

    private final FileChannel file;
    private final int time;
    private ByteBuffer directory = ByteBuffer.allocate(0);
    private int members;

    /** Writes to an empty file, which is not closed; members are as old as {@code time} says. */
    public ZipWriter(FileChannel file, LocalDateTime time) {
        this.file = file;
        int clock = time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2;
        int date = (time.getYear() - 1980) << 9 | time.getMonthValue() << 5 | time.getDayOfMonth();
        this.time = date << 16 | clock;
    }

    /** What a member holds. */
    @FunctionalInterface
    public interface Content {
        /** Writes all of it. */
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /** Adds a member. */
    public void add(String name, byte[] content) throws IOException {
        add(name, content.length, out -> write(out, ByteBuffer.wrap(content)));
    }

    /** Adds a member of exactly {@code size} bytes. */
    public void add(String name, long size, Content content) throws IOException {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        int flags = utf8.length == name.length() ? 0 : UTF_8;
        long start = file.position();
        boolean wide = size >= IN_ZIP64;
        ByteBuffer header = header(LOCAL, 30, wide, flags, size, utf8.length, wide ? 20 : 0);
        write(file, header);
        write(file, ByteBuffer.wrap(utf8));
        if (wide) {
            write(
                    file,
                    little(20)
                            .putShort((short) 1)
                            .putShort((short) 16)
                            .putLong(size)
                            .putLong(size)
                            .flip());
        }
        Counted counted = new Counted(file);
        content.writeTo(counted);
        if (counted.written != size) {
            throw new IllegalStateException(name + ": " + counted.written + " bytes written of " + size);
        }
        int crc = (int) counted.crc.getValue();
        file.write(little(4).putInt(crc).flip(), start + 14);
        enter(utf8, flags, size, crc, start);
    }

    /** Ends the archive. */
    public void finish() throws IOException {
        long start = file.position();
        write(file, directory.flip());
        long size = file.position() - start;
        if (start >= IN_ZIP64) {
            ByteBuffer end = little(76).putInt(END_64).putLong(44);
            end.putShort((short) VERSION_64)
                    .putShort((short) VERSION_64)
                    .putInt(0)
                    .putInt(0);
            end.putLong(members).putLong(members).putLong(size).putLong(start);
            end.putInt(LOCATOR_64).putInt(0).putLong(start + size).putInt(1);
            write(file, end.flip());
        }
        ByteBuffer end = little(22).putInt(END).putShort((short) 0).putShort((short) 0);
        end.putShort((short) members).putShort((short) members);
        end.putInt((int) size).putInt((int) Math.min(start, IN_ZIP64)).putShort((short) 0);
        write(file, end.flip());
    }

    private void enter(byte[] name, int flags, long size, int crc, long start) {
        boolean wide = size >= IN_ZIP64;
        boolean far = start >= IN_ZIP64;
        int extra = (wide ? 16 : 0) + (far ? 8 : 0);
        int extraField = extra == 0 ? 0 : extra + 4;
        ByteBuffer entry = little(46 + name.length + extraField);
        entry.putInt(CENTRAL).putShort((short) (extra > 0 ? VERSION_64 : VERSION));
        entry.put(header(0, 30, wide, flags, size, name.length, extraField).position(4));
        entry.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        entry.putInt(0).putInt((int) (far ? IN_ZIP64 : start));
        entry.putInt(16, crc);
        entry.put(name);
        if (extra > 0) {
            entry.putShort((short) 1).putShort((short) extra);
        }
        if (wide) {
            entry.putLong(size).putLong(size);
        }
        if (far) {
            entry.putLong(start);
        }
        directory = little(directory.position() + entry.position())
                .put(directory.flip())
                .put(entry.flip());
        members++;
    }

    /** What local headers and entries of the directory share; the checksum comes later. */
    private ByteBuffer header(int signature, int length, boolean wide, int flags, long size, int name, int extra) {
        ByteBuffer header = little(length).putInt(signature);
        header.putShort((short) (wide ? VERSION_64 : VERSION)).putShort((short) flags);
        header.putShort((short) 0).putInt(time).putInt(0);
        header.putInt((int) Math.min(size, IN_ZIP64)).putInt((int) Math.min(size, IN_ZIP64));
        return header.putShort((short) name).putShort((short) extra).flip();
    }

    private static ByteBuffer little(int capacity) {
        return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void write(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Counts and sums what goes through it. */
    private static final class Counted implements WritableByteChannel {

        private final FileChannel file;
        private final CRC32 crc = new CRC32();
        private long written;

        Counted(FileChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            ByteBuffer before = bytes.duplicate();
            int n = file.write(bytes);
            crc.update(before.limit(bytes.position()));
            written += n;
            return n;
        }

        @Override
        public boolean isOpen() {
            return file.isOpen();
        }

        @Override
        public void close() {}
    }
}
