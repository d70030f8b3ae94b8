package io.keratin.dsl;

import io.keratin.core.layers.ModelSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names that layers get where the user gave none: {@code dense}, {@code dense_1}, … Keras counts per process, we per
 * model; names that the user gave to layers beside are left out.
 */
final class Names {

    private final Map<String, Integer> counts;
    private final Set<String> taken;

    /** Names for a model. */
    Names() {
        this(new HashMap<>(), Set.of());
    }

    private Names(Map<String, Integer> counts, Set<String> given) {
        this.counts = counts;
        this.taken = new HashSet<>(given);
    }

    /** Names for the layers inside a layer: counted on, but they meet only the names given inside. */
    Names inside(Set<String> given) {
        return new Names(counts, given);
    }

    /** The next free name for a layer of this class. */
    String next(String className) {
        String base = ModelSpec.snakeCase(className);
        String name;
        do {
            int n = counts.merge(base, 1, Integer::sum) - 1;
            name = n == 0 ? base : base + "_" + n;
        } while (!taken.add(name));
        return name;
    }
}
