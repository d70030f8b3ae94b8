package io.keratin.dsl;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.LayerSpec;
import org.jspecify.annotations.Nullable;

/**
 * A layer that is written down as its configuration, and read from there: what it does not know is refused.
 *
 * @param <B> the layer's own builder
 */
public abstract sealed class OptionBuilder<B extends OptionBuilder<B>> extends LayerBuilder<B>
        permits CategoryBuilder, ConfiguredBuilder, ImageBuilder, LookupBuilder, SpectrogramBuilder {

    private final String className;
    private Value.Fields options = Value.fields();

    OptionBuilder(String className) {
        this.className = className;
    }

    /** Sets an option under Keras's key. */
    final B set(String key, @Nullable Object value) {
        options = options.with(key, Value.of(value));
        return self();
    }

    /** A number, whole where it is whole, as Python writes it. */
    static Value number(double x) {
        return x == Math.rint(x) && Math.abs(x) < 1e9 ? Value.of((int) x) : Value.of(x);
    }

    /** The layer as a file holds it. */
    Value.Fields entry(String ofClass, Value.Fields config) {
        return Value.fields("class_name", ofClass, "config", config);
    }

    @Override
    LayerSpec spec(Names names) {
        Value.Fields entry = entry(className, options);
        try {
            return LayerRegistry.keras()
                    .withOldLayers()
                    .read(new Config(entry, "", Dialect.KERAS_3))
                    .spec();
        } catch (ModelFormatException e) {
            throw new IllegalArgumentException(className + ": " + e.getMessage(), e);
        }
    }
}
