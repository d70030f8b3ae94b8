package io.keratin.keras.callbacks;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads it: records with check sums (TensorFlow's {@code tensorflow/core/lib/io/record_writer.cc}), each
 * a message {@code Event} of {@code tensorflow/core/util/event.proto}. It is open only while it is written to.
 */
final class EventFile {

    private static final int MASK_DELTA = 0xa282ead8;
    private static final int DT_FLOAT = 1;
    private static final int DATA_CLASS_SCALAR = 1;

    private final Path path;

    EventFile(Path path) {
        this.path = path;
    }

    /** The fields of a message. */
    private interface Fields {
        void writeTo(CodedOutputStream out) throws IOException;
    }

    /** Begins the file. */
    void begin(double wallTime) throws IOException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        add(event(wallTime, 0, out -> out.writeString(3, "brain.Event:2")));
    }

    /** Adds a number. */
    void scalar(double wallTime, long step, String tag, double value) throws IOException {
        add(event(
                wallTime,
                step,
                out -> message(
                        out,
                        5,
                        summary -> message(summary, 1, of -> {
                            of.writeString(1, tag);
                            message(of, 8, tensor -> {
                                tensor.writeEnum(1, DT_FLOAT);
                                message(tensor, 2, shape -> {});
                                tensor.writeBytes(4, littleEndian((float) value));
                            });
                            message(of, 9, metadata -> {
                                message(metadata, 1, plugin -> plugin.writeString(1, "scalars"));
                                metadata.writeEnum(4, DATA_CLASS_SCALAR);
                            });
                        }))));
    }

    private static ByteString littleEndian(float value) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(0, value);
        return ByteString.copyFrom(bytes);
    }

    private static byte[] event(double wallTime, long step, Fields what) throws IOException {
        return bytes(out -> {
            out.writeDouble(1, wallTime);
            if (step != 0) {
                out.writeInt64(2, step);
            }
            what.writeTo(out);
        });
    }

    private static void message(CodedOutputStream out, int field, Fields fields) throws IOException {
        out.writeByteArray(field, bytes(fields));
    }

    private static byte[] bytes(Fields fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        fields.writeTo(out);
        out.flush();
        return bytes.toByteArray();
    }

    private void add(byte[] event) throws IOException {
        ByteBuffer record = ByteBuffer.wrap(new byte[event.length + 16]).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(event.length);
        record.putInt(checksum(record.array(), Long.BYTES));
        record.put(event);
        record.putInt(checksum(event, event.length));
        Files.write(path, record.array(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static int checksum(byte[] bytes, int n) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, n);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }

    /** The name that TensorFlow gives such a file, unique on this machine. */
    static String name(long seconds, String host, int number) {
        return "events.out.tfevents." + seconds + "." + host + "."
                + ProcessHandle.current().pid() + "." + number + ".v2";
    }
}
