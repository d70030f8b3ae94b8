package io.keratin.keras;

import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.TimeDistributed;
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

    /** The layer inside another one that has this owner path there; the outer one if the path is of no layer in it. */
    static NamedLayer part(NamedLayer layer, String owner) {
        if (layer.spec() instanceof TimeDistributed t && owner.startsWith("layer/")) {
            return part(t.layer(), owner.substring("layer/".length()));
        } else if (layer.spec() instanceof TimeDistributed t && owner.equals("layer")) {
            return t.layer();
        } else if (layer.spec() instanceof ModelSpec s) {
            List<String> slots = s.slots();
            for (int i = 0; i < slots.size(); i++) {
                NamedLayer inner = s.layers().get(i);
                if (owner.equals(slots.get(i))) {
                    return inner;
                } else if (owner.startsWith(slots.get(i) + "/")) {
                    return part(inner, owner.substring(slots.get(i).length() + 1));
                }
            }
        }
        return layer;
    }
}
