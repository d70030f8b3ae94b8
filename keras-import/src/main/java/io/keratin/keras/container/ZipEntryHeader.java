package io.keratin.keras.container;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One member as the central directory describes it.
 *
 * @param rawName the name's bytes, to compare with the local header
 * @param flags general purpose bits
 * @param header position of the local header
 * @param directory position of the central directory, where data must end
 */
record ZipEntryHeader(
        String name,
        ByteBuffer rawName,
        int flags,
        int method,
        long crc,
        long packedSize,
        long size,
        long header,
        long directory) {

    private static final int SIGNATURE = 0x04034b50;
    private static final int FIXED_SIZE = 30;
    private static final int ENCRYPTED = 1;
    private static final int SIZES_FOLLOW_DATA = 8;

    /** The packed bytes, once the local header agrees with the directory. */
    Bytes data(Bytes file) {
        if ((flags & ENCRYPTED) != 0) {
            throw new ModelFormatException(Kind.UNSUPPORTED, name, "the member is encrypted");
        }
        ByteBuffer local = ByteBuffer.wrap(file.read(header, FIXED_SIZE)).order(ByteOrder.LITTLE_ENDIAN);
        int nameLength = Short.toUnsignedInt(local.getShort(26));
        int extraLength = Short.toUnsignedInt(local.getShort(28));
        require(local.getInt(0) == SIGNATURE, "there is no local header");
        int localFlags = local.getShort(6);
        require(((localFlags ^ flags) & ENCRYPTED) == 0, "encryption");
        require(Short.toUnsignedInt(local.getShort(8)) == method, "compression methods");
        require(ByteBuffer.wrap(file.read(header + FIXED_SIZE, nameLength)).equals(rawName), "names");
        if ((localFlags & SIZES_FOLLOW_DATA) == 0) {
            require(Integer.toUnsignedLong(local.getInt(14)) == crc, "checksums");
            require(agrees(local.getInt(18), packedSize), "compressed sizes");
            require(agrees(local.getInt(22), size), "sizes");
        }
        long start = header + FIXED_SIZE + nameLength + extraLength;
        require(packedSize <= directory - start, "its data run into the directory: sizes");
        return file.slice(start, packedSize);
    }

    private static boolean agrees(int local, long central) {
        return local == -1 || Integer.toUnsignedLong(local) == central; // -1: the real size is in a zip64 field
    }

    private void require(boolean condition, String what) {
        if (!condition) {
            throw new ModelFormatException(
                    Kind.DAMAGED, name, "its local header does not agree with the archive's directory: " + what);
        }
    }
}
