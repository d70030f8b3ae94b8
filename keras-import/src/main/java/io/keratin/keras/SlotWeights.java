package io.keratin.keras;

import io.keratin.core.error.ModelFormatException;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.optimizers.Slot;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5Group;
import io.keratin.keras.container.Hdf5Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The layout of {@code model.weights.h5}: {@code layers/<class>_<n>/…/vars/<i>}, counted per class, whatever the layers' names
 * are. Keras 2.12 to 2.14 wrote {@code _layer_checkpoint_dependencies} for {@code layers}.
 */
final class SlotWeights implements WeightSource {

    static final String LAYERS = "layers";
    static final String OLD_LAYERS = "_layer_checkpoint_dependencies";

    /** Keras 2 had another class for a BatchNormalization across devices, and counted it apart. */
    private static final String SYNC = "sync_";

    private static final String NORMALIZATION = "batch_normalization";

    /** The states of random generators, which are no weights. */
    private static final String SEEDS = "seed_generator";

    private static final int MAX_DEPTH = 64;

    private final Supplier<List<Hdf5Group>> roots;

    SlotWeights(Hdf5Group root) {
        this(List.of(root));
    }

    /** Weights in a file that is being opened. */
    SlotWeights(Supplier<Hdf5Group> root) {
        this.roots = () -> List.of(root.get());
    }

    /** Weights that lie in several files; a group may be in more than one of them, each variable is in one. */
    SlotWeights(List<Hdf5Group> roots) {
        List<Hdf5Group> all = List.copyOf(roots);
        this.roots = () -> all;
    }

    /** Whether a file has this layout. */
    static boolean recognises(Hdf5Group root) {
        return root.childNames().stream()
                .anyMatch(n -> n.startsWith(LAYERS) || n.contains(OLD_LAYERS) || n.equals("vars"));
    }

    /**
     * A file with all its layers' groups and variables opened, which are at hand then for {@link #locate}; what cannot be opened is an
     * error where it is asked for.
     */
    static Hdf5Group readAhead(Hdf5Group root) {
        try {
            for (String name : List.of(LAYERS, OLD_LAYERS)) {
                openAll(root.child(name), 0);
            }
        } catch (ModelFormatException e) {
            return root;
        }
        return root;
    }

    private static void openAll(@Nullable Hdf5Node node, int depth) {
        if (node instanceof Hdf5Group group && depth <= MAX_DEPTH) {
            for (String name : group.childNames()) {
                if (!name.equals(SEEDS)) {
                    openAll(group.child(name), depth + 1);
                }
            }
        }
    }

    @Override
    public List<Located> locate(NamedLayer model, List<WeightSpec> specs, Problems problems) {
        Map<String, List<WeightSpec>> owners = new LinkedHashMap<>();
        for (WeightSpec spec : specs) {
            owners.computeIfAbsent(spec.owner(), o -> new ArrayList<>()).add(spec);
        }
        Map<String, List<String>> names = new HashMap<>();
        owners.forEach((owner, own) -> names.put(owner, names(owner, own)));
        List<Located> located = new ArrayList<>();
        for (WeightSpec spec : specs) {
            List<String> beside = names.getOrDefault(spec.owner(), List.of());
            Hdf5Dataset dataset = variable(spec.owner(), beside.indexOf(spec.name()));
            if (dataset != null) {
                Quantized decoding = Quantized.of(spec, dataset, name -> variable(spec.owner(), beside.indexOf(name)));
                located.add(new Located(spec, dataset).with(decoding));
            } else {
                problems.mismatch(
                        "/" + path(spec.owner(), beside.indexOf(spec.name())),
                        "layer " + LayerNames.of(model, spec.owner()) + ": " + spec.name() + " of shape " + spec.shape()
                                + " is missing in the file; was it written for another model?");
            }
        }
        surplus(model, names, problems);
        return located;
    }

    @Override
    public List<Slot> optimizer() {
        return roots.get().size() == 1 ? OptimizerFile.read(roots.get().get(0)) : List.of();
    }

    /** Whether {@link #optimizer} has any. */
    boolean hasOptimizer() {
        return roots.get().size() == 1 && OptimizerFile.isIn(roots.get().get(0));
    }

