package io.keratin.keras.container;

import static io.jhdf.Utils.readBytesAsUnsignedLong;

import io.jhdf.FractalHeap;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.AttributeNameForIndexedAttributesRecord;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The attributes of one object. Each is interpreted only when it is asked for. */
final class Hdf5Attributes {

    private static final long UNDEFINED = -1;

    private final Hdf5Context context;
    private final Hdf5Header header;
    private @Nullable Map<String, ByteBuffer> messages;

    Hdf5Attributes(Hdf5Context context, Hdf5Header header) {
        this.context = context;
        this.header = header;
    }

    List<String> names() {
        return List.copyOf(messages().keySet());
    }

    @Nullable
    String text(String name) {
        List<String> texts = values(name);
        if (texts == null) {
            return null;
        }
        if (texts.size() != 1) {
            throw new ModelFormatException(Kind.MISMATCH, "", "one text was expected, found " + texts.size());
        }
        return texts.get(0);
    }

    @Nullable
    List<String> texts(String name) {
        List<String> whole = values(name);
        if (whole != null) {
            return whole;
        }
        List<String> joined = new ArrayList<>();
        int pieces = 0;
        for (List<String> piece = values(name + 0); piece != null; piece = values(name + pieces)) {
            joined.addAll(piece);
            pieces++;
        }
        return pieces == 0 ? null : joined;
    }

    private @Nullable List<String> values(String name) {
        ByteBuffer message = messages().get(name);
        return message == null
                ? null
                : new Hdf5Attribute(context, message.rewind().order(message.order())).texts();
    }

    private Map<String, ByteBuffer> messages() {
        Map<String, ByteBuffer> known = messages;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (ByteBuffer message : all()) {
                if (known.put(Hdf5Attribute.name(message), message) != null) {
                    throw new ModelFormatException(Kind.DAMAGED, "", "has two attributes of the same name");
                }
            }
            messages = known;
        }
        return known;
    }

    /** Attribute messages: in the header, and in a heap with an index when there are many or long ones. */
    private List<ByteBuffer> all() {
        List<ByteBuffer> found = new ArrayList<>(header.all(Hdf5Header.ATTRIBUTE));
        ByteBuffer info = header.only(Hdf5Header.ATTRIBUTE_INFO);
        if (info == null) {
            return found;
        }
        int width = context.storage.getSizeOfOffsets();
        info.position((info.get(1) & 1) != 0 ? 4 : 2);
        long heapAddress = readBytesAsUnsignedLong(info, width);
        long indexAddress = readBytesAsUnsignedLong(info, width);
        if (heapAddress != UNDEFINED) {
            Hdf5Tables tables = new Hdf5Tables(context.storage);
            BTreeV2<AttributeNameForIndexedAttributesRecord> index = tables.tree(indexAddress, null);
            FractalHeap heap = tables.heap(heapAddress);
            for (AttributeNameForIndexedAttributesRecord entry : index.getRecords()) {
                found.add(heap.getId(entry.getHeapId()));
            }
        }
        return found;
    }
}
