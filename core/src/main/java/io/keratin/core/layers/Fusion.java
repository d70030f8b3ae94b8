package io.keratin.core.layers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Layers that do what the layers behind them would do: a convolution ends with the normalisation and the activation that follow it,
 * while its result is still in the cache. What has been done already is left as a view.
 */
final class Fusion {

    /** A layer whose output is its input. */
    static final Layer VIEW = call -> {
        call.output(0, call.input());
        return Step.NOTHING;
    };

    private final Map<Integer, BoundLayer> bound;

    /** Behind which layer a view stands, and all views between are. */
    private final Map<Integer, Integer> behind = new HashMap<>();

    /** Of layers under any numbers; they are modified. */
    Fusion(Map<Integer, BoundLayer> bound) {
        this.bound = bound;
    }

    /** Layers one after another with what can be joined. */
    static List<BoundLayer> ofChain(List<BoundLayer> layers) {
        TreeMap<Integer, BoundLayer> bound = new TreeMap<>();
        layers.forEach(layer -> bound.put(bound.size(), layer));
        Fusion fusion = new Fusion(bound);
        for (int i = 1; i < layers.size(); i++) {
            fusion.join(i - 1, i);
        }
        return new ArrayList<>(bound.values());
    }

    /** Lets a layer do what the next one does, if they are of the kinds; the next one must be the only reader of its result. */
    void join(int first, int next) {
        int maker = behind.getOrDefault(first, first);
        BoundLayer made = bound.get(maker);
        BoundLayer following = bound.get(next);
        if (made == null || following == null) {
            return;
        }
        if (following.layer() == VIEW) {
            behind.put(next, maker);
        } else if (made.layer() instanceof FusableLayer layer
                && following.layer() instanceof RowwiseLayer rowwise
                && layer.takes(rowwise)) {
            bound.put(maker, new BoundLayer(made.named(), layer.then(rowwise), made.learns()));
            bound.put(next, new BoundLayer(following.named(), VIEW, following.learns()));
            behind.put(next, maker);
        }
    }
}
