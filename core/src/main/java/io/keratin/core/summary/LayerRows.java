package io.keratin.core.summary;

import io.keratin.core.layers.Flatten;
import io.keratin.core.layers.InputLayer;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Permute;
import io.keratin.core.layers.RepeatVector;
import io.keratin.core.layers.Sequential;
import io.keratin.core.layers.WeightlessLayer;
import io.keratin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a summary: a model's layers, on demand with those of nested models below them. */
final class LayerRows {

    private final boolean expandNested;
    private final List<LayerRow> rows = new ArrayList<>();

    private LayerRows(boolean expandNested) {
        this.expandNested = expandNested;
    }

    /** One row for each layer of the chain but its input. */
    static List<LayerRow> of(Sequential chain, boolean trainable, boolean expandNested) {
        LayerRows all = new LayerRows(expandNested);
        all.chain(chain, null, 0, !trainable);
        return List.copyOf(all.rows);
    }

    /** What the layers of a nested chain show are the shapes of its own input, not of the data that the outer model sends. */
    private void chain(Sequential chain, @Nullable Shape given, int depth, boolean frozen) {
        Shape x = inputShape(chain, given);
        List<Shape> shapes = x == null ? List.of() : chain.shapes(x);
        for (int i = 0; i < chain.layers().size(); i++) {
            layer(chain.layers().get(i), x == null ? null : shapes.get(i), depth, frozen);
        }
    }

    private void layer(NamedLayer layer, @Nullable Shape given, int depth, boolean outerFrozen) {
        LayerSpec spec = layer.spec();
        Shape in = given == null && spec instanceof Sequential s ? inputShape(s, null) : given;
        boolean trainable = layer.trainable() && !outerFrozen;
        if (in == null) {
            boolean built = isBuiltAtOnce(spec);
            rows.add(new LayerRow(depth, layer.name(), spec.className(), List.of(), built, List.of(), trainable));
        } else {
            List<Shape> outputs = spec.outputShapes(List.of(in));
            List<ModelWeight> weights = ModelWeight.of(layer, in, outerFrozen);
            rows.add(new LayerRow(depth, layer.name(), spec.className(), outputs, true, weights, trainable));
        }
        if (expandNested && spec instanceof Sequential s) {
            chain(s, in, depth + 1, !trainable);
        }
    }

    /** Its own, else that of the data it is given; a chain that begins with a nested one takes over that one's. */
    private static @Nullable Shape inputShape(Sequential chain, @Nullable Shape given) {
        InputLayer own = chain.inputLayer();
        if (own != null) {
            return own.shape();
        }
        boolean nestedFirst = given == null
                && !chain.layers().isEmpty()
                && chain.layers().get(0).spec() instanceof Sequential;
        return nestedFirst ? inputShape((Sequential) chain.layers().get(0).spec(), null) : given;
    }

    /** Keras's layers without weights say that they are built as soon as they are made, all but these three. */
    private static boolean isBuiltAtOnce(LayerSpec spec) {
        return spec instanceof WeightlessLayer
                && !(spec instanceof Flatten || spec instanceof Permute || spec instanceof RepeatVector);
    }
}
