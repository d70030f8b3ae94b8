package io.keratin.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.error.ModelFormatException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Weights that Keras has quantised: what the import report says, and what is refused. */
class QuantizedTest {

    private static final Path FOLDER = Fixtures.ROOT.resolve("quantized");

    @Test
    void the_report_names_the_rule() throws IOException {
        assertThat(KerasModel.open(FOLDER.resolve("int8_dense.keras")).report().rules())
                .anyMatch(rule -> rule.startsWith("weights quantised as int8 were decoded to float32"));
        for (String name : new String[] {"int4_channels_dense_one_unit", "int4_blocks_4_embedding_one"}) {
            assertThat(KerasModel.open(FOLDER.resolve(name + ".keras")).report().rules())
                    .as(name)
                    .anyMatch(rule -> rule.startsWith("weights quantised as int4 were decoded to float32"));
        }
    }

    @Test
    void float8_is_refused_with_one_sentence() {
        assertThatThrownBy(() -> KerasModel.open(FOLDER.resolve("refused_float8.keras")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("quantised as float8")
                .hasMessageContaining("dense_1");
    }
}
