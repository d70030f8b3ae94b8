package io.keratin.keras.container;

import static io.jhdf.Utils.readBytesAsUnsignedLong;

import io.jhdf.FractalHeap;
import io.jhdf.GroupSymbolTableNode;
import io.jhdf.LocalHeap;
import io.jhdf.SymbolTableEntry;
import io.jhdf.Utils;
import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.LinkNameForIndexedGroupRecord;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The links of a group, in the file's order, of all three ways in which HDF5 stores them. No link is resolved here. */
final class Hdf5Links {

    private static final long UNDEFINED = -1;
    private static final int HARD = 0;
    private static final int SOFT = 1;
    /** How a symbol table marks a soft link. */
    private static final int CACHED_SOFT_LINK = 2;

    /**
     * A link to an object in this file, or one that is refused.
     *
     * @param address of the object's header
     * @param refusal why the link is not followed; empty for a hard link
     */
    record Link(long address, String refusal) {
        static Link hard(long address) {
            return new Link(address, "");
        }

        static Link soft(String target) {
            return new Link(UNDEFINED, "is a soft link to " + target + "; links are not followed");
        }

        static Link external(String file, String target) {
            return new Link(
                    UNDEFINED,
                    "is a link to " + target + " in the other file " + file + "; other files are not opened");
        }
    }

    private final Hdf5Storage storage;
    private final Map<String, Link> links = new LinkedHashMap<>();

    private Hdf5Links(Hdf5Storage storage) {
        this.storage = storage;
    }

    /** Whether the header is that of a group. */
    static boolean isGroup(Hdf5Header header) {
        return header.has(Hdf5Header.SYMBOL_TABLE) || header.has(Hdf5Header.LINK_INFO);
    }

    static Map<String, Link> of(Hdf5Storage storage, Hdf5Header header) {
        Hdf5Links group = new Hdf5Links(storage);
        ByteBuffer table = header.only(Hdf5Header.SYMBOL_TABLE);
        if (table != null) {
            group.symbolTable(table);
        } else {
            group.messages(header);
        }
        return group.links;
    }

    /** Old groups: a B-tree of symbol table nodes, names in a local heap. */
    private void symbolTable(ByteBuffer message) {
        BTreeV1 tree = BTreeV1.createGroupBTree(storage, address(message));
        ByteBuffer names = new LocalHeap(storage, address(message)).getDataBuffer();
        for (long node : tree.getChildAddresses()) {
            for (SymbolTableEntry entry : new GroupSymbolTableNode(storage, node).getSymbolTableEntries()) {
                String name = Utils.readUntilNull(names.position(entry.getLinkNameOffset()));
                add(
                        name,
                        entry.getCacheType() == CACHED_SOFT_LINK
                                ? Link.soft(Utils.readUntilNull(names.position(entry.getLinkValueOffset())))
                                : Link.hard(entry.getObjectHeaderAddress()));
            }
        }
    }

    /** New groups: messages in the header, or in a heap with an index when there are many. */
    private void messages(Hdf5Header header) {
        ByteBuffer info = header.required(Hdf5Header.LINK_INFO);
        boolean ordered = (info.get(1) & 1) != 0;
        info.position(ordered ? 10 : 2);
        long heapAddress = address(info);
        long indexAddress = address(info);
        if (indexAddress == UNDEFINED) {
            header.all(Hdf5Header.LINK).forEach(this::add);
            return;
        }
        Hdf5Tables tables = new Hdf5Tables(storage);
        BTreeV2<LinkNameForIndexedGroupRecord> index = tables.tree(indexAddress, null);
        FractalHeap heap = tables.heap(heapAddress);
        for (LinkNameForIndexedGroupRecord entry : index.getRecords()) {
            add(heap.getId(entry.getId()));
        }
    }

    /** One link message. jhdf 0.13.0 reads names that are not marked as UTF-8 as ASCII, but h5py does not mark them all. */
    private void add(ByteBuffer message) {
        int version = message.get();
        int flags = message.get();
        if (version != 1) {
            throw new ModelFormatException(Kind.UNSUPPORTED, "", "links of version " + version);
        }
        int type = (flags & 8) == 0 ? HARD : Byte.toUnsignedInt(message.get());
        int skipped = ((flags & 4) == 0 ? 0 : 8) + ((flags & 16) == 0 ? 0 : 1); // creation order, character set
        message.position(message.position() + skipped);
        String name = text(message, Utils.readBytesAsUnsignedInt(message, 1 << (flags & 3)));
        if (type == HARD) {
            add(name, Link.hard(address(message)));
            return;
        }
        String target = text(message, Short.toUnsignedInt(message.getShort()));
        if (type == SOFT) {
            add(name, Link.soft(target));
        } else {
            String[] fileAndPath =
                    target.substring(Math.min(1, target.length())).split("\0", -1); // after a byte of flags
            add(name, Link.external(fileAndPath[0], fileAndPath.length < 2 ? "" : fileAndPath[1]));
        }
    }

    private static String text(ByteBuffer in, int length) {
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    private void add(String name, Link link) {
        if (links.put(name, link) != null) {
            throw new ModelFormatException(Kind.DAMAGED, "", "holds two objects named \"" + name + "\"");
        }
    }

    private long address(ByteBuffer in) {
        return readBytesAsUnsignedLong(in, storage.getSizeOfOffsets());
    }
}
