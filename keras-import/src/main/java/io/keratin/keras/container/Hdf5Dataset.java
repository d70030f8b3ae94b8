package io.keratin.keras.container;

import io.jhdf.object.message.DataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.CompactDataLayoutMessage;
import io.jhdf.object.message.DataLayoutMessage.ContiguousDataLayoutMessage;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.core.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.function.IntFunction;

/**
 * A data set of numbers. Its shape is known without reading; the number of elements that the caller expects is compared before
 * anything is allocated. Elements that live in other files are refused when the data set is opened.
 */
public final class Hdf5Dataset extends Hdf5Node {

    private static final long UNDEFINED = -1;
    private static final int VIRTUAL = 3;

    private static final Hdf5Type.Numeric BFLOAT16 =
            new Hdf5Type.Numeric(ElementType.BFLOAT16, ByteOrder.LITTLE_ENDIAN);

    /** Decodes {@code n} elements from a buffer into {@code out} from {@code at} on. */
    private interface Decoder<T> {
        void decode(ByteBuffer in, T out, int at, int n);
    }

    private final Hdf5Space space;
    private final Hdf5Type type;

    Hdf5Dataset(Hdf5Context context, String path, Hdf5Header header) {
        super(context, path, header);
        if (header.has(Hdf5Header.EXTERNAL_FILES)) {
            throw new ModelFormatException(
                    Kind.FORBIDDEN, path, "keeps its data in other files; other files are not opened");
        }
        ByteBuffer layout = header.required(Hdf5Header.LAYOUT);
        if (layout.get(0) >= 3 && layout.get(1) == VIRTUAL) {
            throw new ModelFormatException(
                    Kind.FORBIDDEN, path, "is a virtual data set, composed of other files; other files are not opened");
        }
        this.space = new Hdf5Space(header.required(Hdf5Header.DATASPACE), context.storage.getSizeOfLengths());
        this.type = Hdf5Type.read(header.required(Hdf5Header.DATATYPE));
    }

    /** The dimensions; scalars have none. */
    public Shape shape() {
        return space.shape();
    }

    /** Number of elements. */
    public long size() {
        return space.count();
    }

    /** NumPy's name of the type, or for what is no number {@code string}, {@code opaque}, {@code compound}, …. */
    public String dtype() {
        return isMarkedBfloat16() ? ElementType.BFLOAT16.dtype() : type.dtype();
    }

    /**
     * Whether these are two bytes an element without a mark: bfloat16 in a legacy {@code .h5}, where only the layer's dtype
     * policy says so; see {@link #readBfloat16}.
     */
    public boolean mayBeBfloat16() {
        return type instanceof Hdf5Type.Opaque opaque && opaque.size() == 2;
    }

    /** All elements as floats; an error if there are not exactly {@code expected}. */
    public float[] readFloats(long expected) {
        Hdf5Type.Numeric number = number();
        return read(number, expected, float[]::new, number.element()::toFloats);
    }

    /** Whether the elements lie in the file one after another, so that some of them can be read. */
    public boolean isContiguous() {
        return run(path(), () -> layout() instanceof ContiguousDataLayoutMessage);
    }

    /**
     * Reads n elements from {@code from} on, in row-major order, to the beginning of {@code to}; an error if there are not exactly
     * {@code expected} in all. For {@linkplain #isContiguous contiguous} data.
     */
    public void readFloats(long expected, int from, int n, float[] to) {
        Hdf5Type.Numeric number = number();
        run(path(), () -> {
            count(expected);
            if (n > 0) {
                ContiguousDataLayoutMessage whole = (ContiguousDataLayoutMessage) layout();
                contiguous(number, whole, from, n, ignored -> to, number.element()::toFloats);
            }
            return to;
        });
    }

    /** All elements, which the caller knows to be bfloat16, as floats; an error if there are not exactly {@code expected}. */
    public float[] readBfloat16(long expected) {
        return mayBeBfloat16()
                ? read(BFLOAT16, expected, float[]::new, ElementType.BFLOAT16::toFloats)
                : readFloats(expected);
    }

