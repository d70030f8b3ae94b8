package io.keratin.keras.numpy;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.Bytes;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads and writes {@code .npy} files, one array each: versions 1.0 to 3.0 of the format, both byte orders, both memory orders,
 * all whole and real numbers up to 64 bits, bool, and texts ({@code <U}, {@code |S} as UTF-8). Pickled objects are refused, for reading them would run code.
 *
 * <pre>{@code
 * NpyArray x = Npy.read(Path.of("x.npy"));
 * float[] values = x.toFloats();
 * Npy.write(Path.of("y.npy"), NpyArray.of(Shape.of(2, 3), y));
 * }</pre>
 */
public final class Npy {

    static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final int SPARE_DIGITS = 21;
    private static final int MAX_HEADER = 1 << 16;

    private Npy() {}

    /** The array in a file. */
    public static NpyArray read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        try (Bytes bytes = Bytes.open(file)) {
            return read(bytes);
        } catch (ModelFormatException e) {
            throw e.in(name);
        } catch (UncheckedIOException e) {
            throw new IOException(name + ": " + e.getMessage(), e);
        }
    }

    /** The array in a file's bytes. */
    public static NpyArray read(byte[] file) {
        return read(Bytes.of(file));
    }

    static NpyArray read(Bytes file) {
        if (!file.startsWith(MAGIC) || file.size() < 12) {
            throw error(Kind.DAMAGED, "is not an npy file: it does not begin as one");
        }
        ByteBuffer start = ByteBuffer.wrap(file.read(0, 12)).order(ByteOrder.LITTLE_ENDIAN);
        int version = start.get(6);
        if (version < 1 || version > 3 || start.get(7) != 0) {
            throw error(Kind.UNSUPPORTED, "npy version " + version + "." + start.get(7) + "; 1.0 to 3.0 are read");
        }
        int at = version == 1 ? 10 : 12;
        long length = version == 1 ? Short.toUnsignedInt(start.getShort(8)) : Integer.toUnsignedLong(start.getInt(8));
        if (length > MAX_HEADER) {
            throw error(Kind.FORBIDDEN, "a header of " + length + " bytes");
        }
        byte[] raw = file.read(at, (int) length);
        NpyHeader header =
                NpyHeader.parse(new String(raw, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
        return elements(header, file.slice(at + length, file.size() - at - length));
    }

    /** The length is compared with the file's before anything is allocated. */
    private static NpyArray elements(NpyHeader header, Bytes data) {
        int width = header.width();
        if (header.count() != data.size() / width || data.size() % width != 0) {
            throw error(
                    Kind.DAMAGED,
                    "shape " + header.shape() + " of " + header.dtype() + " takes " + header.count() + " x " + width
                            + " bytes, but " + data.size() + " follow the header");
        }
        if (data.size() > Integer.MAX_VALUE - 8) {
            throw error(Kind.UNSUPPORTED, "an array of " + data.size() + " bytes, more than a Java array holds");
        }
        byte[] bytes = data.read(0, (int) data.size());
        if (header.order() == ByteOrder.BIG_ENDIAN) {
            reverse(bytes, header.type() == null ? Integer.BYTES : width);
        }
        byte[] rows = header.fortran() ? transposed(bytes, header.shape(), width) : bytes;
        if (header.type() != null) {
            return new NpyArray(header.type(), header.shape(), ByteBuffer.wrap(rows));
        }
        return header.bytes() ? decoded(rows, header) : checked(rows, header);
    }

    /** NumPy's byte strings, taken as UTF-8. */
    private static NpyArray decoded(byte[] rows, NpyHeader header) {
        String[] texts = new String[Math.toIntExact(header.count())];
        for (int i = 0; i < texts.length; i++) {
            int end = (i + 1) * header.width();
            while (end > i * header.width() && rows[end - 1] == 0) {
                end--;
            }
            texts[i] = new String(rows, i * header.width(), end - i * header.width(), StandardCharsets.UTF_8);
        }
        return NpyArray.of(header.shape(), texts);
    }

    private static NpyArray checked(byte[] rows, NpyHeader header) {
        ByteBuffer elements = ByteBuffer.wrap(rows).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows.length; i += Integer.BYTES) {
            if (!Character.isValidCodePoint(elements.getInt(i))) {
                throw error(Kind.DAMAGED, "a text holds " + elements.getInt(i) + ", which is no character");
            }
        }
        return new NpyArray(header.width(), header.shape(), elements);
    }

    private static void reverse(byte[] bytes, int width) {
        for (int e = 0; e < bytes.length; e += width) {
            for (int i = e, j = e + width - 1; i < j; i++, j--) {
                byte b = bytes[i];
                bytes[i] = bytes[j];
                bytes[j] = b;
            }
        }
    }

    /** From column-major to row-major order: walks the rows and follows with the place where the columns have the element. */
    private static byte[] transposed(byte[] columns, Shape shape, int width) {
        byte[] rows = new byte[columns.length];
        int rank = shape.rank();
        int[] index = new int[rank];
        for (int to = 0; to < rows.length; to += width) {
            int from = 0;
            for (int axis = rank - 1; axis >= 0; axis--) {
                from = from * shape.dim(axis) + index[axis];
            }
            System.arraycopy(columns, from * width, rows, to, width);
            for (int axis = rank - 1; axis >= 0 && ++index[axis] == shape.dim(axis); axis--) {
                index[axis] = 0;
            }
        }
        return rows;
    }

    /** Writes a file, byte for byte as {@code numpy.save} does. */
    public static void write(Path file, NpyArray array) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(out, array);
        }
    }

    /** Writes an array, byte for byte as {@code numpy.save} does; the stream stays open. */
    public static void write(OutputStream out, NpyArray array) throws IOException {
        out.write(header(array));
        WritableByteChannel channel = Channels.newChannel(out);
        ByteBuffer elements = array.elements();
        while (elements.hasRemaining()) {
            channel.write(elements);
        }
    }

    /** Everything before the elements. NumPy leaves room for the first dimension to grow and aligns to 64 bytes. */
    static byte[] header(NpyArray array) {
        String shape = array.shape().toString();
        String text = "{'descr': '" + array.descr() + "', 'fortran_order': False, 'shape': " + shape + ", }";
        int rank = array.shape().rank();
        int spare = rank == 0
                ? 0
                : SPARE_DIGITS - Integer.toString(array.shape().dim(0)).length();
        int used = 10 + text.length() + spare + 1;
        int padding = spare + ALIGNMENT - used % ALIGNMENT;
        int length = text.length() + padding + 1;
        ByteBuffer header = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
        header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
        header.put(text.getBytes(StandardCharsets.ISO_8859_1));
        for (int i = 0; i < padding; i++) {
            header.put((byte) ' ');
        }
        return header.put((byte) '\n').array();
    }

    private static ModelFormatException error(Kind kind, String problem) {
        return new ModelFormatException(kind, "", problem);
    }
}
