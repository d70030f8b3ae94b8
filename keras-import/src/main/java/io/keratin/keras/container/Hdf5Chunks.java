package io.keratin.keras.container;

import io.jhdf.btree.BTreeV1;
import io.jhdf.btree.BTreeV2;
import io.jhdf.btree.record.BTreeDatasetChunkRecord;
import io.jhdf.dataset.chunked.Chunk;
import io.jhdf.dataset.chunked.DatasetInfo;
import io.jhdf.dataset.chunked.indexing.ImplicitChunkIndex;
import io.jhdf.dataset.chunked.indexing.SingleChunkIndex;
import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ChunkedDataLayoutMessageV4;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * A data set that is stored in pieces, each possibly compressed. Keras does not write such, but reads them; other tools write
 * them. jhdf finds the pieces; they are unpacked here, one after the other, because jhdf 0.13.0 neither bounds what a piece
 * unpacks to, nor verifies checksums, nor honours the mask of skipped filters.
 */
final class Hdf5Chunks {

    private static final long UNDEFINED = -1;
    private static final long LARGE_CHUNK = 16 << 20;

    private final Hdf5Storage storage;
    private final DataLayoutMessage layout;
    private final Hdf5Filters filters;
    private final int[] dims;
    private final int[] chunk;
    private final int elementSize;
    private final long total;
    private final long chunkBytes;

    Hdf5Chunks(Hdf5Storage storage, Hdf5Header header, DataLayoutMessage layout, Shape shape, int elementSize) {
        this.storage = storage;
        this.layout = layout;
        this.dims = shape.toArray();
        this.chunk = chunkDimensions(layout);
        this.elementSize = elementSize;
        this.total = shape.size() * elementSize;
        if (chunk.length != dims.length
                || dims.length == 0
                || Arrays.stream(chunk).anyMatch(d -> d <= 0)) {
            throw damaged("pieces of " + Arrays.toString(chunk) + " in shape " + shape);
        }
        this.chunkBytes = Arrays.stream(chunk).asLongStream().reduce(elementSize, Math::multiplyExact);
        if (chunkBytes > Math.max(LARGE_CHUNK, 4 * total) || total > Integer.MAX_VALUE - 8) {
            throw new ModelFormatException(
                    Kind.FORBIDDEN, "", "pieces of " + chunkBytes + " bytes for " + total + " bytes of data");
        }
        this.filters = Hdf5Filters.of(header, (int) chunkBytes);
    }

    /** All elements in row-major order, as they are stored. */
    byte[] read() {
        long expected = 1;
        for (int i = 0; i < dims.length; i++) {
            expected = Math.multiplyExact(expected, pieces(i));
        }
        if (expected > storage.size()) {
            throw damaged("declares " + expected + " pieces");
        }
        Collection<Chunk> chunks = find(expected);
        long packed = chunks.stream().mapToLong(Chunk::getSize).sum();
        if (filters.isEmpty()) {
            storage.charge(total);
        } else {
            storage.chargeUnpacked(total, packed);
        }
        byte[] out = new byte[(int) total];
        Set<Long> seen = new HashSet<>();
        for (Chunk c : chunks) {
            if (!seen.add(number(c.getChunkOffset()))) {
                throw damaged("has two pieces at " + Arrays.toString(c.getChunkOffset()));
            }
            place(unpacked(c), c.getChunkOffset(), out);
        }
        if (seen.size() != expected) {
            throw damaged("has " + seen.size() + " of its " + expected + " pieces");
        }
        return out;
    }

    private static int[] chunkDimensions(DataLayoutMessage layout) {
        if (layout instanceof ChunkedDataLayoutMessage old) {
            return old.getChunkDimensions();
        } else if (layout instanceof ChunkedDataLayoutMessageV4 recent) {
            int[] withElementSize = recent.getChunkDimensions();
            return Arrays.copyOf(withElementSize, Math.max(0, withElementSize.length - 1));
        }
        throw damaged("an unknown layout");
    }

    private Collection<Chunk> find(long expected) {
        Hdf5Tables tables = new Hdf5Tables(storage);
        long[] longDims = Arrays.stream(dims).asLongStream().toArray();
        DatasetInfo info = new DatasetInfo((int) chunkBytes, longDims, chunk);
        if (layout instanceof ChunkedDataLayoutMessage old) {
            return BTreeV1.createDataBTree(storage, defined(old.getBTreeAddress()), dims.length)
                    .getChunks();
        }
        ChunkedDataLayoutMessageV4 recent = (ChunkedDataLayoutMessageV4) layout;
        long address = defined(recent.getAddress());
        return switch (recent.getIndexingType()) {
            case 1 -> new SingleChunkIndex(recent, info).getAllChunks();
            case 2 -> new ImplicitChunkIndex(address, info).getAllChunks();
            case 3 -> tables.fixedArray(address, info, expected);
            case 4 -> tables.extensibleArray(address, info, expected);
            case 5 -> {
                BTreeV2<BTreeDatasetChunkRecord> tree = tables.tree(address, info);
                yield tree.getRecords().stream()
                        .map(BTreeDatasetChunkRecord::getChunk)
                        .toList();
            }
            default -> throw damaged("an unknown index of its pieces");
        };
    }

    private static long defined(long address) {
        if (address == UNDEFINED) {
            throw damaged("declares a shape, but holds no data");
        }
        return address;
    }

    private byte[] unpacked(Chunk c) {
        storage.check(c.getAddress(), c.getSize());
        byte[] packed = new byte[c.getSize()];
        storage.read(c.getAddress(), ByteBuffer.wrap(packed));
        byte[] raw = filters.decode(packed, c.getFilterMask());
        if (raw.length != chunkBytes) {
            throw damaged("a piece unpacks to " + raw.length + " bytes instead of " + chunkBytes);
        }
        return raw;
    }

    private int pieces(int axis) {
        return (dims[axis] - 1) / chunk[axis] + 1;
    }

    /** The piece's number in the grid; refuses an offset that is not on it. */
    private long number(long[] offset) {
        long number = 0;
        for (int i = 0; i < dims.length; i++) {
            if (offset[i] < 0 || offset[i] >= dims[i] || offset[i] % chunk[i] != 0) {
                throw damaged("has a piece at " + Arrays.toString(offset) + ", outside its shape");
            }
            number = number * pieces(i) + offset[i] / chunk[i];
        }
        return number;
    }

    /** Copies what of a piece lies inside the shape, row by row. */
    private void place(byte[] piece, long[] offset, byte[] out) {
        int last = dims.length - 1;
        int row = (int) Math.min(chunk[last], dims[last] - offset[last]) * elementSize;
        int[] index = new int[dims.length];
        boolean more = true;
        while (more) {
            long from = 0;
            long to = 0;
            for (int i = 0; i <= last; i++) {
                from = from * chunk[i] + index[i];
                to = to * dims[i] + offset[i] + index[i];
            }
            System.arraycopy(piece, (int) from * elementSize, out, (int) to * elementSize, row);
            more = false;
            for (int i = last - 1; i >= 0 && !more; i--) {
                index[i]++;
                more = index[i] < chunk[i] && offset[i] + index[i] < dims[i];
                index[i] = more ? index[i] : 0;
            }
        }
    }

    private static ModelFormatException damaged(String problem) {
        return new ModelFormatException(Kind.DAMAGED, "", problem + ": the file is damaged");
    }
}
