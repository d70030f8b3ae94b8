package io.keratin.keras.hdf5;

import java.util.ArrayList;
import java.util.List;

/**
 * The links of a group: their names in a local heap, their addresses in symbol nodes, over which stands a B-tree of version 1.
 * Nodes are filled from the left, as many as they hold.
 */
final class LinkTable {

    /** Entries of a symbol node and children of a tree's node: twice the numbers that the superblock names. */
    static final int LEAF_K = 4;

    static final int INTERNAL_K = 16;

    private static final long NO_FREE_BLOCK = 1;

    /** A link: its name, where its object is, and for a group where its own links are. */
    record Link(String name, long address, long tree, long heap) {

        boolean isGroup() {
            return tree != Blob.UNDEFINED;
        }
    }

    /** A node of the tree, with the place in the heap of the greatest name below it. */
    private record Node(long address, long lastName) {}

    private final Blob out;
    private final List<Link> links;

    /** Links in the order of the bytes of their names. */
    LinkTable(Blob out, List<Link> links) {
        this.out = out;
        this.links = links;
    }

    /** Address of the heap, written first: the nodes point into it. */
    long heap;

    /** Address of the tree's root. */
    long tree;

    /** Writes all of it. */
    LinkTable write() {
        long[] names = heap();
        List<Node> nodes = leaves(names);
        int level = 0;
        do {
            nodes = level(nodes, level++);
        } while (nodes.size() > 1);
        tree = nodes.get(0).address();
        return this;
    }

    /** The names, each ended by a zero and padded to eight bytes, after the empty one that is less than all others. */
    private long[] heap() {
        heap = out.position();
        out.bytes((byte) 'H', (byte) 'E', (byte) 'A', (byte) 'P').u32(0);
        int size = out.position();
        out.u64(0, NO_FREE_BLOCK, size + 24L);
        int start = out.position();
        out.zeros(8);
        long[] names = new long[links.size()];
        for (int i = 0; i < names.length; i++) {
            names[i] = (long) out.position() - start;
            out.bytes(NewGroup.utf8(links.get(i).name())).u8(0).align();
        }
        out.patch64(size, out.position() - start);
        return names;
    }

    private List<Node> leaves(long[] names) {
        List<Node> leaves = new ArrayList<>();
        for (int from = 0; from < names.length; from += 2 * LEAF_K) {
            int n = Math.min(2 * LEAF_K, names.length - from);
            int start = out.position();
            out.bytes((byte) 'S', (byte) 'N', (byte) 'O', (byte) 'D').u8(1, 0).u16(n);
            for (int i = from; i < from + n; i++) {
                entry(out, names[i], links.get(i));
            }
            out.zerosTo(start + 8 + 2 * LEAF_K * 40);
            leaves.add(new Node(start, names[from + n - 1]));
        }
        return leaves;
    }

    /** A symbol table entry; that of a group repeats where its links are. */
    static void entry(Blob out, long name, Link link) {
        out.u64(name, link.address()).u32(link.isGroup() ? 1 : 0, 0);
        out.u64(link.isGroup() ? link.tree() : 0, link.isGroup() ? link.heap() : 0);
    }

    /** The nodes above these; an empty group has one without children. */
    private List<Node> level(List<Node> children, int level) {
        int capacity = 2 * INTERNAL_K;
        int size = 24 + (2 * capacity + 1) * 8;
        int count = Math.max(1, (children.size() + capacity - 1) / capacity);
        int start = out.position();
        List<Node> nodes = new ArrayList<>();
        long before = 0;
        for (int i = 0; i < count; i++) {
            List<Node> own = children.subList(i * capacity, Math.min((i + 1) * capacity, children.size()));
            int at = start + i * size;
            out.bytes((byte) 'T', (byte) 'R', (byte) 'E', (byte) 'E')
                    .u8(0, level)
                    .u16(own.size());
            out.u64(i == 0 ? Blob.UNDEFINED : at - size, i == count - 1 ? Blob.UNDEFINED : at + size);
            out.u64(before);
            for (Node child : own) {
                out.u64(child.address(), child.lastName());
                before = child.lastName();
            }
            out.zerosTo(at + size);
            nodes.add(new Node(at, before));
        }
        return nodes;
    }
}
