package io.keratin.keras.hdf5;

import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.ElementType;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5Group;
import io.keratin.keras.container.Hdf5Node;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A group to be written: named groups and data sets. */
public final class NewGroup extends NewNode {

    /** In the order of HDF5, which is that of the bytes of their names. */
    private final Map<String, NewNode> children = new TreeMap<>((a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b)));

    /** An empty group. */
    public NewGroup() {}

    /** The group at a path below this one, {@code lstm/cell/vars}; what is missing is made. The empty path is this group. */
    public NewGroup group(String path) {
        NewGroup group = this;
        for (String name : path.isEmpty() ? new String[0] : path.split("/", -1)) {
            check(name);
            if (!(group.children.computeIfAbsent(name, n -> new NewGroup()) instanceof NewGroup next)) {
                throw new IllegalArgumentException("'" + name + "' of '" + path + "' is a data set");
            }
            group = next;
        }
        return group;
    }

    /**
     * Adds a data set.
     *
     * @param values asked for when its elements are written, and not before
     */
    public NewDataset dataset(String name, ElementType type, Shape shape, Supplier<Elements> values) {
        check(name);
        NewDataset dataset = new NewDataset(type, shape, values);
        if (children.putIfAbsent(name, dataset) != null) {
            throw new IllegalArgumentException("two objects are named '" + name + "'");
        }
        return dataset;
    }

    /** The path of the first data set that is not in a file as it is here, or null if all are, to the bit. */
    public @Nullable String difference(Hdf5Group written) {
        for (Map.Entry<String, NewNode> child : children.entrySet()) {
            Hdf5Node found = written.child(child.getKey());
            String different = null;
            if (child.getValue() instanceof NewGroup group) {
                different = found instanceof Hdf5Group g ? group.difference(g) : missing(written, child.getKey());
            } else if (child.getValue() instanceof NewDataset dataset) {
                different =
                        found instanceof Hdf5Dataset d && dataset.isSame(d) ? null : missing(written, child.getKey());
            }
            if (different != null) {
                return different;
            }
        }
        return null;
    }

    private static String missing(Hdf5Group group, String name) {
        return group.path().equals("/") ? "/" + name : group.path() + "/" + name;
    }

    Map<String, NewNode> children() {
        return children;
    }

    private static void check(String name) {
        if (name.isEmpty() || name.equals(".") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no name of an HDF5 object: '" + name + "'");
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
