package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvertTest {

    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_model_becomes_a_java_program_line_by_line() throws Exception {
        Path out = folder.resolve("Model.java");
        Cli.Outcome run = keratin("convert", Cli.ACTION, out);
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(Files.readString(out))
                .contains("import static io.keratin.dsl.Keras.*;", "public final class Model {")
                .contains("public static io.keratin.core.Model build() {")
                .contains(".add(lstm(64).activation(\"relu\").returnSequences(true).name(\"lstm\"))");
    }

    @Test
    void a_model_becomes_a_keras_script_that_loads_the_same_weights() throws Exception {
        Path out = folder.resolve("model.py");
        assertThat(keratin("convert", Cli.ACTION, out).status()).isZero();
        assertThat(Files.readString(out))
                .startsWith("import keras\nfrom keras import layers\n")
                .contains("        layers.LSTM(64, activation=\"relu\", return_sequences=True, name=\"lstm\"),\n")
                .contains("model.load_weights(\"" + Cli.ACTION + "\")\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "model", "1st.java", "class.java", "a-b.java"})
    void what_cannot_be_written_is_one_sentence_and_no_file(String name) {
        Path out = folder.resolve(name);
        Cli.Outcome run = keratin("convert", Cli.ACTION, out);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().startsWith("keratin: " + out);
        assertThat(out).doesNotExist();
    }
}
