package io.keratin.keras.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes an HDF5 file in one pass: all that describes it first, then the elements of its data sets, each asked for when its turn
 * comes. What libhdf5 itself writes for Keras, so that every reader of Keras's files reads it and h5py may go on writing it:
 * superblock 0, object headers of version 1, groups of symbol tables, contiguous data, texts in the global heap.
 *
 * <pre>{@code
 * NewGroup root = new NewGroup();
 * NewGroup vars = root.group("layers/dense/vars");
 * vars.attribute("name", "dense");
 * vars.dataset("0", ElementType.FLOAT32, Shape.of(8, 4), () -> Elements.of(ElementType.FLOAT32, kernel));
 * new Hdf5Writer(root).writeTo(channel);
 * }</pre>
 */
public final class Hdf5Writer {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int SUPERBLOCK = 96;
    private static final int BLOCK = 1 << 20;

    private final Blob out = new Blob();
    private final TextHeap heap = new TextHeap(out);

    /** Where each data set's address belongs. */
    private final Map<NewDataset, Integer> addresses = new LinkedHashMap<>();

    private final long size;

    /** Lays out a file with this group as its root, which must not change any more. */
    public Hdf5Writer(NewGroup root) {
        out.zeros(SUPERBLOCK);
        List<NewNode> nodes = new ArrayList<>();
        collect(root, nodes);
        heap.write(nodes);
        LinkTable.Link link = group("", root);
        out.align();
        long end = out.position();
        for (Map.Entry<NewDataset, Integer> e : addresses.entrySet()) {
            if (e.getKey().bytes() > 0) {
                out.patch64(e.getValue(), end);
                end = Math.addExact(end, padded(e.getKey().bytes()));
            }
        }
        this.size = end;
        superblock(link);
    }

    /** Number of bytes of the file. */
    public long size() {
        return size;
    }

    /** Writes the whole file, from where the channel stands on. */
    public void writeTo(WritableByteChannel channel) throws IOException {
        writeAll(out.written(), channel);
        ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        for (NewDataset dataset : addresses.keySet()) {
            int bytes = dataset.type().bytes();
            int count = Math.toIntExact(dataset.shape().size());
            Elements values = dataset.values();
            for (int from = 0; from < count; from += BLOCK / bytes) {
                int n = Math.min(BLOCK / bytes, count - from);
                values.put(block.clear().limit(n * bytes), from, n);
                if (block.hasRemaining()) {
                    throw new IllegalStateException("fewer elements than " + dataset.shape() + " has");
                }
                writeAll(block.flip(), channel);
            }
            writeAll(ByteBuffer.allocate((int) (padded(dataset.bytes()) - dataset.bytes())), channel);
        }
    }

    private static long padded(long bytes) {
        return (bytes + 7) / 8 * 8;
    }

    private static void writeAll(ByteBuffer bytes, WritableByteChannel channel) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void collect(NewNode node, List<NewNode> all) {
        all.add(node);
        if (node instanceof NewGroup group) {
            group.children().values().forEach(child -> collect(child, all));
        }
    }

    /** Children first: a group's links need their addresses. */
    private LinkTable.Link group(String name, NewGroup group) {
        List<LinkTable.Link> links = new ArrayList<>();
        group.children()
                .forEach((n, child) ->
                        links.add(child instanceof NewGroup g ? group(n, g) : dataset(n, (NewDataset) child)));
        LinkTable table = new LinkTable(out, links).write();
        ObjectHeader header = new ObjectHeader(out);
        header.symbolTable(table.tree, table.heap);
        header.attributes(group, heap);
        return new LinkTable.Link(name, header.end(), table.tree, table.heap);
    }

    private LinkTable.Link dataset(String name, NewDataset dataset) {
        ObjectHeader header = new ObjectHeader(out);
        addresses.put(dataset, header.dataset(dataset));
        header.attributes(dataset, heap);
        return new LinkTable.Link(name, header.end(), Blob.UNDEFINED, Blob.UNDEFINED);
    }

    private void superblock(LinkTable.Link root) {
        Blob block = new Blob().bytes(SIGNATURE).u8(0, 0, 0, 0, 0, 8, 8, 0);
        block.u16(LinkTable.LEAF_K, LinkTable.INTERNAL_K).u32(0);
        block.u64(0, Blob.UNDEFINED, size, Blob.UNDEFINED);
        LinkTable.entry(block, 0, root);
        for (int i = 0; i < SUPERBLOCK; i += 8) {
            out.patch64(i, block.written().order(ByteOrder.LITTLE_ENDIAN).getLong(i));
        }
    }
}
