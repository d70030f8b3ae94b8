package io.keratin.keras;

import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.WeightSpec;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5Group;
import io.keratin.keras.container.Hdf5Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The layout of {@code model.weights.h5}: {@code layers/<class>_<n>/…/vars/<i>}, counted per class, whatever the layers' names
 * are. Keras 2.12 to 2.14 wrote {@code _layer_checkpoint_dependencies} for {@code layers}.
 */
final class SlotWeights implements WeightSource {

    static final String LAYERS = "layers";
    static final String OLD_LAYERS = "_layer_checkpoint_dependencies";

    private final List<Hdf5Group> roots;

    SlotWeights(Hdf5Group root) {
        this(List.of(root));
    }

    /** Weights that lie in several files; a group may be in more than one of them, each variable is in one. */
    SlotWeights(List<Hdf5Group> roots) {
        this.roots = List.copyOf(roots);
    }

    /** Whether a file has this layout. */
    static boolean recognises(Hdf5Group root) {
        return root.childNames().stream()
                .anyMatch(n -> n.startsWith(LAYERS) || n.contains(OLD_LAYERS) || n.equals("vars"));
    }

    @Override
    public List<Located> locate(NamedLayer model, List<WeightSpec> specs, Problems problems) {
        Map<String, Integer> used = new HashMap<>();
        List<Located> located = new ArrayList<>();
        for (WeightSpec spec : specs) {
            int index = used.merge(spec.owner(), 1, Integer::sum) - 1;
            String path = spec.owner() + "/vars/" + index;
            if (find(path) instanceof Hdf5Dataset dataset) {
                located.add(new Located(spec, dataset));
            } else {
                problems.mismatch(
                        "/" + path,
                        "layer " + LayerNames.of(model, spec.owner()) + ": " + spec.name() + " of shape " + spec.shape()
                                + " is missing in the file; was it written for another model?");
            }
        }
        surplus(model, used, problems);
        return located;
    }

    private @Nullable Hdf5Node find(String path) {
        for (Hdf5Group root : roots) {
            for (String old : List.of(path, path.replace(LAYERS + "/", OLD_LAYERS + "/"))) {
                Hdf5Node node = root.find(old);
                if (node != null) {
                    return node;
                }
            }
        }
        return null;
    }

    /** Weights that the file has and the model does not: it is another model's file. */
    private void surplus(NamedLayer model, Map<String, Integer> used, Problems problems) {
        for (Hdf5Group root : roots) {
            for (String name : List.of(LAYERS, OLD_LAYERS)) {
                if (root.find(name) instanceof Hdf5Group group) {
                    surplus(model, group, LAYERS, used, problems, 0);
                }
            }
        }
    }

    private static void surplus(
            NamedLayer model, Hdf5Group group, String path, Map<String, Integer> used, Problems problems, int depth) {
        for (String name : group.childNames()) {
            if (name.equals("seed_generator") || depth > 64) {
                continue;
            }
            if (!(group.child(name) instanceof Hdf5Group child)) {
                continue;
            }
            String plain = name.equals(OLD_LAYERS) ? LAYERS : name;
            if (!name.equals("vars")) {
                surplus(model, child, path + "/" + plain, used, problems, depth + 1);
                continue;
            }
            int expected = used.getOrDefault(path, 0);
            int found = child.childNames().size();
            if (found > expected) {
                problems.mismatch(
                        child.path(),
                        "layer " + LayerNames.of(model, path) + ": the file has " + found + " weights here, the model "
                                + expected + "; was it written for another model?");
            }
        }
    }
}
