package io.keratin.keras.container;

import io.jhdf.Superblock;
import io.jhdf.Superblock.SuperblockV0V1;
import io.jhdf.Superblock.SuperblockV2V3;
import io.jhdf.SymbolTableEntry;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An HDF5 file behind one guarded door. jhdf reads the file's inner tables (B-trees, heaps, chunk indexes), but only through
 * {@link Hdf5Storage}, which knows the file's bounds; object headers, data types and elements are read here, so nothing that
 * jhdf could follow (links, external storage, virtual data sets) is ever handed to it.
 *
 * <p>Every error is a {@link ModelFormatException} that names the file and the object: {@code DAMAGED} for broken structure,
 * {@code FORBIDDEN} for links, other files and absurd sizes, {@code UNSUPPORTED} for valid things that are not read. One thread
 * at a time. Nothing needs closing but the {@link Bytes}.
 */
public final class Hdf5File {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
    private static final int LONGEST_SUPERBLOCK = 128;

    private final Hdf5Group root;

    private Hdf5File(Hdf5Group root) {
        this.root = root;
    }

    /** Whether these are the bytes of an HDF5 file, which may have a user block in front. */
    public static boolean recognises(Bytes bytes) {
        return signature(bytes) >= 0;
    }

    /** Opens a file, called {@code name} in errors. Reads the superblock and the root's header only. */
    public static Hdf5File open(Bytes bytes, String name) {
        Hdf5Guard guard = new Hdf5Guard(name);
        return guard.run("/", () -> {
            Superblock superblock = superblock(bytes);
            Hdf5Storage storage = new Hdf5Storage(bytes, superblock);
            Hdf5Context context = new Hdf5Context(storage, guard);
            long address = rootAddress(superblock, storage);
            return new Hdf5File(new Hdf5Group(context, "/", address, new Hdf5Header(storage, address), 0));
        });
    }

    /** The group that holds everything. */
    public Hdf5Group root() {
        return root;
    }

    private static Superblock superblock(Bytes bytes) {
        long offset = signature(bytes);
        if (offset < 0) {
            throw new ModelFormatException(Kind.DAMAGED, "", "is not an HDF5 file: its signature is missing");
        }
        return checked(readSuperblock(bytes, offset), offset, bytes.size());
    }

    /** Where the signature is: at the beginning, or after a user block of 512 bytes, 1024, 2048, …; -1 if nowhere. */
    private static long signature(Bytes bytes) {
        long offset = 0;
        while (offset + SIGNATURE.length <= bytes.size()) {
            if (bytes.slice(offset, bytes.size() - offset).startsWith(SIGNATURE)) {
                return offset;
            }
            offset = offset == 0 ? 512 : 2 * offset;
        }
        return -1;
    }

    /** The buffer starts at the start of the file, for jhdf remembers its position as the root entry's address. */
    private static Superblock readSuperblock(Bytes bytes, long offset) {
        int end = (int) Math.min(bytes.size(), Math.addExact(offset, LONGEST_SUPERBLOCK));
        ByteBuffer buffer = ByteBuffer.wrap(bytes.read(0, end)).order(ByteOrder.LITTLE_ENDIAN);
        return Superblock.readSuperblock(buffer.position((int) offset));
    }

    private static Superblock checked(Superblock superblock, long offset, long size) {
        if (superblock.getBaseAddressByte() != offset) {
            throw damaged("its superblock names base address " + superblock.getBaseAddressByte() + ", not " + offset);
        }
        if (!plausible(superblock.getSizeOfOffsets()) || !plausible(superblock.getSizeOfLengths())) {
            throw damaged("its superblock names addresses of " + superblock.getSizeOfOffsets() + " bytes");
        }
        long end = superblock.getEndOfFileAddress();
        if (end > size) {
            throw damaged("is truncated: it has " + size + " bytes of " + end);
        }
        return superblock;
    }

    private static boolean plausible(int bytes) {
        return bytes == 2 || bytes == 4 || bytes == 8;
    }

    private static long rootAddress(Superblock superblock, Hdf5Storage storage) {
        if (superblock instanceof SuperblockV0V1 old) {
            long entry = old.getRootGroupSymbolTableAddress() - old.getBaseAddressByte();
            return new SymbolTableEntry(storage, entry).getObjectHeaderAddress();
        }
        return ((SuperblockV2V3) superblock).getRootGroupObjectHeaderAddress();
    }

    private static ModelFormatException damaged(String problem) {
        return new ModelFormatException(Kind.DAMAGED, "", problem);
    }
}
