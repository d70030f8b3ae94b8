package io.keratin.keras.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A group or a data set of a file to be written, with its attributes. */
public abstract sealed class NewNode permits NewGroup, NewDataset {

    /** Longest message of an object header; {@code H5O_MESG_MAX_SIZE}. */
    private static final int LONGEST = 65_535;

    private static final int ROOM_FOR_THE_REST = 256;

    /** An attribute: one text of any length, or a list of texts padded to the same length. */
    record Attribute(List<String> texts, boolean list) {}

    private final Map<String, Attribute> attributes = new LinkedHashMap<>();

    NewNode() {}

    /** Sets an attribute to a text. */
    public void attribute(String name, String text) {
        attributes.put(name, new Attribute(List.of(text), false));
    }

    /**
     * Sets an attribute to a list of texts, as h5py does with a NumPy array of bytes; an empty one has no texts but numbers.
     *
     * @throws IllegalArgumentException if they do not fit into an attribute
     */
    public void attribute(String name, List<String> texts) {
        long bytes = (long) longest(texts) * texts.size();
        if (bytes > LONGEST - name.length() - ROOM_FOR_THE_REST) {
            throw new IllegalArgumentException("attribute '" + name + "': " + texts.size() + " texts take " + bytes
                    + " bytes; an attribute of HDF5 has at most " + LONGEST);
        }
        attributes.put(name, new Attribute(List.copyOf(texts), true));
    }

    Map<String, Attribute> attributes() {
        return attributes;
    }

    /** Length of the longest text in bytes, at least 1. */
    static int longest(List<String> texts) {
        return texts.stream()
                .mapToInt(t -> t.getBytes(StandardCharsets.UTF_8).length)
                .reduce(1, Math::max);
    }
}
