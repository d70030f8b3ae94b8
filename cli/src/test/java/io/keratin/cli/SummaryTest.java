package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {

    @ParameterizedTest
    @CsvSource({
        "action_lstm.keras, action_lstm",
        "co2_forecaster.keras, co2_forecaster",
        "digits_classifier.h5, digits_classifier"
    })
    void prints_what_keras_prints(String file, String name) throws IOException {
        Cli.Outcome summary = keratin("summary", Cli.EXAMPLES.resolve(file), "--line-length", 70);
        assertThat(summary.status()).isZero();
        assertThat(summary.out()).isEqualTo(Files.readString(Cli.FIXTURES.resolve(name + "_summary.txt")));
        assertThat(summary.err()).isEmpty();
    }

    @Test
    void options_reach_the_table() {
        Cli.Outcome summary = keratin("summary", Cli.ACTION, "--ascii", "--show-trainable", "--expand-nested");
        assertThat(summary.status()).isZero();
        assertThat(summary.out()).contains("+--", "Trai").doesNotContain("━");
    }

    @Test
    void an_architecture_without_weights_has_a_summary() {
        Cli.Outcome summary = keratin("summary", Cli.FIXTURES.resolve("stateful.json"));
        assertThat(summary.status()).isZero();
        assertThat(summary.out()).startsWith("Model: \"stateful\"\n");
    }

    @Test
    void what_is_no_model_is_one_sentence() {
        Cli.Outcome summary = keratin("summary", Cli.ACTION_X);
        assertThat(summary.status()).isEqualTo(1);
        assertThat(summary.out()).isEmpty();
        assertThat(summary.err().lines()).singleElement().asString().startsWith("keratin: " + Cli.ACTION_X + ": ");
    }
}
