package io.keratin.core.graph;

import io.keratin.core.layers.Draws;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a plan for training has besides its steps: gradients, one array for each storage through which a trainable weight (or an input,
 * where its gradient is asked for) reaches the outputs, so that views of a storage share it; and which pass it is.
 */
final class Tape {

    private static final float[] NOT_YET = {};

    private final IdentityHashMap<Object, float[]> gradients = new IdentityHashMap<>();
    private final List<float[]> all = new ArrayList<>();
    private final Set<String> refused = new LinkedHashSet<>();
    private final Draws.Pass pass = new Draws.Pass();
    private double scale = 1;

    /** From here on the storage has a gradient, which is made as soon as somebody asks for it. */
    void want(Tensor tensor) {
        if (tensor.storage() instanceof float[]) {
            gradients.putIfAbsent(tensor.storage(), NOT_YET);
        }
    }

    boolean wants(Tensor tensor) {
        return gradients.containsKey(tensor.storage());
    }

    float @Nullable [] gradient(Tensor tensor) {
        float[] gradient = gradients.get(tensor.storage());
        if (gradient == NOT_YET) {
            gradient = new float[tensor.floats().length];
            gradients.put(tensor.storage(), gradient);
            all.add(gradient);
        }
        return gradient;
    }

    /** Before each pass: nothing has been summed yet. */
    void clear() {
        for (int i = 0; i < all.size(); i++) {
            Arrays.fill(all.get(i), 0);
        }
    }

    void refuse(NamedLayer layer) {
        refused.add(layer.toString());
    }

    /** Names all layers at once that cannot be trained through. */
    void check() {
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException("the model cannot be trained: no gradient is known of "
                    + String.join(", ", refused) + ", through which trainable weights act on the outputs");
        }
    }

    Draws.Pass pass() {
        return pass;
    }

    /** What the loss is multiplied with in this pass. */
    double scale() {
        return scale;
    }

    void scale(double value) {
        scale = value;
    }
}
