package io.keratin.core.summary;

import static io.keratin.core.summary.SummaryModels.article;
import static io.keratin.core.summary.SummaryModels.frozenIf;
import static io.keratin.core.summary.SummaryModels.longNames;
import static io.keratin.core.summary.SummaryModels.named;
import static io.keratin.core.summary.SummaryModels.nested;
import static io.keratin.core.summary.SummaryModels.sequential;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.layers.Dense;
import io.keratin.core.layers.NamedLayer;
import io.keratin.core.layers.Sequential;
import io.keratin.core.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Against the texts that {@code summary/record.py} took from the real Keras. */
class SummaryTest {

    private static final SummaryOptions COLUMNS_120 = SummaryOptions.DEFAULTS.withColumns(120);
    private static final SummaryOptions EXPANDED = COLUMNS_120.withExpandNested(true);
    private static final Value ADAM = Value.fields("class_name", "Adam", "config", Value.fields());

    /** A summary under the name of the file that holds what Keras printed. */
    private static Map<String, String> summaries() {
        Map<String, String> texts = new TreeMap<>();
        texts.put("wide", Summary.text(article(), COLUMNS_120));
        texts.put("columns_80", Summary.text(article(), SummaryOptions.DEFAULTS));
        texts.put("ascii", Summary.text(article(), COLUMNS_120.withAscii(true)));
        texts.put("line_longer_than_terminal", Summary.text(article(), SummaryOptions.DEFAULTS.withLineLength(100)));
        texts.put("nested_closed", Summary.text(nested(true), COLUMNS_120));
        texts.put("nested_expanded", Summary.text(nested(true), EXPANDED));
        texts.put("nested_expanded_80", Summary.text(nested(true), EXPANDED.withColumns(80)));
        texts.put("nested_frozen", Summary.text(nested(false), EXPANDED.withShowTrainable(true)));
        texts.put("whole_model_frozen", Summary.text(frozenIf(true, nested(true)), EXPANDED.withShowTrainable(true)));
        texts.put("frozen", Summary.text(SummaryModels.frozen(), SummaryOptions.DEFAULTS.withShowTrainable(true)));
        texts.put("unbuilt", Summary.text(SummaryModels.unbuilt(), EXPANDED.withShowTrainable(true)));
        texts.put("input_of_the_first_layer", Summary.text(SummaryModels.inputOfTheFirstLayer(), EXPANDED));
        texts.put(
                "long_names_40",
                Summary.text(longNames(), EXPANDED.withColumns(44).withLineLength(40)));
        texts.put(
                "long_names_60",
                Summary.text(longNames(), EXPANDED.withColumns(64).withShowTrainable(true)));
        texts.put("long_names_20", Summary.text(longNames(), EXPANDED.withColumns(24)));
        texts.put("stateful", Summary.text(SummaryModels.stateful(), COLUMNS_120));
        texts.put("big", Summary.text(SummaryModels.big(), SummaryOptions.DEFAULTS));
        texts.put("types", Summary.text(SummaryModels.types(), SummaryOptions.DEFAULTS));
        texts.put("no_layers", Summary.text(sequential(Shape.batch(3)), COLUMNS_120));
        NamedLayer half = halfFrozenArticle();
        texts.put(
                "compiled",
                Summary.text(half, LoadedOptimizer.ofKeras(ADAM, half).orElseThrow(), COLUMNS_120));
        texts.put(
                "compiled_h5",
                Summary.text(article(), LoadedOptimizer.ofLegacyH5(ADAM, true).orElseThrow(), COLUMNS_120));
        return texts;
    }

    private static NamedLayer halfFrozenArticle() {
        Sequential chain = (Sequential) article().spec();
        List<NamedLayer> layers = new ArrayList<>(chain.layers());
        layers.set(1, frozenIf(true, layers.get(1)));
        return named("sequential", new Sequential(chain.input(), layers));
    }

    @TestFactory
    Stream<DynamicTest> the_text_is_that_of_keras() {
        return summaries().entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> assertThat(e.getValue())
                        .isEqualTo(Files.readString(folder().resolve(e.getKey() + ".txt")))));
    }

    @Test
    void every_recorded_text_is_compared() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            assertThat(files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".txt")))
                    .isNotEmpty()
                    .allSatisfy(f -> assertThat(summaries()).containsKey(f.replace(".txt", "")));
        }
    }

    @Test
    void a_model_prints_itself_in_one_piece() {
        Model model = Model.initialized(article(), 1);
        List<String> printed = new ArrayList<>();
        model.summary(COLUMNS_120, printed::add);
        assertThat(printed).containsExactly(summaries().get("wide"));

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.summary(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("Model: \"sequential\"", "48,896", " Total params: 203,690 (795.66 KB)");
    }

    @Test
    void a_compiled_model_shows_its_optimizer() {
        Model model = Model.initialized(article(), 1);
        OptimizerVariables adam = LoadedOptimizer.ofKeras(ADAM, model.spec()).orElseThrow();
        List<String> printed = new ArrayList<>();
        model.withOptimizer(adam).summary(printed::add);
        assertThat(adam.count()).isEqualTo(2 * model.countParams() + 2);
        assertThat(printed.get(0)).endsWith(" Optimizer params: 407,382 (1.55 MB)\n");
        assertThat(model.optimizer()).isEmpty();
    }

    @Test
    void a_line_without_room_for_the_columns_is_refused() {
        assertThatThrownBy(() -> Summary.text(article(), COLUMNS_120.withLineLength(12)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("summary: 3 columns do not fit into a line of 12 characters");
    }

    @Test
    void a_layer_is_not_a_model() {
        assertThatThrownBy(() -> Summary.text(named("dense", new Dense(2)), COLUMNS_120))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("summary: expected a model, found the layer 'dense' (Dense)");
    }

    @Test
    void a_name_cannot_steer_the_terminal() {
        NamedLayer model = sequential(Shape.batch(3), named("\u001b[31mred\u009b2J\n", new Dense(1)));
        assertThat(Summary.text(model, SummaryOptions.DEFAULTS)).contains("│ ?[31mred?2J? (Dense) ");
    }

    private static Path folder() {
        URL script = Objects.requireNonNull(SummaryTest.class.getResource("/summary/record.py"));
        try {
            return Objects.requireNonNull(Path.of(script.toURI()).getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
