package io.keratin.core.layers;

import io.keratin.core.config.Config;
import io.keratin.core.config.Registry;
import io.keratin.core.config.Value;
import io.keratin.core.constraints.Constraint;
import io.keratin.core.constraints.Constraints;
import io.keratin.core.regularizers.Regularizer;
import io.keratin.core.regularizers.Regularizers;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Options of a layer that matter only in training (initializers, regularizers, constraints, dropout inside RNNs), kept
 * as the file or the user gave them. They change no prediction.
 *
 * @param options by Keras's key
 */
public record TrainingOptions(Map<String, Value> options) {

    /** None given: Keras's defaults. */
    public static final TrainingOptions NONE = new TrainingOptions(Map.of());

    /** A copy of the options that keeps their order. */
    public TrainingOptions {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /** Those of the keys that the configuration has. */
    public static TrainingOptions read(Config config, Set<String> keys) {
        return new TrainingOptions(config.keep(keys));
    }

    /** These options with one set or replaced. */
    public TrainingOptions with(String key, Value value) {
        Map<String, Value> copy = new LinkedHashMap<>(options);
        copy.put(key, value);
        return new TrainingOptions(copy);
    }

    /** A layer's configuration with these options added. */
    public Value.Fields addTo(Value.Fields config) {
        Map<String, Value> all = new LinkedHashMap<>(config.fields());
        all.putAll(options);
        return new Value.Fields(all);
    }

    /** The regularizer of a weight's or the outputs' option, as in {@code kernel} of {@code kernel_regularizer}; null for none. */
    public @Nullable Regularizer regularizer(String of) {
        return read(Regularizers.keras(), of + "_regularizer");
    }

    /** The constraint of a weight's option, as in {@code kernel} of {@code kernel_constraint}; null for none. */
    public @Nullable Constraint constraint(String of) {
        return read(Constraints.keras(), of + "_constraint");
    }

    private <T> @Nullable T read(Registry<T> registry, String key) {
        Value value = options.get(key);
        return value == null || value == Value.Nothing.NULL ? null : registry.read(value, key);
    }
}
