package io.keratin.keras;

import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import java.util.List;

/** The user's names of layers, for messages about weights, whose paths only know classes and counts. */
final class LayerNames {

    private LayerNames() {}

    /** The name of the layer that owns a weight: {@code 'encoder'}, or {@code 'inner/dense'} inside a nested model. */
    static String of(NamedLayer model, String owner) {
        return "'" + path(model, owner) + "'";
    }

    private static String path(NamedLayer layer, String owner) {
        if (layer.spec() instanceof ModelSpec s) {
            List<String> slots = s.slots();
            for (int i = 0; i < slots.size(); i++) {
                String slot = slots.get(i);
                if (owner.equals(slot) || owner.startsWith(slot + "/")) {
                    NamedLayer inner = s.layers().get(i);
                    String rest = owner.substring(Math.min(owner.length(), slot.length() + 1));
                    return inner.spec() instanceof ModelSpec ? inner.name() + "/" + path(inner, rest) : inner.name();
                }
            }
        }
        return owner;
    }
}
