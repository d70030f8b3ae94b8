package io.keratin.keras.container;

import static io.jhdf.Utils.readBytesAsUnsignedLong;

import io.jhdf.FractalHeap;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.BTreeRecord;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.ExtensibleArrayIndex;
import io.jhdf.dataset.chunked.indexing.FixedArrayIndex;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * jhdf's tables, opened only after the counts in their heads were compared with the size of the file: jhdf 0.13.0 makes its
 * lists as long as a head says before it reads on.
 */
final class Hdf5Tables {

    private static final int MAX_DEPTH = 16;

    private final Hdf5Storage storage;
    private final int offsets;
    private final int lengths;

    Hdf5Tables(Hdf5Storage storage) {
        this.storage = storage;
        this.offsets = storage.getSizeOfOffsets();
        this.lengths = storage.getSizeOfLengths();
    }

    <T extends BTreeRecord> BTreeV2<T> tree(long address, @Nullable DatasetInfo info) {
        ByteBuffer head = storage.map(address, 18L + offsets + lengths);
        int recordSize = Short.toUnsignedInt(head.getShort(10));
        int depth = Short.toUnsignedInt(head.getShort(12));
        long records = number(head, 18 + offsets, lengths);
        require(recordSize > 0 && depth <= MAX_DEPTH, "a tree of depth " + depth);
        require(records >= 0 && records <= storage.size() / recordSize, "a tree of " + records + " records");
        return new BTreeV2<>(storage, address, info);
    }

    FractalHeap heap(long address) {
        int width = 14 + 10 * lengths + 2 * offsets;
        int rows = width + 2 + 2 * lengths + 4 + offsets;
        ByteBuffer head = storage.map(address, rows + 2L);
        long blocks = (long) Short.toUnsignedInt(head.getShort(width)) * Short.toUnsignedInt(head.getShort(rows));
        require(blocks <= storage.size() / offsets, "a heap of " + blocks + " blocks");
        return new FractalHeap(storage, address);
    }

    Collection<Chunk> fixedArray(long address, DatasetInfo info, long chunks) {
        long entries = number(storage.map(address, 8L + lengths), 8, lengths);
        require(entries >= 0 && entries <= chunks, "an index of " + entries + " pieces for " + chunks);
        return new FixedArrayIndex(storage, address, info).getAllChunks();
    }

    Collection<Chunk> extensibleArray(long address, DatasetInfo info, long chunks) {
        int at = 12 + 4 * lengths;
        long entries = number(storage.map(address, (long) at + lengths), at, lengths);
        require(entries >= 0 && entries <= chunks, "an index of " + entries + " pieces for " + chunks);
        return new ExtensibleArrayIndex(storage, address, info).getAllChunks();
    }

    private static long number(ByteBuffer in, int at, int width) {
        return readBytesAsUnsignedLong(in.position(at), width);
    }

    private static void require(boolean plausible, String what) {
        if (!plausible) {
            throw new ModelFormatException(Kind.DAMAGED, "", "declares " + what + ": the file is damaged");
        }
    }
}
