package io.keratin.keras.container;

import static io.jhdf.Utils.readBytesAsUnsignedLong;

import io.jhdf.checksum.ChecksumUtils;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An object header: the list of messages that say what an object is. Both versions of the format, read iteratively; messages
 * are not interpreted here, so one that nobody asks for cannot do harm.
 */
final class Hdf5Header {

    static final int DATASPACE = 1;
    static final int LINK_INFO = 2;
    static final int DATATYPE = 3;
    static final int LINK = 6;
    static final int EXTERNAL_FILES = 7;
    static final int LAYOUT = 8;
    static final int FILTERS = 11;
    static final int ATTRIBUTE = 12;
    static final int CONTINUATION = 16;
    static final int SYMBOL_TABLE = 17;
    static final int ATTRIBUTE_INFO = 21;

    private static final int SIGNATURE = 'O' | 'H' << 8 | 'D' << 16 | 'R' << 24;
    private static final int CONTINUATION_SIGNATURE = 'O' | 'C' << 8 | 'H' << 16 | 'K' << 24;
    private static final int CHECKSUM = 4;
    private static final int SHARED = 2;
    private static final int MAX_BLOCKS = 4096;

    /** One message; {@code shared} ones hold only a reference to another object. */
    private record Message(int type, boolean shared, ByteBuffer body) {}

    /** A further piece of the header. */
    private record Block(long address, int length) {}

    private final Hdf5Storage storage;
    private final List<Message> messages = new ArrayList<>();
    private final Deque<Block> continuations = new ArrayDeque<>();

    Hdf5Header(Hdf5Storage storage, long address) {
        this.storage = storage;
        ByteBuffer prefix = storage.map(address, 8);
        if (prefix.getInt(0) == SIGNATURE && prefix.get(4) == 2) {
            readVersion2(address, prefix.get(5));
        } else if (prefix.get(0) == 1) {
            readVersion1(address);
        } else {
            throw damaged("there is no object header at byte " + address);
        }
    }

    boolean has(int type) {
        for (Message m : messages) {
            if (m.type == type) {
                return true;
            }
        }
        return false;
    }

    /** All messages of a type, each at its start. */
    List<ByteBuffer> all(int type) {
        List<ByteBuffer> all = new ArrayList<>();
        for (Message m : messages) {
            if (m.type == type) {
                all.add(body(m));
            }
        }
        return all;
    }

    /** The only message of a type, or null. */
    @Nullable
    ByteBuffer only(int type) {
        List<ByteBuffer> found = all(type);
        if (found.size() > 1) {
            throw damaged("its header holds " + found.size() + " messages of type " + type + " instead of one");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** The only message of a type. */
    ByteBuffer required(int type) {
        ByteBuffer found = only(type);
        if (found == null) {
            throw damaged("its header lacks the message of type " + type);
        }
        return found;
    }

    private static ByteBuffer body(Message m) {
        if (m.shared) {
            throw new ModelFormatException(Kind.UNSUPPORTED, "", "its header refers to a message of another object");
        }
        return m.body.duplicate().order(m.body.order());
    }

    private void readVersion1(long address) {
        ByteBuffer prefix = storage.map(address, 12);
        int count = Short.toUnsignedInt(prefix.getShort(2));
        long length = Integer.toUnsignedLong(prefix.getInt(8));
        ByteBuffer block = storage.map(address + 16, length);
        for (int blocks = 1; ; blocks++) {
            while (block.remaining() >= 8 && messages.size() < count) {
                int type = Short.toUnsignedInt(block.getShort());
                int size = Short.toUnsignedInt(block.getShort());
                int flags = block.getInt();
                add(type, size, flags, block);
            }
            Block next = continuations.poll();
            if (next == null) {
                return;
            }
            block = storage.map(next.address, next.length);
            limit(blocks);
        }
    }

    private void readVersion2(long address, int flags) {
        int prefix = 6 + ((flags & 32) == 0 ? 0 : 16) + ((flags & 16) == 0 ? 0 : 4);
        int width = 1 << (flags & 3);
        long length = readBytesAsUnsignedLong(storage.map(address + prefix, width), width);
        boolean ordered = (flags & 4) != 0;
        ByteBuffer block = storage.map(address, Math.addExact(length, prefix + width + CHECKSUM));
        ChecksumUtils.validateChecksum(block);
        block.position(prefix + width);
        for (int blocks = 1; ; blocks++) {
            block.limit(block.limit() - CHECKSUM);
            readMessages2(block, ordered);
            Block next = continuations.poll();
            if (next == null) {
                return;
            }
            block = storage.map(next.address, next.length);
            if (block.remaining() < 8 || block.getInt(0) != CONTINUATION_SIGNATURE) {
                throw damaged("its header breaks off at byte " + next.address);
            }
            ChecksumUtils.validateChecksum(block);
            block.position(4);
            limit(blocks);
        }
    }

    private void readMessages2(ByteBuffer block, boolean ordered) {
        int head = ordered ? 6 : 4;
        while (block.remaining() >= head) {
            int type = Byte.toUnsignedInt(block.get());
            int size = Short.toUnsignedInt(block.getShort());
            int flags = block.get();
            block.position(block.position() + head - 4);
            add(type, size, flags, block);
        }
    }

    private void add(int type, int size, int flags, ByteBuffer block) {
        if (size > block.remaining()) {
            throw damaged("a message of its header breaks off");
        }
        ByteBuffer body = block.slice(block.position(), size).order(block.order());
        block.position(block.position() + size);
        messages.add(new Message(type, (flags & SHARED) != 0, body));
        if (type == CONTINUATION) {
            long address = readBytesAsUnsignedLong(body, storage.getSizeOfOffsets());
            long length = readBytesAsUnsignedLong(body, storage.getSizeOfLengths());
            continuations.add(new Block(address, Math.toIntExact(length)));
        }
    }

    private static void limit(int blocks) {
        if (blocks > MAX_BLOCKS) {
            throw damaged("its header has more than " + MAX_BLOCKS + " pieces");
        }
    }

    private static ModelFormatException damaged(String problem) {
        return new ModelFormatException(Kind.DAMAGED, "", problem);
    }
}