    /** All elements as whole numbers; an error if there are not exactly {@code expected}, or if one is no whole number. */
    public long[] readLongs(long expected) {
        Hdf5Type.Numeric number = number();
        return read(number, expected, long[]::new, (in, out, at, n) -> {
            try {
                number.element().toLongs(in, out, at, n);
            } catch (ArithmeticException e) {
                throw error(Kind.MISMATCH, "whole numbers were expected: " + e.getMessage());
            }
        });
    }

    private boolean isMarkedBfloat16() {
        return mayBeBfloat16() && ElementType.BFLOAT16.dtype().equals(textAttribute("dtype"));
    }

    private Hdf5Type.Numeric number() {
        if (type instanceof Hdf5Type.Numeric number) {
            return number;
        }
        if (isMarkedBfloat16()) {
            return BFLOAT16;
        }
        throw context.guard.named(
                error(Kind.UNSUPPORTED, "numbers were expected, found elements of type " + type.dtype()));
    }

    /** Everything is checked and counted before {@code allocate} is called. */
    private <T> T read(Hdf5Type.Numeric number, long expected, IntFunction<T> allocate, Decoder<T> decoder) {
        return run(path(), () -> {
            int count = count(expected);
            if (count == 0) {
                return allocate.apply(0);
            }
            DataLayoutMessage layout = layout();
            if (layout instanceof ContiguousDataLayoutMessage whole) {
                return contiguous(number, whole, 0, count, allocate, decoder);
            }
            ByteBuffer data = layout instanceof CompactDataLayoutMessage compact
                    ? compact.getDataBuffer()
                    : ByteBuffer.wrap(new Hdf5Chunks(context.storage, header, layout, shape(), number.size()).read());
            if (data.remaining() / number.size() < count) {
                throw noData();
            }
            T out = allocate.apply(count);
            decoder.decode(data.order(number.order()), out, 0, count);
            return out;
        });
    }

    private DataLayoutMessage layout() {
        return DataLayoutMessage.createDataLayoutMessage(
                header.required(Hdf5Header.LAYOUT), context.storage.getSuperblock(), new BitSet());
    }

    private int count(long expected) {
        if (expected != space.count()) {
            throw error(
                    Kind.MISMATCH,
                    "has shape " + shape() + ", which is " + space.count() + " values; " + expected + " were expected");
        }
        if (expected > Integer.MAX_VALUE - 8) {
            throw error(Kind.UNSUPPORTED, "has " + expected + " values, more than a Java array holds");
        }
        return (int) expected;
    }

    /** What Keras writes: one run of bytes, decoded in blocks straight from the file. */
    private <T> T contiguous(
            Hdf5Type.Numeric number,
            ContiguousDataLayoutMessage run,
            int from,
            int count,
            IntFunction<T> allocate,
            Decoder<T> decoder) {
        int size = number.size();
        long skipped = (long) from * size;
        long bytes = (long) count * size;
        if (run.getAddress() == UNDEFINED || (run.getSize() >= 0 && run.getSize() < skipped + bytes)) {
            throw noData();
        }
        long start = run.getAddress() + skipped;
        context.storage.check(start, bytes);
        context.storage.charge(bytes);
        T out = allocate.apply(count);
        ByteBuffer buffer = context.storage.buffer().order(number.order());
        int block = buffer.capacity() / size;
        for (int at = 0; at < count; at += block) {
            int n = Math.min(block, count - at);
            context.storage.read(start + (long) at * size, buffer.clear().limit(n * size));
            decoder.decode(buffer.flip(), out, at, n);
        }
        return out;
    }

    private ModelFormatException noData() {
        return error(Kind.DAMAGED, "declares shape " + shape() + ", but holds less data than that");
    }

    private ModelFormatException error(Kind kind, String problem) {
        return new ModelFormatException(kind, path(), problem);
    }
}
