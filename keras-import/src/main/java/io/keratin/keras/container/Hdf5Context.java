package io.keratin.keras.container;

import io.jhdf.GlobalHeap;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.HashMap;
import java.util.Map;

/** What all objects of one HDF5 file share. */
final class Hdf5Context {

    final Hdf5Storage storage;
    final Hdf5Guard guard;
    private final Map<Long, GlobalHeap> heaps = new HashMap<>();
    private final Map<Long, String> groups = new HashMap<>();

    Hdf5Context(Hdf5Storage storage, Hdf5Guard guard) {
        this.storage = storage;
        this.guard = guard;
    }

    /** A collection of strings; one collection serves many attributes, so it is kept. */
    GlobalHeap heap(long address) {
        GlobalHeap heap = heaps.get(address);
        if (heap == null) {
            heap = new GlobalHeap(storage, address);
            heaps.put(address, heap);
        }
        return heap;
    }

    /** Notes that a group was reached by a path; a group with two paths is a cycle, or makes a tree of endless size. */
    void enter(long address, String path) {
        String known = groups.putIfAbsent(address, path);
        if (known != null && !known.equals(path)) {
            throw new ModelFormatException(
                    Kind.FORBIDDEN,
                    path,
                    "is the same group as " + known + ": groups with several paths are not followed");
        }
    }
}
