package io.keratin.keras.container;

import static io.jhdf.Utils.readBytesAsUnsignedLong;

import io.jhdf.Utils;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One attribute message: name, type, dimensions, value. */
final class Hdf5Attribute {

    private static final int SHARED_PARTS = 3;

    private final Hdf5Context context;
    private final Hdf5Type type;
    private final long count;
    private final ByteBuffer data;

    /** Reads a message that stands at its start. */
    Hdf5Attribute(Hdf5Context context, ByteBuffer in) {
        this.context = context;
        int version = in.get();
        int flags = in.get();
        int nameSize = Short.toUnsignedInt(in.getShort());
        int typeSize = Short.toUnsignedInt(in.getShort());
        int spaceSize = Short.toUnsignedInt(in.getShort());
        if (version < 1 || version > 3) {
            throw new ModelFormatException(Kind.UNSUPPORTED, "", "attributes of version " + version);
        }
        if (version > 1 && (flags & SHARED_PARTS) != 0) {
            throw new ModelFormatException(Kind.UNSUPPORTED, "", "the attribute's type stands in another object");
        }
        if (version == 3) {
            in.get(); // the name's encoding
        }
        int unit = version == 1 ? 8 : 1; // the first version pads each part
        part(in, nameSize, unit);
        this.type = Hdf5Type.read(part(in, typeSize, unit));
        this.count = new Hdf5Space(part(in, spaceSize, unit), context.storage.getSizeOfLengths()).count();
        if (count > in.remaining() / type.size()) {
            throw new ModelFormatException(
                    Kind.DAMAGED, "", "the attribute claims " + count + " values and breaks off");
        }
        this.data = in.slice().order(in.order());
    }

    /** The name alone. */
    static String name(ByteBuffer message) {
        int version = message.get(0);
        return Utils.readUntilNull(message.duplicate().position(version == 3 ? 9 : 8));
    }

    /** The texts; h5py stores an empty list as no numbers, so a list of nothing is a list of no texts. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (type instanceof Hdf5Type.FixedText fixed) {
                texts.add(fixed(fixed));
            } else if (type instanceof Hdf5Type.Text) {
                texts.add(variable());
            } else {
                throw new ModelFormatException(Kind.MISMATCH, "", "text was expected, found " + type.dtype());
            }
        }
        return texts;
    }

    private String fixed(Hdf5Type.FixedText text) {
        byte[] bytes = new byte[text.size()];
        data.get(bytes);
        int end = bytes.length;
        if (text.terminated()) {
            end = 0;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
        }
        byte padding = (byte) (text.spaces() ? ' ' : 0);
        while (end > 0 && bytes[end - 1] == padding) {
            end--;
        }
        return utf8(ByteBuffer.wrap(bytes, 0, end));
    }

    /** A text in the global heap: length, heap address, number in the heap. */
    private String variable() {
        long length = Integer.toUnsignedLong(data.getInt());
        long address = readBytesAsUnsignedLong(data, context.storage.getSizeOfOffsets());
        int index = data.getInt();
        if (length == 0) {
            return "";
        }
        ByteBuffer bytes = context.heap(address).getObjectData(index);
        if (length > bytes.remaining()) {
            throw new ModelFormatException(Kind.DAMAGED, "", "a text of " + length + " bytes breaks off");
        }
        return utf8(bytes.limit((int) length));
    }

    private static String utf8(ByteBuffer bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            int end = text.indexOf('\0');
            return end < 0 ? text : text.substring(0, end);
        } catch (CharacterCodingException e) {
            throw new ModelFormatException(Kind.DAMAGED, "", "a text that is not valid UTF-8", e);
        }
    }

    /** The next {@code size} bytes, and past the padding behind them. */
    private static ByteBuffer part(ByteBuffer in, int size, int unit) {
        ByteBuffer part = in.slice(in.position(), size).order(in.order());
        in.position(in.position() + (size + unit - 1) / unit * unit);
        return part;
    }
}
