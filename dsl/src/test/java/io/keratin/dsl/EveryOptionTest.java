package io.keratin.dsl;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.layers.LayerRegistry;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The DSL against the list of options that every layer has in the real Keras. */
class EveryOptionTest {

    /** What cannot be written, and why that loses nothing. */
    private static final Set<String> NOT_WRITTEN = Set.of(
            "Dense.quantization_config", // quantised weights are decoded
            "EinsumDense.quantization_config",
            "Embedding.quantization_config",
            "ReversibleEmbedding.quantization_config",
            "IntegerLookup.vocabulary_size", // the vocabulary says it
            "StringLookup.vocabulary_size",
            "TextVectorization.vocabulary_size",
            "TextVectorization.ragged", // only rectangular tensors are supported
            "InputLayer.sparse", // only dense inputs are supported
            "InputLayer.ragged",
            "InputLayer.optional",
            "Sequential.build_input_shape"); // the input layer says it

    /** What Keras refuses beside another option. */
    private static final Set<String> NOT_TOGETHER = Set.of(
            "Conv1D.dilation_rate", // with strides
            "Conv2D.dilation_rate",
            "Conv3D.dilation_rate",
            "ConvLSTM1D.dilation_rate",
            "ConvLSTM2D.strides", // with dilation_rate
            "ConvLSTM3D.dilation_rate",
            "Conv1DTranspose.dilation_rate",
            "Conv2DTranspose.dilation_rate",
            "Conv3DTranspose.dilation_rate",
            "Resizing.crop_to_aspect_ratio", // with pad_to_aspect_ratio
            "Resizing.fill_mode", // with anything but constant
            "IntegerLookup.invert", // with any output mode but int
            "IntegerLookup.vocabulary_dtype", // anything but int64
            "StringLookup.invert",
            "TextVectorization.output_sequence_length");

    /** A graph has no options: what it consists of is written with its layers. */
    private static final String GRAPH = "Functional";

    static Set<String> classNames() {
        Set<String> names = LayerRegistry.keras().classNames();
        names.remove(GRAPH);
        return names;
    }

    @Test
    void every_layer_that_can_be_read_can_be_written() {
        assertThat(EveryLayer.withDefaults().keySet()).isEqualTo(classNames());
        assertThat(EveryLayer.withEveryOption().keySet()).isEqualTo(classNames());
        assertThat(options().keySet()).isEqualTo(classNames());
    }

    @ParameterizedTest
    @MethodSource("classNames")
    void every_option_can_be_set(String className) {
        NamedLayer layer = named(EveryLayer.withEveryOption(), className);
        Value.Fields config = config(layer);
        assertThat(layer.spec().exportedName()).isEqualTo(className);
        options(className).forEach((key, standard) -> {
            if (NOT_WRITTEN.contains(className + "." + key)) {
                assertThat(config.get(key)).isIn(null, new Value.Flag(false));
            } else if (!NOT_TOGETHER.contains(className + "." + key)) {
                assertThat(config.fields()).as("%s.%s", className, key).containsKey(key);
                assertThat(String.valueOf(config.get(key)))
                        .as("%s.%s", className, key)
                        .isNotEqualTo(standard);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("classNames")
    void defaults_are_those_of_keras(String className) {
        Value.Fields config = config(named(EveryLayer.withDefaults(), className));
        options(className).forEach((key, standard) -> {
            Value ours = config.get(key);
            if (ours == null || ours instanceof Value.Fields || key.equals("name") || key.equals("dtype")) {
                return; // objects that are absent until they are given, names and policies
            }
            if (ours instanceof Value.Real real) {
                assertThat((float) real.number()).as("%s.%s", className, key).isEqualTo(Float.parseFloat(standard));
            } else if (!key.equals("layers") && !key.equals("cells")) {
                assertThat(ours.toString()).as("%s.%s", className, key).isEqualTo(standard);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("classNames")
    void the_configuration_gives_the_same_record(String className) {
        for (NamedLayer layer : new NamedLayer[] {
            named(EveryLayer.withEveryOption(), className), named(EveryLayer.withDefaults(), className)
        }) {
            Config entry = new Config(layer.entry(), "layer", Dialect.KERAS_3);
            // a Sequential's own attribute is forgotten when it is read; the layers inside have theirs
            boolean trainable = layer.trainable() || layer.spec() instanceof Sequential;
            assertThat(LayerRegistry.keras().read(entry))
                    .isEqualTo(new NamedLayer(layer.name(), layer.spec(), trainable, layer.dtype()));
        }
    }

    private static NamedLayer named(Map<String, NamedLayer> layers, String className) {
        return Objects.requireNonNull(layers.get(className), className);
    }

    private static Map<String, String> options(String className) {
        return Objects.requireNonNull(options().get(className), className);
    }

    private static Value.Fields config(NamedLayer layer) {
        return layer.entry().get("config") instanceof Value.Fields f ? f : Value.fields();
    }

    /** Class to option to Keras's default, as JSON. */
    private static Map<String, Map<String, String>> options() {
        Map<String, Map<String, String>> all = new TreeMap<>();
        for (String[] row : Recorded.table("layer_options.txt")) {
            all.computeIfAbsent(row[0], c -> new TreeMap<>()).put(row[1], row[2]);
        }
        return all;
    }
}
