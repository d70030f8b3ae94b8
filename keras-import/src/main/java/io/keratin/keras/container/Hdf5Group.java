package io.keratin.keras.container;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import io.keratin.keras.container.Hdf5Links.Link;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group: named groups and data sets. Only a child that is asked for is read; a child that is a soft or external link is refused
 * by an error that names it. Backslashes in names (Keras 2.12 to 2.14 on Windows) count as slashes.
 */
public final class Hdf5Group extends Hdf5Node {

    private static final int MAX_DEPTH = 64;

    private final int depth;
    private final Map<String, Hdf5Node> children = new HashMap<>();
    private @Nullable Map<String, Link> links;

    Hdf5Group(Hdf5Context context, String path, long address, Hdf5Header header, int depth) {
        super(context, path, header);
        this.depth = depth;
        if (depth > MAX_DEPTH) {
            throw new ModelFormatException(
                    Kind.FORBIDDEN, path, "more than " + MAX_DEPTH + " groups inside each other");
        }
        context.enter(address, path);
    }

    /** Names of the children as they stand in the file, in its order, which for HDF5 is that of the text: 10 before 2. */
    public List<String> childNames() {
        return List.copyOf(links().keySet());
    }

    /** Whether there is a child of this name, link or not. */
    public boolean has(String name) {
        return links().containsKey(name);
    }

    /** A child by its name, or null if there is none. */
    public @Nullable Hdf5Node child(String name) {
        Hdf5Node known = children.get(name);
        Link link = links().get(name);
        if (known == null && link != null) {
            known = open(name, link);
            children.put(name, known);
        }
        return known;
    }

    /** An object by its path below this group, {@code lstm/cell/vars/0}, or null if there is none. */
    public @Nullable Hdf5Node find(String wanted) {
        return findPlain(wanted.replace('\\', '/'));
    }

    private @Nullable Hdf5Node findPlain(String path) {
        int slash = path.indexOf('/');
        Hdf5Node first = child(slash < 0 ? path : path.substring(0, slash));
        Hdf5Node found = slash < 0 ? first : below(first, path.substring(slash + 1));
        return found == null ? findAmongLongNames(path) : found;
    }

    /** Names that hold several steps of a path; there are few of them, if any. */
    private @Nullable Hdf5Node findAmongLongNames(String path) {
        for (String name : links().keySet()) {
            String plain = name.replace('\\', '/');
            if (plain.indexOf('/') >= 0 && path.equals(plain)) {
                return child(name);
            } else if (plain.indexOf('/') >= 0 && path.startsWith(plain + "/")) {
                Hdf5Node found = below(child(name), path.substring(plain.length() + 1));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Hdf5Node below(@Nullable Hdf5Node node, String path) {
        return node instanceof Hdf5Group group ? group.findPlain(path) : null;
    }

    /** A group by its path below this one; an error if there is none. */
    public Hdf5Group group(String wanted) {
        if (required(wanted) instanceof Hdf5Group group) {
            return group;
        }
        throw mismatch(wanted, "a group was expected, found a data set");
    }

    /** A data set by its path below this group; an error if there is none. */
    public Hdf5Dataset dataset(String wanted) {
        if (required(wanted) instanceof Hdf5Dataset dataset) {
            return dataset;
        }
        throw mismatch(wanted, "a data set was expected, found a group");
    }

    private Hdf5Node required(String wanted) {
        Hdf5Node found = find(wanted);
        if (found == null) {
            throw mismatch(wanted, "is missing; the group holds " + Names.shown(childNames()));
        }
        return found;
    }

    private ModelFormatException mismatch(String wanted, String problem) {
        return context.guard.named(new ModelFormatException(Kind.MISMATCH, pathOf(wanted), problem));
    }

    private Map<String, Link> links() {
        Map<String, Link> known = links;
        if (known == null) {
            known = run(path(), () -> Hdf5Links.of(context.storage, header));
            links = known;
        }
        return known;
    }

    private Hdf5Node open(String name, Link link) {
        String place = pathOf(name);
        return run(place, () -> {
            if (!link.refusal().isEmpty()) {
                throw new ModelFormatException(Kind.FORBIDDEN, place, link.refusal());
            }
            Hdf5Header child = new Hdf5Header(context.storage, link.address());
            if (child.has(Hdf5Header.DATASPACE)) {
                return new Hdf5Dataset(context, place, child);
            } else if (Hdf5Links.isGroup(child)) {
                return new Hdf5Group(context, place, link.address(), child, depth + 1);
            }
            throw new ModelFormatException(Kind.UNSUPPORTED, place, "is neither a group nor a data set");
        });
    }

    private String pathOf(String name) {
        return (path().equals("/") ? "/" : path() + "/") + name;
    }
}
