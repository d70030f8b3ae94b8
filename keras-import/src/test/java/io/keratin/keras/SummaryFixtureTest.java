package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.config.Value;
import io.keratin.core.summary.Summary;
import io.keratin.core.summary.SummaryOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The summary of a loaded file is, to the character, what Keras prints for it. */
class SummaryFixtureTest {

    private static final Path FOLDER = Fixtures.ROOT.resolve("summary");
    private static final int MODELS_AT_LEAST = 12;

    @Test
    void there_are_recorded_models() throws IOException {
        assertThat(cases().stream().map(Case::model).distinct()).hasSizeGreaterThanOrEqualTo(MODELS_AT_LEAST);
    }

    @TestFactory
    Stream<DynamicTest> prints_what_keras_prints() throws IOException {
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.text(), () -> check(c)));
    }

    private static void check(Case c) throws IOException {
        LoadedModel opened = KerasModel.open(FOLDER.resolve(c.model()));
        List<String> printed = new ArrayList<>();
        if (opened.hasModel()) {
            opened.model().summary(c.options(), printed::add);
        } else {
            printed.add(Summary.text(opened.spec(), c.options()));
        }
        assertThat(String.join("", printed)).isEqualTo(Files.readString(FOLDER.resolve(c.text())));
    }

    private static List<Case> cases() throws IOException {
        Value all = KerasModel.parseJson(Files.readString(FOLDER.resolve("cases.json")));
        List<Case> cases = new ArrayList<>();
        for (Value item : ((Value.Items) all).items()) {
            Value.Fields f = (Value.Fields) item;
            cases.add(new Case(text(f, "text"), text(f, "model"), options(f)));
        }
        return cases;
    }

    private static SummaryOptions options(Value.Fields f) {
        Integer columns = number(f, "columns");
        SummaryOptions options = SummaryOptions.DEFAULTS
                .withLineLength(number(f, "line_length"))
                .withExpandNested(flag(f, "expand_nested"))
                .withShowTrainable(flag(f, "show_trainable"))
                .withAscii(flag(f, "ascii"));
        return columns == null ? options : options.withColumns(columns);
    }

    private static String text(Value.Fields f, String key) {
        return f.get(key) instanceof Value.Text t ? t.text() : "";
    }

    private static boolean flag(Value.Fields f, String key) {
        return Value.of(true).equals(f.get(key));
    }

    private static @Nullable Integer number(Value.Fields f, String key) {
        return f.get(key) instanceof Value.Int i ? Math.toIntExact(i.number()) : null;
    }

    private record Case(String text, String model, SummaryOptions options) {}
}
