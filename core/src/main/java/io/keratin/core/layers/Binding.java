package io.keratin.core.layers;

import io.keratin.core.kernels.Kernels;
import io.keratin.core.tensor.Shape;
import java.util.List;

/** What a layer is bound to: the shapes it was built for, its weights, the kernels that will run it. */
public final class Binding {

    private final List<Shape> inputs;
    private final Parameters parameters;
    private final String prefix;
    private final Kernels kernels;

    /** The binding of a layer whose weights are {@code parameters}. */
    public Binding(List<Shape> inputs, Parameters parameters, Kernels kernels) {
        this(inputs, parameters, "", kernels);
    }

    private Binding(List<Shape> inputs, Parameters parameters, String prefix, Kernels kernels) {
        this.inputs = List.copyOf(inputs);
        this.parameters = parameters;
        this.prefix = prefix;
        this.kernels = kernels;
    }

    /** Shapes that the layer was built for; open dimensions stay open. */
    public List<Shape> inputs() {
        return inputs;
    }

    /** The only input's shape. */
    public Shape input() {
        return inputs.get(0);
    }

    /** The kernels. */
    public Kernels kernels() {
        return kernels;
    }

    /** The values of a weight in Keras's layout, row-major; not a copy, not to be modified. */
    public float[] weight(String key) {
        return parameters.get(prefix + key);
    }

    /** The values of a weight that may be absent by configuration: zeros of this length then. */
    public float[] weightOrZeros(String key, boolean present, int length) {
        return present ? weight(key) : new float[length];
    }

    /** Binds a part of this layer whose weights have the owner path {@code owner}. */
    public BoundLayer inner(String owner, NamedLayer layer, List<Shape> innerInputs) {
        String inner = owner.isEmpty() ? prefix : prefix + owner + "/";
        return new BoundLayer(layer, layer.spec().bind(new Binding(innerInputs, parameters, inner, kernels)));
    }

    /** This binding with other kernels. */
    public Binding on(Kernels other) {
        return new Binding(inputs, parameters, prefix, other);
    }
}
