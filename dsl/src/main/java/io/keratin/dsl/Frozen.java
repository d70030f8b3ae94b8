package io.keratin.dsl;

import io.keratin.core.layers.Functional;
import io.keratin.core.layers.LayerSpec;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import java.util.List;

/** Files keep the attribute of the layers inside, not a model's own, so it is handed down as Keras's setter does. */
final class Frozen {

    private Frozen() {}

    static Sequential model(Sequential chain) {
        return new Sequential(chain.input(), all(chain.layers()));
    }

    static Functional model(Functional graph) {
        return new Functional(
                all(graph.operations()),
                graph.nodes(),
                graph.entries(),
                graph.inputForm(),
                graph.results(),
                graph.outputForm());
    }

    private static List<NamedLayer> all(List<NamedLayer> layers) {
        return layers.stream()
                .map(l -> new NamedLayer(l.name(), inside(l.spec()), false, l.dtype()))
                .toList();
    }

    private static LayerSpec inside(LayerSpec spec) {
        return spec instanceof Sequential chain ? model(chain) : spec instanceof Functional graph ? model(graph) : spec;
    }
}
