package io.keratin.keras.numpy;

import io.keratin.core.error.ModelFormatException;
import io.keratin.keras.container.ZipArchive;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Reads and writes {@code .npz} files: several named arrays, as {@code numpy.savez} and {@code savez_compressed} write them. */
public final class Npz {

    private static final String SUFFIX = ".npy";
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Npz() {}

    /** All arrays of a file by name, in the file's order. */
    public static Map<String, NpyArray> read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        try (ZipArchive archive = ZipArchive.open(file)) {
            Map<String, NpyArray> arrays = new LinkedHashMap<>();
            for (String member : archive.names()) {
                if (member.endsWith(SUFFIX)) {
                    arrays.put(member.substring(0, member.length() - SUFFIX.length()), read(archive, member));
                }
            }
            return Collections.unmodifiableMap(arrays);
        } catch (UncheckedIOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    private static NpyArray read(ZipArchive archive, String member) {
        try {
            return Npy.read(archive.bytes(member));
        } catch (ModelFormatException e) {
            throw e.file() != null
                    ? e
                    : new ModelFormatException(e.kind(), member, String.valueOf(e.getMessage()), e).in(archive.name());
        }
    }

    /** Writes a file that {@code numpy.load} reads. */
    public static void write(Path file, Map<String, NpyArray> arrays) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(out, arrays);
        }
    }

    /** Writes the arrays, uncompressed and in the map's order; the stream stays open. */
    public static void write(OutputStream out, Map<String, NpyArray> arrays) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, NpyArray> array : arrays.entrySet()) {
            byte[] header = Npy.header(array.getValue());
            CRC32 crc = new CRC32();
            crc.update(header);
            crc.update(array.getValue().elements());
            ZipEntry entry = new ZipEntry(array.getKey() + SUFFIX);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize((long) header.length + array.getValue().elements().remaining());
            entry.setCrc(crc.getValue());
            entry.setTimeLocal(EPOCH);
            zip.putNextEntry(entry);
            Npy.write(zip, array.getValue());
            zip.closeEntry();
        }
        zip.finish();
    }
}
