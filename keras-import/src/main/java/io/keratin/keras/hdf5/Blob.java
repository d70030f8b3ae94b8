package io.keratin.keras.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes that grow: what a file holds beside the elements. Little-endian. */
final class Blob {

    static final long UNDEFINED = -1;

    private ByteBuffer bytes = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);

    /** Where the next byte goes. */
    int position() {
        return bytes.position();
    }

    Blob u8(int... values) {
        for (int v : values) {
            room(1).put((byte) v);
        }
        return this;
    }

    Blob u16(int... values) {
        for (int v : values) {
            room(2).putShort((short) v);
        }
        return this;
    }

    Blob u32(int... values) {
        for (int v : values) {
            room(4).putInt(v);
        }
        return this;
    }

    Blob u64(long... values) {
        for (long v : values) {
            room(8).putLong(v);
        }
        return this;
    }

    Blob bytes(byte... values) {
        room(values.length).put(values);
        return this;
    }

    Blob zeros(int n) {
        return bytes(new byte[n]);
    }

    /** Zeros up to a position. */
    Blob zerosTo(int position) {
        return zeros(position - position());
    }

    /** Zeros up to the next multiple of eight. */
    Blob align() {
        return zeros(-position() & 7);
    }

    /** Replaces a number that was not known when its place was written. */
    void patch16(int at, int value) {
        bytes.putShort(at, (short) value);
    }

    /** As {@link #patch16}, of 32 bits. */
    void patch32(int at, int value) {
        bytes.putInt(at, value);
    }

    /** As {@link #patch16}, of 64 bits. */
    void patch64(int at, long value) {
        bytes.putLong(at, value);
    }

    /** What was written, to be read. */
    ByteBuffer written() {
        return bytes.duplicate().flip();
    }

    private ByteBuffer room(int n) {
        if (bytes.remaining() < n) {
            int capacity = Math.max(Math.addExact(bytes.position(), n), (int) Math.min(2L * bytes.capacity(), 1 << 30));
            bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
        }
        return bytes;
    }
}
