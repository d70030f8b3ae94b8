package io.keratin.keras.container;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An object of an HDF5 file: a group or a data set, with its attributes. */
public abstract sealed class Hdf5Node permits Hdf5Group, Hdf5Dataset {

    final Hdf5Context context;
    final Hdf5Header header;
    private final String path;
    private final Hdf5Attributes attributes;

    Hdf5Node(Hdf5Context context, String path, Hdf5Header header) {
        this.context = context;
        this.path = path;
        this.header = header;
        this.attributes = new Hdf5Attributes(context, header);
    }

    /** Where this object is: {@code /layers/lstm/cell/vars/0}. */
    public String path() {
        return path;
    }

    /** Names of the attributes. */
    public List<String> attributeNames() {
        return run(path, attributes::names);
    }

    /** The text of an attribute, or null if there is none of this name; an error if it is not exactly one text. */
    public @Nullable String textAttribute(String name) {
        return run(path + "@" + name, () -> attributes.text(name));
    }

    /**
     * The texts of an attribute, or null if there is none of this name. Handles what h5py and Keras do
     * with lists: an empty list is an empty array of numbers, a long one is split over attributes with 0, 1, … after the name.
     */
    public @Nullable List<String> textsAttribute(String name) {
        return run(path + "@" + name, () -> attributes.texts(name));
    }

    final <T extends @Nullable Object> T run(String place, Supplier<T> body) {
        return context.guard.run(place, () -> {
            context.storage.begin();
            return body.get();
        });
    }
}
