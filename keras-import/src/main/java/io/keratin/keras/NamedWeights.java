package io.keratin.keras;

import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.WeightSpec;
import io.keratin.keras.container.Hdf5Dataset;
import io.keratin.keras.container.Hdf5Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The legacy layout: a group a layer, its weights listed in the attribute {@code weight_names}, trainable ones first.
 *
 * <p>As in Keras, layers with weights are matched in order, not by name; inside a layer the last part of the name decides where
 * it is telling, else the order. {@code keras/src/legacy/saving/legacy_h5_format.py}.
 */
final class NamedWeights implements WeightSource {

    private final Hdf5Group group;

    /** The group {@code model_weights} of a whole model, or the root of a file of weights. */
    NamedWeights(Hdf5Group group) {
        this.group = group;
    }

    /** Whether a group has this layout. */
    static boolean recognises(Hdf5Group group) {
        return group.attributeNames().stream().anyMatch(n -> n.startsWith("layer_names"));
    }

    @Override
    public List<Located> locate(NamedLayer model, List<WeightSpec> specs, Problems problems) {
        Map<String, List<Entry>> inFile = inFile(problems);
        Map<String, List<WeightSpec>> inModel = inModel(model, specs);
        if (inFile.size() != inModel.size()) {
            problems.mismatch(
                    group.path(),
                    "the file has weights for " + inFile.size() + " layers " + inFile.keySet() + ", the model for "
                            + inModel.size() + " " + inModel.keySet());
            return List.of();
        }
        Map<String, Located> located = new LinkedHashMap<>();
        var layers = inModel.entrySet().iterator();
        for (var fileLayer : inFile.entrySet()) {
            var layer = layers.next();
            match(fileLayer.getKey(), fileLayer.getValue(), layer.getKey(), layer.getValue(), problems)
                    .forEach(l -> located.put(l.spec().key(), l));
        }
        return specs.stream()
                .flatMap(s -> Stream.ofNullable(located.get(s.key())))
                .toList();
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
                    entries.add(new Entry(weight, dataset));
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

    /** The weights of each layer that has any, trainable ones first, by the layer's name. */
    private static Map<String, List<WeightSpec>> inModel(NamedLayer model, List<WeightSpec> specs) {
        ModelSpec spec = (ModelSpec) model.spec();
        List<String> slots = spec.slots();
        Map<String, List<WeightSpec>> layers = new LinkedHashMap<>();
        for (int i = 0; i < slots.size(); i++) {
            String slot = slots.get(i);
            List<WeightSpec> own = specs.stream()
                    .filter(s -> s.owner().equals(slot) || s.owner().startsWith(slot + "/"))
                    .sorted(Comparator.comparing(s -> !s.trainable()))
                    .toList();
            if (!own.isEmpty()) {
                layers.put(spec.layers().get(i).name(), own);
            }
        }
        return layers;
    }

    private List<Located> match(
            String fileLayer, List<Entry> all, String layer, List<WeightSpec> specs, Problems problems) {
        List<Entry> entries = all.stream()
                .filter(e -> !Quantized.isBeside(e.lastName(), e.among(all)))
                .toList();
        String place = group.path() + (group.path().endsWith("/") ? "" : "/") + fileLayer;
        if (entries.size() != specs.size()) {
            problems.mismatch(
                    place,
                    "the file has " + entries.size() + " weights "
                            + entries.stream().map(Entry::name).toList() + ", layer '" + layer + "' has "
                            + specs.size() + " "
                            + specs.stream().map(WeightSpec::name).toList());
            return List.of();
        }
        Map<String, List<Entry>> byName = entries.stream().collect(Collectors.groupingBy(Entry::lastName));
        boolean telling = byName.size() == specs.size()
                && specs.stream().allMatch(s -> byName.containsKey(s.name()))
                && specs.stream().map(WeightSpec::name).distinct().count() == specs.size();
        List<Located> located = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            WeightSpec spec = specs.get(i);
            Entry entry = telling ? byName.getOrDefault(spec.name(), entries).get(0) : entries.get(i);
            located.add(new Located(spec, entry.dataset(), Quantized.of(spec, entry.dataset(), entry.among(all))));
        }
        return located;
    }

    private record Entry(String name, Hdf5Dataset dataset) {

        /** {@code lstm/lstm_cell/kernel:0} to {@code kernel}. */
        String lastName() {
            String last = name.substring(name.lastIndexOf('/') + 1);
            int colon = last.indexOf(':');
            return colon < 0 ? last : last.substring(0, colon);
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