    /** The names of an owner's variables in the order in which the file has them; empty ones are copies of another's. */
    private List<String> names(String owner, List<WeightSpec> own) {
        if (quantized(owner, own)) {
            return Quantized.names(own, stored(owner));
        }
        List<String> names = new ArrayList<>();
        for (WeightSpec spec : own) {
            names.addAll(Collections.nCopies(spec.storage().copiesBefore(), ""));
            names.add(spec.name());
        }
        return names;
    }

    private boolean quantized(String owner, List<WeightSpec> own) {
        boolean mayBe = false;
        for (WeightSpec spec : own) {
            mayBe |= Quantized.mayBe(spec);
        }
        boolean quantized = false;
        for (int i = 0; mayBe && !quantized && i < own.size(); i++) {
            Hdf5Dataset stored = variable(owner, i);
            quantized = stored != null && Quantized.isQuantized(stored);
        }
        return quantized;
    }

    private static String path(String owner, int index) {
        return owner + "/vars/" + index;
    }

    private @Nullable Hdf5Dataset variable(String owner, int index) {
        return find(path(owner, index)) instanceof Hdf5Dataset dataset ? dataset : null;
    }

    private @Nullable Hdf5Node find(String path) {
        for (Hdf5Group root : roots.get()) {
            Hdf5Node found = find(root, path);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** What stands at a path of a file, in any of its spellings. */
    private static @Nullable Hdf5Node find(Hdf5Group root, String path) {
        Hdf5Node found = root.find(path);
        int vars = path.lastIndexOf("/vars");
        if (found != null || vars < 0) {
            return found;
        }
        String owner = path.substring(0, vars);
        for (String part : List.of(owner, respelled(owner))) {
            for (String layer : List.of(part, part.replace(NORMALIZATION, SYNC + NORMALIZATION))) {
                for (String container : List.of(layer, layer.replace(LAYERS + "/", OLD_LAYERS + "/"))) {
                    found = found == null ? root.find(container + path.substring(vars)) : found;
                }
            }
        }
        return found;
    }

    /** Number of an owner's variables. */
    private int stored(String owner) {
        int stored = 0;
        for (Hdf5Group root : roots.get()) {
            if (find(root, owner + "/vars") instanceof Hdf5Group vars) {
                stored += vars.childNames().size();
            }
        }
        return stored;
    }

    /**
     * The path with or without the underscore that hides a part in Python: {@code _query_dense} is {@code query_dense} in other
     * versions of Keras.
     */
    private static String respelled(String owner) {
        int part = owner.lastIndexOf('/') + 1;
        boolean hidden = owner.startsWith("_", part);
        return owner.substring(0, part) + (hidden ? "" : "_") + owner.substring(hidden ? part + 1 : part);
    }

    /** Weights that the file has and the model does not: it is another model's file. */
    private void surplus(NamedLayer model, Map<String, List<String>> used, Problems problems) {
        for (Hdf5Group root : roots.get()) {
            for (String name : List.of(LAYERS, OLD_LAYERS)) {
                if (root.find(name) instanceof Hdf5Group group) {
                    surplus(model, group, LAYERS, used, problems, 0);
                }
            }
        }
    }

    private static void surplus(
            NamedLayer model,
            Hdf5Group group,
            String path,
            Map<String, List<String>> used,
            Problems problems,
            int depth) {
        for (String name : group.childNames()) {
            if (name.equals(SEEDS) || depth > MAX_DEPTH) {
                continue;
            }
            if (!(group.child(name) instanceof Hdf5Group child)) {
                continue;
            }
            String plain = name.equals(OLD_LAYERS)
                    ? LAYERS
                    : name.startsWith(SYNC + NORMALIZATION) ? name.substring(SYNC.length()) : name;
            if (!name.equals("vars")) {
                surplus(model, child, path + "/" + plain, used, problems, depth + 1);
                continue;
            }
            int expected = used.getOrDefault(path, used.getOrDefault(respelled(path), List.of()))
                    .size();
            int found = (int) child.childNames().stream()
                    .filter(n -> !n.equals(Assets.IDF_WEIGHTS))
                    .count();
            if (found > expected) {
                problems.mismatch(
                        child.path(),
                        "layer " + LayerNames.of(model, path) + ": the file has " + found + " weights here, the model "
                                + expected + "; was it written for another model?");
            }
        }
    }
}
