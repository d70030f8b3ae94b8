package io.keratin.keras;

import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.WeightSpec;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5Group;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The legacy layout: a group a layer, its weights listed in the attribute {@code weight_names}, trainable ones first.
 *
 * <p>As in Keras, layers with weights are matched in order, not by name; by name only where the order does not fit and all names
 * are there. Inside a layer the last part of the name decides where
 * it is telling, else the order. {@code keras/src/legacy/saving/legacy_h5_format.py}.
 */
final class NamedWeights implements WeightSource {

    private final Hdf5Group group;
    private final String version;

    /**
     * Weights of a file.
     *
     * @param group {@code model_weights} of a whole model, or the root of a file of weights
     * @param version the version that wrote it
     */
    NamedWeights(Hdf5Group group, String version) {
        this.group = group;
        this.version = version;
    }

    /** Whether a group has this layout. */
    static boolean recognises(Hdf5Group group) {
        return group.attributeNames().stream().anyMatch(n -> n.startsWith("layer_names"));
    }

    @Override
    public List<Located> locate(NamedLayer model, List<WeightSpec> specs, Problems problems) {
        Map<String, List<Entry>> inFile = inFile(problems);
        List<Owner> inModel = owners(model, specs, "");
        if (inFile.size() != inModel.size()) {
            inModel = leaves(inModel);
        }
        if (inFile.size() != inModel.size()) {
            problems.mismatch(
                    group.path(),
                    "the file has weights for " + inFile.size() + " layers " + inFile.keySet() + ", the model for "
                            + inModel.size() + " "
                            + inModel.stream().map(o -> o.layer().name()).toList());
            return List.of();
        }
        List<String> names = List.copyOf(inFile.keySet());
        Problems inOrder = new Problems();
        List<Located> located = located(names, inFile, inModel, inOrder);
        if (!fit(located, specs)) {
            List<String> own = inModel.stream().map(o -> o.layer().name()).toList();
            List<Located> byName =
                    inFile.keySet().containsAll(own) ? located(own, inFile, inModel, new Problems()) : List.of();
            if (fit(byName, specs)) {
                return inOrderOf(
                        specs, byName.stream().map(NamedWeights::byName).toList());
            }
        }
        problems.addAll(inOrder);
        return inOrderOf(specs, located);
    }

    /** The weights of the layers, each taken from the layer in the file at the same place of {@code names}. */
    private List<Located> located(
            List<String> names, Map<String, List<Entry>> inFile, List<Owner> inModel, Problems problems) {
        OldLayouts layouts = layouts(inFile.values());
        List<Located> located = new ArrayList<>();
        for (int i = 0; i < inModel.size(); i++) {
            List<Entry> entries = inFile.getOrDefault(names.get(i), List.of());
            located.addAll(match(layouts, names.get(i), entries, inModel.get(i), problems));
        }
        return located;
    }

    private static List<Located> inOrderOf(List<WeightSpec> specs, List<Located> located) {
        Map<String, Located> byKey = new HashMap<>();
        located.forEach(l -> byKey.put(l.spec().key(), l));
        return specs.stream()
                .flatMap(s -> Stream.ofNullable(byKey.get(s.key())))
                .toList();
    }

    private static boolean fit(List<Located> located, List<WeightSpec> specs) {
        return located.size() == specs.size()
                && located.stream()
                        .allMatch(l -> l.quantized() != null
                                || !l.layout().isToday()
                                || l.first().shape().equals(l.spec().shape()));
    }

    private static Located byName(Located located) {
        Layout named = new Layout(
                "weights matched by the names of layers, which are in another order in the file", a -> a.get(0));
        return new Located(located.spec(), located.datasets(), located.layout().then(named));
    }

    private OldLayouts layouts(Collection<List<Entry>> inFile) {
        return new OldLayouts(
                version, theano(inFile.stream().flatMap(List::stream).toList()));
    }

    /** Whether Theano computed the model: the file says so, or is of Keras 1 and its names lack TensorFlow's {@code :0}. */
    boolean theano() {
        return theano(entries());
    }

    private boolean theano(List<Entry> entries) {
        String backend = group.textAttribute("backend");
        return backend == null
                ? OldLayouts.isKeras1(version)
                        && !entries.isEmpty()
                        && entries.stream().noneMatch(e -> e.name().contains(":"))
                : backend.equals("theano");
    }

    private Map<String, List<Entry>> inFile(Problems problems) {
        Map<String, List<Entry>> layers = new LinkedHashMap<>();
        List<String> names = group.textsAttribute("layer_names");
        for (String name : names == null ? List.<String>of() : names) {
            if (!(group.find(name) instanceof Hdf5Group layer)) {
                problems.mismatch(
                        group.path(), "layer '" + name + "' is listed in layer_names, but its group is missing");
                continue;
            }
            List<String> weightNames = layer.textsAttribute("weight_names");
            List<Entry> entries = new ArrayList<>();
            for (String weight : weightNames == null ? List.<String>of() : weightNames) {
                if (layer.find(weight) instanceof Hdf5Dataset dataset) {
                    entries.add(new Entry(name, weight, dataset));
                } else {
                    problems.mismatch(
                            layer.path(), "weight '" + weight + "' is listed in weight_names, but is missing");
                }
            }
            if (!entries.isEmpty()) {
                layers.put(name, entries);
            }
        }
        return layers;
    }

