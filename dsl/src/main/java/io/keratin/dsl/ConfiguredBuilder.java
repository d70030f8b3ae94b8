package io.keratin.dsl;

import io.keratin.core.config.Value;
import io.keratin.core.layers.LayerRegistry;
import java.util.Map;

/** A layer that is written down by its class name and a whole configuration. */
public final class ConfiguredBuilder extends OptionBuilder<ConfiguredBuilder> {

    ConfiguredBuilder(String className, Map<String, ?> options) {
        super(className);
        options.forEach(this::set);
        spec(new Names()); // says at once what is wrong
    }

    /** Keras 2's option {@code time_major} is a layer around the layer here. */
    @Override
    Value.Fields entry(String ofClass, Value.Fields config) {
        Value.Fields entry = super.entry(ofClass, config.without("time_major"));
        return Value.of(true).equals(config.get("time_major"))
                ? super.entry(LayerRegistry.TIME_MAJOR, Value.fields("layer", entry))
                : entry;
    }
}
