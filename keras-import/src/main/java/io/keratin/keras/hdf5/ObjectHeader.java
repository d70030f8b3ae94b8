package io.keratin.keras.hdf5;

import io.keratin.keras.container.ElementType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An object header of version 1, written message by message. */
final class ObjectHeader {

    private static final int DATASPACE = 1;
    private static final int DATATYPE = 3;
    private static final int FILL_VALUE = 5;
    private static final int LAYOUT = 8;
    private static final int ATTRIBUTE = 12;
    private static final int SYMBOL_TABLE = 17;
    private static final int CONSTANT = 1;

    /** Text of any length in UTF-8: a list of bytes in the global heap. */
    private static final byte[] TEXT = {0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0};

    private final Blob out;
    private final int start;
    private int messages;

    /** Begins a header here. */
    ObjectHeader(Blob out) {
        this.out = out;
        this.start = out.position();
        out.u8(1, 0).u16(0).u32(1, 0, 0);
    }

    /** Ends it; gives its address. */
    long end() {
        out.patch16(start + 2, messages);
        out.patch32(start + 8, out.position() - start - 16);
        return start;
    }

    void symbolTable(long tree, long heap) {
        message(SYMBOL_TABLE, 0, new Blob().u64(tree, heap));
    }

    /** What a data set is; gives the place of its elements' address, which is not known yet. */
    int dataset(NewDataset dataset) {
        message(DATASPACE, 0, space(dataset.shape().toArray()));
        message(DATATYPE, CONSTANT, new Blob().bytes(type(dataset.type())));
        message(FILL_VALUE, CONSTANT, new Blob().u8(2, 2, 2, 1).u32(0));
        message(LAYOUT, 0, new Blob().u8(3, 1).u64(Blob.UNDEFINED, dataset.bytes()));
        return out.position() - 24 + 2;
    }

    void attributes(NewNode node, TextHeap heap) {
        for (Map.Entry<String, NewNode.Attribute> a : node.attributes().entrySet()) {
            List<String> texts = a.getValue().texts();
            byte[] type = TEXT;
            Blob value = new Blob();
            if (a.getValue().list()) {
                int length = NewNode.longest(texts);
                type = texts.isEmpty() ? type(ElementType.FLOAT64) : fixedText(length);
                texts.forEach(t -> value.bytes(Arrays.copyOf(NewGroup.utf8(t), length)));
            } else {
                TextHeap.Place place = heap.place(node, a.getKey());
                value.u32(NewGroup.utf8(texts.get(0)).length)
                        .u64(place.address())
                        .u32(place.index());
            }
            attribute(a.getKey(), type, a.getValue().list() ? space(texts.size()) : space(), value);
        }
    }

    private void attribute(String name, byte[] type, Blob space, Blob value) {
        byte[] utf8 = Arrays.copyOf(NewGroup.utf8(name), NewGroup.utf8(name).length + 1);
        Blob message = new Blob().u8(1, 0).u16(utf8.length, type.length, space.position());
        message.bytes(utf8).align().bytes(type).align();
        message(ATTRIBUTE, 0, message.bytes(array(space)).bytes(array(value)));
    }

    private void message(int type, int flags, Blob body) {
        body.align();
        out.u16(type, body.position()).u8(flags, 0, 0, 0).bytes(array(body));
        messages++;
    }

    private static byte[] array(Blob blob) {
        byte[] all = new byte[blob.position()];
        blob.written().get(all);
        return all;
    }

    /** Version 1; scalars have no dimensions, others may not grow. */
    private static Blob space(int... dims) {
        Blob space = new Blob().u8(1, dims.length, dims.length == 0 ? 0 : 1, 0).u32(0);
        for (int twice = 0; twice < 2; twice++) {
            for (int dim : dims) {
                space.u64(dim);
            }
        }
        return space;
    }

    private static byte[] fixedText(int length) {
        return array(new Blob().u8(0x13, 1, 0, 0).u32(length));
    }

    /** The datatype message as h5py has it: little-endian, IEEE; bool is an enumeration, bfloat16 two bytes without a meaning. */
    private static byte[] type(ElementType type) {
        Blob out = new Blob();
        int bits = 8 * type.bytes();
        switch (type) {
            case FLOAT16 -> real(out, bits, 5, 10);
            case FLOAT32 -> real(out, bits, 8, 23);
            case FLOAT64 -> real(out, bits, 11, 52);
            case BFLOAT16 -> out.u8(0x15, 0, 0, 0).u32(2);
            case BOOL -> {
                out.u8(0x18, 2, 0, 0).u32(1).bytes(type(ElementType.INT8));
                out.bytes("FALSE\0\0\0TRUE\0\0\0\0".getBytes(StandardCharsets.US_ASCII))
                        .u8(0, 1);
            }
            case INT8, INT16, INT32, INT64 -> whole(out, bits, 8);
            case UINT8, UINT16, UINT32, UINT64 -> whole(out, bits, 0);
        }
        return array(out);
    }

    private static void whole(Blob out, int bits, int signed) {
        out.u8(0x10, signed, 0, 0).u32(bits / 8).u16(0, bits);
    }

    private static void real(Blob out, int bits, int exponent, int mantissa) {
        out.u8(0x11, 0x20, bits - 1, 0).u32(bits / 8).u16(0, bits);
        out.u8(mantissa, exponent, 0, mantissa).u32((1 << (exponent - 1)) - 1);
    }
}
