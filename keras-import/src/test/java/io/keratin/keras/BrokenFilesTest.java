package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.keratin.core.config.Value;
import io.keratin.core.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Damaged and hostile files give one sentence each, with file and place, and never another exception. */
class BrokenFilesTest {

    private static final Path FOLDER = Fixtures.ROOT.resolve("broken");
    private static final int AT_LEAST = 20;

    @Test
    void there_are_broken_files() throws IOException {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    }

    @TestFactory
    Stream<DynamicTest> is_refused_with_one_sentence() throws IOException {
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.file() + ": " + c.reason(), () -> check(c)));
    }

    @Test
    void weights_that_are_no_numbers_are_a_warning_unless_refused() throws IOException {
        for (Case c : cases()) {
            if (c.outcome().equals("warning")) {
                List<String> warnings =
                        KerasModel.open(FOLDER.resolve(c.file())).report().warnings();
                assertThat(warnings).hasSize(1);
                assertThat(warnings.get(0)).contains(c.mention());
            }
        }
    }

    private static void check(Case c) {
        LoadOptions strict = LoadOptions.defaults().withRefuseNonFinite(true);
        Throwable thrown = catchThrowable(
                () -> KerasModel.open(FOLDER.resolve(c.file()), strict).model());
        if (thrown == null && c.outcome().equals("either")) {
            return;
        }
        assertThat(thrown).isInstanceOf(ModelFormatException.class);
        String sentence = String.valueOf(thrown.getMessage());
        assertThat(sentence).contains(c.file()).doesNotContain("\n");
        assertThat(sentence).contains(c.mention());
    }

    private static List<Case> cases() throws IOException {
        Value all = KerasModel.parseJson(Files.readString(FOLDER.resolve("cases.json")));
        List<Case> cases = new ArrayList<>();
        for (Value item : ((Value.Items) all).items()) {
            Value.Fields f = (Value.Fields) item;
            List<String> mention = new ArrayList<>();
            if (f.get("must_mention") instanceof Value.Items list) {
                list.items().forEach(v -> mention.add(v instanceof Value.Text t ? t.text() : v.toString()));
            }
            cases.add(new Case(text(f, "file"), text(f, "reason"), text(f, "outcome"), mention));
        }
        return cases;
    }

    private static String text(Value.Fields f, String key) {
        return f.get(key) instanceof Value.Text t ? t.text() : "";
    }

    /** The outcome is error, warning, or either where the damage lies where nobody has to look. */
    private record Case(String file, String reason, String outcome, List<String> mention) {}
}
