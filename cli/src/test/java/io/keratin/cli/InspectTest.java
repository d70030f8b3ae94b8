package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.config.Value;
import io.keratin.keras.KerasModel;
import org.junit.jupiter.api.Test;

class InspectTest {

    @Test
    void members_versions_and_weights_are_shown_as_an_indented_text() {
        Cli.Outcome run = keratin("inspect", Cli.ACTION);
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("keras_version: 3.15.1\n", "\n  - model.weights.h5\n", "float32 (126, 256)\n");
    }

    @Test
    void the_same_is_there_as_one_line_of_json() {
        Cli.Outcome run = keratin("inspect", Cli.ACTION, "--json");
        assertThat(run.outLines()).singleElement().satisfies(line -> {
            Value.Fields content = (Value.Fields) KerasModel.parseJson(line);
            assertThat(content.get("keras_version")).isEqualTo(Value.of("3.15.1"));
        });
    }

    @Test
    void what_is_no_container_is_one_sentence() {
        Cli.Outcome run = keratin("inspect", Cli.EXAMPLES.resolve("README.md"));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("keratin: " + Cli.EXAMPLES.resolve("README.md"));
    }
}
