package io.keratin.keras;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.error.ModelFormatException.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Preprocessing layers of tf.keras 2, which had other names for their options before 2.6 and cropped in predictions too. */
final class EarlyPreprocessing {

    /** A layer's options by their names before 2.6. */
    private static final Map<String, Map<String, String>> RENAMED = Map.of(
            "Discretization", Map.of("bins", "bin_boundaries"),
            "CategoryEncoding", Map.of("max_tokens", "num_tokens"),
            "IntegerLookup", Map.of("max_values", "max_tokens", "mask_value", "mask_token", "oov_value", "oov_token"));

    private static final Set<String> ENCODING =
            Set.of("CategoryEncoding", "IntegerLookup", "StringLookup", "TextVectorization");

    private static final Map<String, String> MODES = Map.of("binary", "multi_hot", "tf-idf", "tf_idf");

    /** Versions whose RandomCrop laid images out in a way of its own. */
    private static final Pattern BEFORE_2_7 = Pattern.compile("2\\.[0-6]\\..*");

    private EarlyPreprocessing() {}

    static Value.Fields options(String className, Value.Fields config, Set<String> applied) {
        Map<String, String> names = RENAMED.getOrDefault(className, Map.of());
        Map<String, Value> out = new LinkedHashMap<>();
        config.fields().forEach((key, value) -> {
            String name = names.getOrDefault(key, key);
            boolean mode = key.equals("output_mode") && ENCODING.contains(className) && value instanceof Value.Text;
            out.put(
                    name,
                    mode
                            ? Value.of(MODES.getOrDefault(((Value.Text) value).text(), ((Value.Text) value).text()))
                            : value);
        });
        if (!out.equals(config.fields())) {
            applied.add(className + " in the words of tf.keras before 2.6");
        }
        return new Value.Fields(out);
    }

    /** What the layer computes in a prediction. */
    static Value.Fields randomCrop(Value.Fields entry, Value.Fields config, String version, String path) {
        if (BEFORE_2_7.matcher(version).matches()) {
            throw new ModelFormatException(
                    Kind.UNSUPPORTED,
                    path,
                    "RandomCrop of tf.keras before 2.7, which resized and cropped in predictions, is not opened; take it"
                            + " out of the model");
        }
        return entry.with("class_name", Value.of("Resizing"))
                .with("config", config.without("seed").with("crop_to_aspect_ratio", Value.of(true)));
    }
}
