package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.config.Config;
import io.keratin.core.config.Dialect;
import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import io.keratin.core.layers.LayerRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read in another era's meaning is said, and graphs of old are read as Keras 3 writes them. */
class EraRulesTest {

    private final List<String> rules = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keras_1_lstm.h5 | bare list of layers",
                "keras_1_lstm.h5 | input shape taken from the first layer's options",
                "keras_1_lstm.h5 | LSTM as Keras 1 wrote it: output_dim as units",
                "keras_1_lstm.h5 | inner_activation as recurrent_activation",
                "keras_1_lstm.h5 | hard_sigmoid as Keras 1.2.2 computed it",
                "keras_1_lstm.h5 | put together from 12 arrays",
                "keras_1_gru.h5 | put together from 9 arrays",
                "keras_1_gru.h5 | GRU without reset_after: false",
                "keras_1_words.h5 | Convolution1D is read as Conv1D",
                "keras_1_words.h5 | nb_filter as filters",
                "keras_1_words.h5 | from (length, 1, in, out)",
                "keras_1_convolution1d_old.h5 | from (out, in, length, 1)",
                "keras_1_time_distributed_dense.h5 | TimeDistributedDense is read as Dense",
                "theano_1_convolution1d.h5 | turned round",
                "theano_2_conv1d.h5 | turned round",
                "cudnn_lstm.h5 | CuDNNLSTM is read as LSTM",
                "cudnn_lstm.h5 | kernels of a cuDNN layer transposed",
                "cudnn_lstm.h5 | biases of a cuDNN layer added",
                "cudnn_weights_gru.json | biases of a cuDNN layer as rows",
                "keras_2_classes.h5 | BatchNormalizationV1 is read as BatchNormalization",
                "keras_2_cells.h5 | GRUCell without recurrent_activation: hard_sigmoid",
                "time_major_lstm.h5 | the first axis of \"LSTM\" is time",
                "by_name.json | matched by the names of layers",
                "archive_2_13.keras | time_major: false dropped",
                "keras_1_merged.h5 | Sequential that begins with Merge is read as a graph",
                "keras_1_images.h5 | output_shape as output_padding",
                "keras_2_3_masked_images.h5 | masked steps of Bidirectional give what the step before them gave",
                "theano_1_same.h5 | Conv2D with padding same as Theano laid it",
                "theano_1_same.h5 | AveragePooling2D with padding same as Theano laid it",
                "keras_2_3_masked_images.h5 | UpSampling2D with interpolation bilinear as TensorFlow 1 laid it",
                "keras_2_without_version.json | hard_sigmoid",
            })
    void every_rule_is_in_the_report(String file, String rule) throws IOException {
        Fixtures.Case found = Fixtures.all().stream()
                .filter(c -> c.name().equals("eras/" + file.substring(0, file.lastIndexOf('.'))))
                .findFirst()
                .orElseThrow();
        assertThat(found.open().report().rules()).anyMatch(r -> r.contains(rule));
    }

    @ParameterizedTest
    @CsvSource({"ClassMethod, ragged", "InstanceMethod, ragged", "InstanceProperty, ragged", "Lambda, Python code"})
    void a_node_that_cannot_be_read_says_what_it_is_for(String className, String why) {
        Value.Fields entry = Value.fields("class_name", className, "config", Value.fields("name", "odd"));
        assertThatThrownBy(() -> LayerRegistry.keras().read(new Config(entry, "", Dialect.KERAS_2)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(className, "'odd'", why);
    }

    @Test
    void dropout_that_keras_2_never_switched_off_is_refused() {
        assertThatThrownBy(() -> keras2(
                        "Model",
                        "{\"name\": \"m\", \"layers\": ["
                                + "{\"name\": \"a\", \"class_name\": \"InputLayer\", \"config\": {\"name\": \"a\"}, \"inbound_nodes\": []},"
                                + "{\"name\": \"d\", \"class_name\": \"Dropout\", \"config\": {\"name\": \"d\", \"rate\": 0.5},"
                                + " \"inbound_nodes\": [[[\"a\", 0, 0, {\"training\": true}]]]}],"
                                + "\"input_layers\": [[\"a\", 0, 0]], \"output_layers\": [[\"d\", 0, 0]]}"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("layer 'd' is called with training = true");
    }

    @Test
    void calls_as_lists_become_calls_with_arguments() {
        Value.Fields graph = keras2(
                "Model",
                "{\"name\": \"m\", \"layers\": ["
                        + "{\"name\": \"a\", \"class_name\": \"InputLayer\", \"config\": {\"name\": \"a\"}, \"inbound_nodes\": []},"
                        + "{\"name\": \"h\", \"class_name\": \"InputLayer\", \"config\": {\"name\": \"h\"}, \"inbound_nodes\": []},"
                        + "{\"name\": \"gru\", \"class_name\": \"GRU\", \"config\": {\"name\": \"gru\", \"units\": 3},"
                        + " \"inbound_nodes\": [[[\"a\", 0, 0, {\"training\": false}], [\"h\", 0, 0, {}]]]},"
                        + "{\"name\": \"s\", \"class_name\": \"Sequential\", \"config\": {\"name\": \"s\", \"layers\": []},"
                        + " \"inbound_nodes\": [[[\"gru\", 0, 0, {}]], [[\"h\", 0, 0, {}]]]},"
                        + "{\"name\": \"add\", \"class_name\": \"Add\", \"config\": {\"name\": \"add\"},"
                        + " \"inbound_nodes\": [[[\"s\", 1, 0, {}], [\"s\", 2, 0, {}]]]}],"
                        + "\"input_layers\": [[\"a\", 0, 0], [\"h\", 0, 0]], \"output_layers\": [[\"add\", 0, 0]]}");
        assertThat(graph.get("class_name")).isEqualTo(Value.of("Functional"));
        String text = KerasModel.toJson(graph).replace(" ", "");
        assertThat(text)
                .contains("\"kwargs\":{\"training\":false,\"initial_state\":[" + tensor("h", 0) + "]}")
                .contains("{\"args\":[[" + tensor("s", 0) + "," + tensor("s", 1) + "]],\"kwargs\":{}}")
                .contains("\"output_layers\":[\"add\",0,0]")
                .contains("\"input_layers\":[[\"a\",0,0],[\"h\",0,0]]");
        assertThat(rules).contains("Model is read as Functional", "calls of layers as lists, as before Keras 3");
    }

    @Test
    void a_call_that_is_no_list_of_results_is_refused() {
        assertThatThrownBy(() -> keras2(
                        "Model",
                        "{\"layers\": [{\"name\": \"a\", \"class_name\": \"Dense\", \"config\": {\"name\": \"a\"},"
                                + " \"inbound_nodes\": [[[\"nobody\", 0, 0, {}]]]}],"
                                + " \"input_layers\": [], \"output_layers\": [[\"a\", 0, 0]]}"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("layer 'a'")
                .hasMessageContaining("nobody");
    }

    @Test
    void merge_is_the_layer_of_its_mode() {
        Value.Fields merged = keras1("Merge", "{\"name\": \"m\", \"mode\": \"concat\", \"concat_axis\": 1}");
        assertThat(merged)
                .isEqualTo(Value.fields("class_name", "Concatenate", "config", Value.fields("name", "m", "axis", 1)));
        assertThat(keras1("Merge", "{\"mode\": \"cos\", \"dot_axes\": 2}").get("class_name"))
                .isEqualTo(Value.of("Dot"));
        assertThat(rules).contains("Merge with mode concat is read as Concatenate");
    }

    @Test
    void options_of_images_are_renamed_too() {
        assertThat(keras1(
                                "Convolution2D",
                                "{\"nb_filter\": 4, \"nb_row\": 3, \"nb_col\": 2, \"subsample\": [1, 2],"
                                        + " \"border_mode\": \"same\", \"dim_ordering\": \"th\"}")
                        .get("config"))
                .isEqualTo(Value.fields(
                        "filters",
                        4,
                        "strides",
                        new int[] {1, 2},
                        "padding",
                        "same",
                        "kernel_size",
                        new int[] {3, 2},
                        "data_format",
                        "channels_first"));
    }

    @Test
    void an_old_batch_normalization_over_samples_is_refused() {
        assertThatThrownBy(() -> keras1("BatchNormalization", "{\"mode\": 1}"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("mode");
    }

    @Test
    void all_layers_of_an_old_file_that_are_refused_are_named_at_once() {
        String json =
                "{\"class_name\": \"Model\", \"keras_version\": \"1.2.2\", \"config\": {\"name\": \"m\", \"layers\": ["
                        + "{\"name\": \"a\", \"class_name\": \"InputLayer\", \"config\": {\"name\": \"a\","
                        + " \"batch_input_shape\": [null, 3]}, \"inbound_nodes\": []},"
                        + "{\"name\": \"b\", \"class_name\": \"BatchNormalization\", \"config\": {\"name\": \"b\", \"mode\": 1},"
                        + " \"inbound_nodes\": [[[\"a\", 0, 0]]]},"
                        + "{\"name\": \"c\", \"class_name\": \"Dropout\", \"config\": {\"name\": \"c\", \"p\": 0.5},"
                        + " \"inbound_nodes\": [[[\"b\", 0, 0, {\"training\": true}]]]},"
                        + "{\"name\": \"d\", \"class_name\": \"Strange\", \"config\": {\"name\": \"d\"},"
                        + " \"inbound_nodes\": [[[\"c\", 0, 0]]]}],"
                        + "\"input_layers\": [[\"a\", 0, 0]], \"output_layers\": [[\"d\", 0, 0]]}}";
        assertThatThrownBy(() -> KerasModel.open(ModelSource.of(json.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("'b'", "mode", "'c'", "training = true", "'d'", "Strange");
    }

    @Test
    void time_as_the_first_axis_is_refused_where_it_would_come_and_samples_would_go() {
        Value.Fields entry = keras2("LSTM", "{\"name\": \"l\", \"units\": 2, \"time_major\": true}");
        assertThatThrownBy(() -> LayerRegistry.keras().withOldLayers().read(new Config(entry, "", Dialect.KERAS_2)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("time_major without return_sequences");
    }

    @Test
    void options_of_tensorflow_that_keras_has_not_become_operations() {
        String graph = "{\"name\": \"m\", \"layers\": [{\"name\": \"a\", \"class_name\": \"InputLayer\","
                + " \"config\": {\"name\": \"a\"}, \"inbound_nodes\": []},"
                + "{\"class_name\": \"TFOpLambda\", \"name\": \"f\", \"config\": {\"name\": \"f\", \"function\": \"%s\"},"
                + " \"inbound_nodes\": [[\"a\", 0, 0, {%s}]]}],"
                + " \"input_layers\": [[\"a\", 0, 0]], \"output_layers\": [[\"f\", 0, 0]]}";
        assertThat(classes(String.format(graph, "math.cumsum", "\"axis\": 1, \"exclusive\": true, \"reverse\": true")))
                .containsExactly("InputLayer", "Flip", "Cumsum", "Subtract", "Flip");
        assertThat(classes(String.format(graph, "sort", "\"direction\": \"DESCENDING\"")))
                .containsExactly("InputLayer", "Sort", "Flip");
        assertThat(classes(String.format(graph, "argsort", "\"direction\": \"DESCENDING\"")))
                .containsExactly("InputLayer", "Negative", "Argsort");
    }

    /** The classes in a graph of tf.keras 2, as it is read. */
    private List<String> classes(String graph) {
        String json = KerasModel.toJson(applied("Functional", graph, "2.8.0"));
        return Pattern.compile("\"class_name\": \"([A-Z]\\w+)\"")
                .matcher(json)
                .results()
                .map(m -> m.group(1))
                .filter(name -> !name.equals("Functional"))
                .toList();
    }

    @Test
    void tuples_are_lists_and_a_size_may_be_written_as_a_real_number() {
        assertThat(keras1(
                                "Deconvolution2D",
                                "{\"nb_filter\": 2, \"nb_row\": 3.0, \"nb_col\": 2, \"subsample\": [2, 2], \"border_mode\": \"valid\","
                                        + " \"output_shape\": {\"class_name\": \"__tuple__\", \"items\": [null, 8, 7, 2]}}")
                        .get("config"))
                .asInstanceOf(InstanceOfAssertFactories.type(Value.Fields.class))
                .returns(Value.of(List.of(1, 1)), c -> c.get("output_padding"));
    }

    @Test
    void preprocessing_before_2_6_had_other_words() {
        assertThat(applied("CategoryEncoding", "{\"max_tokens\": 5, \"output_mode\": \"binary\"}", "2.4.0")
                        .get("config"))
                .isEqualTo(Value.fields("num_tokens", 5, "output_mode", "multi_hot"));
        assertThat(applied("Discretization", "{\"bins\": [0.5]}", "2.3.0-tf").get("config"))
                .isEqualTo(Value.fields("bin_boundaries", List.of(0.5)));
        assertThat(rules).contains("Discretization in the words of tf.keras before 2.6");
    }

    @Test
    void random_crop_of_keras_2_makes_images_smaller_in_predictions_too() {
        String config = "{\"name\": \"crop\", \"height\": 4, \"width\": 3, \"seed\": null}";
        assertThat(applied("RandomCrop", config, "2.9.0"))
                .isEqualTo(Value.fields(
                        "class_name",
                        "Resizing",
                        "config",
                        Value.fields("name", "crop", "height", 4, "width", 3, "crop_to_aspect_ratio", true)));
        assertThatThrownBy(() -> applied("RandomCrop", config, "2.5.0"))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("before 2.7");
    }

    @Test
    void a_slice_ends_where_the_graph_works_it_out() {
        String slice = "{\"class_name\": \"TensorFlowOpLayer\", \"name\": \"%s\", \"config\": {\"name\": \"%s\","
                + " \"node_def\": {\"op\": \"%s\", \"attr\": {%s}}, \"constants\": {%s}}, \"inbound_nodes\": [[%s]]}";
        String graph = "{\"name\": \"m\", \"layers\": [{\"name\": \"a\", \"class_name\": \"InputLayer\","
                + " \"config\": {\"name\": \"a\"}, \"inbound_nodes\": []},"
                + String.format(slice, "shape", "shape", "Shape", "", "", "[\"a\", 0, 0, {}]") + ","
                + String.format(
                        slice,
                        "size",
                        "size",
                        "StridedSlice",
                        "\"shrink_axis_mask\": {\"i\": \"1\"}",
                        "\"1\": [1], \"2\": [2], \"3\": [1]",
                        "[\"shape\", 0, 0, {}]")
                + ","
                + String.format(
                        slice,
                        "ends",
                        "ends",
                        "Pack",
                        "\"axis\": {\"i\": \"0\"}, \"N\": {\"i\": \"2\"}",
                        "\"0\": 0",
                        "[\"size\", 0, 0, {}]")
                + ","
                + String.format(
                        slice,
                        "part",
                        "part",
                        "StridedSlice",
                        "\"begin_mask\": {\"i\": \"3\"}, \"end_mask\": {\"i\": \"1\"}",
                        "\"1\": [0, 0], \"3\": [1, 1]",
                        "[\"a\", 0, 0, {}], [\"%s\", 0, 0, {}]")
                + "], \"input_layers\": [[\"a\", 0, 0]], \"output_layers\": [[\"part\", 0, 0]]}";
        assertThat(KerasModel.toJson(keras2("Model", String.format(graph, "ends"))))
                .contains("{\"start\": null, \"stop\": {\"__size__\": {\"of\":");
        assertThat(KerasModel.toJson(keras2("Model", String.format(graph, "a"))))
                .doesNotContain("__slice__")
                .contains("\"end\": {");
    }

    private static String tensor(String layer, int call) {
        return "{\"class_name\":\"__keras_tensor__\",\"config\":{\"shape\":null,\"dtype\":\"float32\",\"keras_history\":[\""
                + layer + "\"," + call + ",0]}}";
    }

    private Value.Fields keras1(String className, String config) {
        return applied(className, config, "1.2.2");
    }

    private Value.Fields keras2(String className, String config) {
        return applied(className, config, "2.2.4");
    }

    private Value.Fields applied(String className, String config, String version) {
        Value.Fields entry = Value.fields("class_name", className, "config", KerasModel.parseJson(config));
        return EraRules.apply(entry, new Document("", version, entry, null, null, null), rules);
    }
}
