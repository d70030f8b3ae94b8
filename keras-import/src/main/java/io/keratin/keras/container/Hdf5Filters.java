package io.keratin.keras.container;

import io.jhdf.filter.LzfFilter;
import io.jhdf.object.message.FilterPipelineMessage;
import io.jhdf.object.message.FilterPipelineMessage.FilterInfo;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The way back through a pipeline of HDF5 filters: gzip, shuffle, Fletcher-32, LZF. */
final class Hdf5Filters {

    private static final int DEFLATE = 1;
    private static final int SHUFFLE = 2;
    private static final int FLETCHER32 = 3;
    private static final int LZF = 32000;
    private static final int CHECKSUM = 4;

    private final List<FilterInfo> pipeline;
    /** A piece may be followed by a checksum when it comes out of a compressor. */
    private final int limit;

    private Hdf5Filters(List<FilterInfo> pipeline, int chunkBytes) {
        this.pipeline = pipeline;
        this.limit = chunkBytes + CHECKSUM;
        for (FilterInfo filter : pipeline) {
            if (filter.getId() != DEFLATE
                    && filter.getId() != SHUFFLE
                    && filter.getId() != FLETCHER32
                    && filter.getId() != LZF) {
                throw new ModelFormatException(
                        Kind.UNSUPPORTED,
                        "",
                        "compression filter " + filter.getId() + " (" + filter.getName()
                                + "); gzip, lzf, shuffle and fletcher32 are read");
            }
        }
    }

    static Hdf5Filters of(Hdf5Header header, int chunkBytes) {
        ByteBuffer message = header.only(Hdf5Header.FILTERS);
        return new Hdf5Filters(
                message == null ? List.of() : new FilterPipelineMessage(message, new BitSet()).getFilters(),
                chunkBytes);
    }

    boolean isEmpty() {
        return pipeline.isEmpty();
    }

    /** Undoes the filters in reverse; {@code skipped} has a bit for each that the writer left out for this piece. */
    byte[] decode(byte[] packed, BitSet skipped) {
        byte[] data = packed;
        for (int i = pipeline.size() - 1; i >= 0; i--) {
            if (!skipped.get(i)) {
                data = decode(data, pipeline.get(i));
            }
        }
        return data;
    }

    private byte[] decode(byte[] data, FilterInfo filter) {
        return switch (filter.getId()) {
            case DEFLATE -> inflate(data);
            case SHUFFLE -> unshuffle(data, filter.getData());
            case FLETCHER32 -> verified(data);
            default -> lzf(data, filter.getData());
        };
    }

    private byte[] inflate(byte[] data) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data);
            byte[] out = new byte[limit];
            int filled = 0;
            int n = 1;
            while (n > 0 && filled < limit) {
                n = inflater.inflate(out, filled, limit - filled);
                filled += n;
            }
            if (!inflater.finished() && (filled < limit || inflater.inflate(new byte[1]) > 0)) {
                throw damaged("a gzip piece has the wrong length");
            }
            return Arrays.copyOf(out, filled);
        } catch (DataFormatException e) {
            throw new ModelFormatException(Kind.DAMAGED, "", "a gzip piece is broken: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }

    private byte[] lzf(byte[] data, int[] parameters) {
        if (parameters.length < 3 || parameters[2] <= 0 || parameters[2] > limit) {
            throw damaged("an lzf piece declares an impossible length");
        }
        return new LzfFilter().decode(data, parameters);
    }

    /** First bytes of all elements came first, then the second ones; bytes that make no whole element stay at the end. */
    private static byte[] unshuffle(byte[] data, int[] parameters) {
        int width = parameters.length == 0 ? 0 : parameters[0];
        if (width <= 0) {
            throw damaged("a shuffled piece declares elements of " + width + " bytes");
        }
        int elements = data.length / width;
        byte[] out = data.clone();
        for (int b = 0; b < width && elements > 0; b++) {
            for (int e = 0; e < elements; e++) {
                out[e * width + b] = data[b * elements + e];
            }
        }
        return out;
    }

    private static byte[] verified(byte[] data) {
        if (data.length < CHECKSUM) {
            throw damaged("a piece lacks its checksum");
        }
        byte[] body = Arrays.copyOf(data, data.length - CHECKSUM);
        int stored = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getInt(body.length);
        int computed = fletcher32(body);
        if (stored != computed) {
            throw damaged(String.format("a piece has checksum %08x, the file says %08x", computed, stored));
        }
        return body;
    }

    /** Fletcher's checksum over big-endian 16-bit words, as HDF5's H5_checksum_fletcher32 computes it. */
    static int fletcher32(byte[] data) {
        long sum1 = 0;
        long sum2 = 0;
        int words = data.length / 2;
        for (int start = 0; start < words; start += 360) {
            for (int w = start; w < Math.min(words, start + 360); w++) {
                sum1 += (data[2 * w] & 0xff) << 8 | (data[2 * w + 1] & 0xff);
                sum2 += sum1;
            }
            sum1 = fold(sum1);
            sum2 = fold(sum2);
        }
        if (data.length % 2 == 1) {
            sum1 = fold(sum1 + ((data[data.length - 1] & 0xff) << 8));
            sum2 = fold(sum2 + sum1);
        }
        return (int) (fold(sum2) << 16 | fold(sum1));
    }

    private static long fold(long sum) {
        return (sum & 0xffff) + (sum >> 16);
    }

    private static ModelFormatException damaged(String problem) {
        return new ModelFormatException(Kind.DAMAGED, "", problem + ": the file is damaged");
    }
}
