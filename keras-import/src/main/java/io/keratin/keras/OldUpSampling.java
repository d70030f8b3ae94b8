package io.keratin.keras;

import io.keratin.core.config.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code UpSampling2D(interpolation="bilinear")} of Keras before tf.keras 2: TensorFlow 1 laid the first of the new places on the
 * first of the old ones, where TensorFlow 2 and Keras 3 lay middles on middles. Between x[k] and x[k + 1] there are s places, the j-th with x[k] (1 -
 * j/s) + x[k + 1] j/s: the mean of s neighbours, from that place on, of values that are repeated s times.
 */
final class OldUpSampling {

    private OldUpSampling() {}

    static boolean isOne(String className, Value.Fields config) {
        return className.equals("UpSampling2D") && Value.of("bilinear").equals(config.get("interpolation"));
    }

    static Value.Fields of(Value.Fields entry, Value.Fields config) {
        String name = Nodes.name(entry.with("config", config));
        List<Integer> given = Keras1.integers(config.get("size"));
        List<Integer> sizes =
                given.isEmpty() ? List.of(2, 2) : given.size() == 1 ? List.of(given.get(0), given.get(0)) : given;
        boolean first = Value.of("channels_first").equals(config.get("data_format"));
        List<Value> padding = new ArrayList<>(List.of(Value.of(List.of(0, 0)), Value.of(List.of(0, 0))));
        for (int i = 0; i < sizes.size(); i++) {
            padding.add((first ? 2 : 1) + i, Value.of(List.of(0, sizes.get(i) - 1)));
        }
        Value.Fields repeated =
                Value.fields("class_name", "UpSampling2D", "config", config.with("interpolation", Value.of("nearest")));
        Value.Fields mean = Value.fields("pool_size", sizes, "strides", List.of(1, 1), "padding", "valid");
        Value format = config.get("data_format");
        Value.Fields pool = Value.fields(
                "class_name", "AveragePooling2D", "config", format == null ? mean : mean.with("data_format", format));
        return Nodes.model(
                entry,
                name,
                List.of(
                        Nodes.input(name + "_input", 4),
                        Nodes.layer(repeated, name + "_repeated", name + "_input"),
                        Nodes.operation(
                                "Pad",
                                name + "_padding",
                                Value.fields("pad_width", padding, "mode", "symmetric"),
                                name + "_repeated",
                                Map.of()),
                        Nodes.layer(pool, name, name + "_padding")));
    }
}
