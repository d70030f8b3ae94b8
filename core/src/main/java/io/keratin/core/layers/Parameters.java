package io.keratin.core.layers;

import io.keratin.core.error.ShapeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The values of a model's weights in Keras's order and layout. */
public final class Parameters {

    private final List<WeightSpec> specs;
    private final Map<String, float[]> values = new LinkedHashMap<>();

    /**
     * Weights with their values, which are not copied.
     *
     * @throws ShapeException if a value has another length than its weight
     */
    public Parameters(List<WeightSpec> specs, List<float[]> values) {
        this.specs = List.copyOf(specs);
        if (values.size() != specs.size()) {
            throw new ShapeException("the model has " + specs.size() + " weights, got " + values.size());
        }
        for (int i = 0; i < specs.size(); i++) {
            WeightSpec spec = specs.get(i);
            if (values.get(i).length != spec.count()) {
                throw new ShapeException("weight " + spec.key() + " has shape " + spec.shape() + ", that is "
                        + spec.count() + " values, got " + values.get(i).length);
            }
            if (this.values.put(spec.key(), values.get(i)) != null) {
                throw new IllegalArgumentException("two weights named " + spec.key());
            }
        }
    }

    /** Freshly initialised weights, the same for the same seed. */
    public static Parameters initial(List<WeightSpec> specs, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<float[]> values = new ArrayList<>();
        for (WeightSpec spec : specs) {
            values.add(spec.initializer().create(spec.shape(), random.split()));
        }
        return new Parameters(specs, values);
    }

    /** The weights, in Keras's order. */
    public List<WeightSpec> specs() {
        return specs;
    }

    /** The values of the weight with this key, row-major; not a copy. */
    public float[] get(String key) {
        float[] v = values.get(key);
        if (v == null) {
            throw new IllegalArgumentException("no weight " + key + "; there are " + values.keySet());
        }
        return v;
    }
}