    /** All weights of the file, in its order. */
    List<Entry> entries() {
        return inFile(new Problems()).values().stream().flatMap(List::stream).toList();
    }

    /** The layers of a model that have weights, with these, trainable ones first. */
    private static List<Owner> owners(NamedLayer model, List<WeightSpec> specs, String path) {
        ModelSpec spec = (ModelSpec) model.spec();
        List<String> slots = spec.slots();
        List<Owner> owners = new ArrayList<>();
        for (int i = 0; i < slots.size(); i++) {
            String slot = path + slots.get(i);
            List<WeightSpec> own = specs.stream()
                    .filter(s -> s.owner().equals(slot) || s.owner().startsWith(slot + "/"))
                    .sorted(Comparator.comparing(s -> !s.trainable()))
                    .toList();
            if (!own.isEmpty()) {
                owners.add(new Owner(slot, spec.layers().get(i), own));
            }
        }
        return owners;
    }

    /** Keras 1 kept the layers of models inside a Sequential as if they were its own. */
    private static List<Owner> leaves(List<Owner> owners) {
        List<Owner> leaves = new ArrayList<>();
        for (Owner owner : owners) {
            if (owner.layer().spec() instanceof Sequential) {
                leaves.addAll(leaves(owners(owner.layer(), owner.specs(), owner.path() + "/")));
            } else {
                leaves.add(owner);
            }
        }
        return leaves;
    }

    private List<Located> match(OldLayouts layouts, String fileLayer, List<Entry> all, Owner owner, Problems problems) {
        List<Entry> entries = all.stream()
                .filter(e -> !Quantized.isBeside(e.lastName(), e.among(all)))
                .toList();
        List<Entry> left = new ArrayList<>(ordered(entries, owner.specs()));
        List<Located> located = new ArrayList<>();
        List<WeightSpec> specs = owner.specs();
        for (int from = 0; from < specs.size(); ) {
            int to = endOfPart(specs, from);
            List<Located> part = layouts.next(owner.part(specs.get(from)), specs.subList(from, to), left);
            if (part.isEmpty()) {
                break;
            }
            part = part.stream().map(l -> decoded(l, all)).toList();
            left.subList(0, part.stream().mapToInt(l -> l.datasets().size()).sum())
                    .clear();
            located.addAll(part);
            from = to;
        }
        if (located.size() < specs.size() || !left.isEmpty()) {
            problems.mismatch(
                    group.path() + (group.path().endsWith("/") ? "" : "/") + fileLayer,
                    "the file has " + entries.size() + " weights "
                            + entries.stream().map(Entry::name).toList() + ", layer '"
                            + owner.layer().name() + "' has " + specs.size() + " "
                            + specs.stream().map(WeightSpec::name).toList());
            return List.of();
        }
        return located;
    }

    private static Located decoded(Located located, List<Entry> all) {
        return all.stream()
                .filter(e -> e.dataset().equals(located.first()))
                .findFirst()
                .map(e -> located.with(Quantized.of(located.spec(), e.dataset(), e.among(all))))
                .orElse(located);
    }

    /** The weights of one part, such as a cell, follow each other. */
    private static int endOfPart(List<WeightSpec> specs, int from) {
        int to = from;
        while (to < specs.size() && specs.get(to).owner().equals(specs.get(from).owner())) {
            to++;
        }
        return to;
    }

    /** In the model's order where the names tell it, else in the file's. */
    private static List<Entry> ordered(List<Entry> entries, List<WeightSpec> specs) {
        Map<String, Entry> byName = new HashMap<>();
        entries.forEach(e -> byName.put(e.lastName(), e));
        Set<String> wanted = specs.stream().map(WeightSpec::name).collect(Collectors.toSet());
        boolean telling =
                byName.size() == entries.size() && wanted.size() == specs.size() && wanted.equals(byName.keySet());
        return telling
                ? specs.stream()
                        .flatMap(s -> Stream.ofNullable(byName.get(s.name())))
                        .toList()
                : entries;
    }

    /**
     * A layer with its weights.
     *
     * @param path where Keras 3 files keep them
     * @param layer the layer
     * @param specs its weights, trainable ones first
     */
    private record Owner(String path, NamedLayer layer, List<WeightSpec> specs) {

        /** The layer in it that has a weight; this one itself unless it is a wrapper or a model. */
        NamedLayer part(WeightSpec spec) {
            return spec.owner().equals(path)
                    ? layer
                    : LayerNames.part(layer, spec.owner().substring(path.length() + 1));
        }
    }

    /** One weight of a layer in the file. */
    record Entry(String layer, String name, Hdf5Dataset dataset) {

        /** {@code lstm/lstm_cell/kernel:0} to {@code kernel}, Keras 1's {@code highway_1_W_carry:0} to {@code W_carry}. */
        String lastName() {
            String last = name.substring(name.lastIndexOf('/') + 1);
            int colon = last.indexOf(':');
            String plain = colon < 0 ? last : last.substring(0, colon);
            return plain.startsWith(layer + "_") ? plain.substring(layer.length() + 1) : plain;
        }

        /** The other variables of the same layer. */
        Quantized.Lookup among(List<Entry> all) {
            String owner = name.substring(0, name.lastIndexOf('/') + 1);
            return wanted -> all.stream()
                    .filter(e -> e.name.startsWith(owner) && e.lastName().equals(wanted))
                    .map(Entry::dataset)
                    .findFirst()
                    .orElse(null);
        }
    }
}
