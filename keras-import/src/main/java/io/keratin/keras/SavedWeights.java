package io.keratin.keras;

import io.keratin.core.Model;
import io.keratin.core.layers.IndexLookup;
import io.keratin.core.layers.LayerSpec.Part;
import io.keratin.core.layers.ModelSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Parameters;
import io.keratin.core.layers.TextVectorization;
import io.keratin.core.layers.WeightSpec;
import io.keratin.core.tensor.Shape;
import io.keratin.keras.container.ElementType;
import io.keratin.keras.hdf5.Elements;
import io.keratin.keras.hdf5.NewGroup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a model in the layout of {@code model.weights.h5}, see {@link SlotWeights}: each layer has a group of variables,
 * which bears its name and is empty where it has none.
 */
final class SavedWeights {

    private static final String NAME = "name";

    private final Parameters parameters;
    private final NewGroup root = new NewGroup();

    /** How many variables each owner has so far. */
    private final Map<String, Integer> counts = new HashMap<>();

    private SavedWeights(Parameters parameters) {
        this.parameters = parameters;
    }

    /** The weights; each is asked for when it is written. */
    static NewGroup of(Model model) {
        SavedWeights all = new SavedWeights(model.parameters());
        all.add("", model.spec(), model.inputShapes());
        return all.root;
    }

    private void add(String path, NamedLayer layer, List<Shape> inputs) {
        vars(path).attribute(NAME, layer.name());
        if (layer.spec() instanceof ModelSpec model) {
            for (int i = 0; i < model.slots().size(); i++) {
                vars(below(path, model.slots().get(i)))
                        .attribute(NAME, model.layers().get(i).name());
            }
        }
        if (layer.spec() instanceof IndexLookup lookup) {
            addTerms(path, lookup);
        } else if (layer.spec() instanceof TextVectorization texts) {
            addTerms(path, texts.lookup());
            addTerms(below(path, "_lookup_layer"), texts.lookup());
        }
        List<Part> parts = layer.spec().parts(inputs);
        List<WeightSpec> weights = layer.spec().weights(inputs);
        for (WeightSpec weight : weights) {
            if (parts.stream().noneMatch(part -> isIn(weight, part))) {
                copies(path, weight, layer, weights, parts);
                add(below(path, weight.owner()), weight, path, layer.sourceDtype());
            }
        }
        for (Part part : parts) {
            add(below(path, part.owner()), part.layer(), part.inputs());
        }
    }

    /** The weights of a vocabulary's terms, which Keras asks for even where the configuration has them. */
    private void addTerms(String path, IndexLookup lookup) {
        float[] idf = lookup.idf();
        if (idf != null) {
            vars(path)
                    .dataset(
                            Assets.IDF_WEIGHTS,
                            ElementType.FLOAT32,
                            Shape.of(idf.length),
                            () -> Elements.of(ElementType.FLOAT32, idf));
        }
    }

    /** What files repeat before a weight: the first ones of the layer inside. */
    private void copies(String path, WeightSpec weight, NamedLayer layer, List<WeightSpec> all, List<Part> parts) {
        List<WeightSpec> inside = new ArrayList<>();
        all.stream().filter(w -> parts.stream().anyMatch(p -> isIn(w, p))).forEach(inside::add);
        for (int i = 0; i < weight.storage().copiesBefore(); i++) {
            add(below(path, weight.owner()), inside.get(i), path, layer.sourceDtype());
        }
    }

    private void add(String owner, WeightSpec weight, String path, String policy) {
        String key = below(path, weight.key());
        ElementType type = type(policy, weight);
        int index = counts.merge(owner, 1, Integer::sum) - 1;
        vars(owner)
                .dataset(Integer.toString(index), type, weight.shape(), () -> Elements.of(type, parameters.get(key)));
    }

    private NewGroup vars(String path) {
        return root.group(below(path, "vars"));
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : name.isEmpty() ? path : path + "/" + name;
    }

    private static boolean isIn(WeightSpec weight, Part part) {
        return weight.owner().equals(part.owner()) || weight.owner().startsWith(part.owner() + "/");
    }

    /** The type of a layer's variables: that of its policy, but float32 where it computes in less. */
    private static ElementType type(String policy, WeightSpec weight) {
        ElementType type = ElementType.forDtype(policy);
        return weight.storage().count()
                ? ElementType.INT64
                : type == null || type.isInteger() ? ElementType.FLOAT32 : type;
    }
}
