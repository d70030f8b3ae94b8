package io.keratin.keras;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with a file, collected so that it is told at once. */
final class Problems {

    private final List<ModelFormatException> found = new ArrayList<>();

    void mismatch(String place, String problem) {
        add(new ModelFormatException(Kind.MISMATCH, place, problem));
    }

    void add(ModelFormatException e) {
        found.add(e);
    }

    void addAll(Problems others) {
        found.addAll(others.found);
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw ModelFormatException.all(found);
        }
    }
}
