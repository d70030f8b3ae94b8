package io.keratin.keras.hdf5;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The texts of attributes in collections of the global heap. Each text stands once for each of its uses: one that is changed
 * later must not change the others.
 */
final class TextHeap {

    private static final int COLLECTION = 4096;
    private static final int HEADER = 16;

    /** Where a text is: address of its collection, and its number there. */
    record Place(long address, int index) {}

    private final Map<NewNode, Map<String, Place>> places = new HashMap<>();
    private final Blob out;

    TextHeap(Blob out) {
        this.out = out;
    }

    /** Writes the texts of these nodes. */
    void write(List<NewNode> nodes) {
        List<byte[]> waiting = new ArrayList<>();
        int used = HEADER;
        for (NewNode node : nodes) {
            for (Map.Entry<String, NewNode.Attribute> a : node.attributes().entrySet()) {
                byte[] text = a.getValue().list()
                        ? new byte[0]
                        : NewGroup.utf8(a.getValue().texts().get(0));
                if (text.length == 0) {
                    continue;
                }
                int size = HEADER + (text.length + 7) / 8 * 8;
                if (used + size > COLLECTION && !waiting.isEmpty()) {
                    collection(waiting);
                    waiting.clear();
                    used = HEADER;
                }
                used += size;
                waiting.add(text);
                places.computeIfAbsent(node, n -> new HashMap<>())
                        .put(a.getKey(), new Place(out.position(), waiting.size()));
            }
        }
        if (!waiting.isEmpty()) {
            collection(waiting);
        }
    }

    /** Where the text of an attribute is; nowhere if it is empty. */
    Place place(NewNode node, String attribute) {
        return places.getOrDefault(node, Map.of()).getOrDefault(attribute, new Place(0, 0));
    }

    private void collection(List<byte[]> texts) {
        int start = out.position();
        out.bytes((byte) 'G', (byte) 'C', (byte) 'O', (byte) 'L').u32(1).u64(0);
        for (int i = 0; i < texts.size(); i++) {
            out.u16(i + 1, 0).u32(0).u64(texts.get(i).length);
            out.bytes(texts.get(i)).align();
        }
        int free = COLLECTION - (out.position() - start);
        if (free >= HEADER) {
            out.u16(0, 0).u32(0).u64(free);
        }
        out.zerosTo(Math.max(out.position(), start + COLLECTION));
        out.patch64(start + 8, out.position() - start);
    }
}
