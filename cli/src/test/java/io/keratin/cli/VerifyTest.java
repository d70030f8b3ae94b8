package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.keras.numpy.Npy;
import io.keratin.keras.numpy.NpyArray;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {

    private final Path folder;

    VerifyTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void the_example_models_give_what_keras_gave() {
        for (String name : new String[] {"action_lstm.keras", "co2_forecaster.keras", "digits_classifier.h5"}) {
            String stem = name.substring(0, name.indexOf('.'));
            Cli.Outcome run = keratin(
                    "verify",
                    Cli.EXAMPLES.resolve(name),
                    "-i",
                    Cli.EXAMPLES.resolve(stem + "_input.npy"),
                    "-e",
                    Cli.EXAMPLES.resolve(stem + "_expected.npy"));
            assertThat(run.status()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.outLines()).hasSize(2).last().isEqualTo("ok");
            assertThat(run.outLines().get(0)).contains("largest absolute difference", "largest relative difference");
        }
    }

    @Test
    void a_wrong_value_is_found_with_its_index() throws IOException {
        NpyArray y = Npy.read(Cli.ACTION_Y);
        float[] values = y.toFloats();
        values[27] += 0.125f;
        Path changed = folder.resolve("y.npy");
        Npy.write(changed, NpyArray.of(y.shape(), values));
        Cli.Outcome run = keratin("verify", Cli.ACTION, "-i", Cli.ACTION_X, "-e", changed);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.outLines().get(0)).contains("absolute difference 0.125 at (2, 7)");
        assertThat(run.outLines()).last().isEqualTo("differs");
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("keratin: " + changed + ": output 'dense_2': 1 of 160 values differ")
                .contains("at (2, 7)");
        assertThat(keratin("verify", Cli.ACTION, "-i", Cli.ACTION_X, "-e", changed, "--atol", "0.2")
                        .status())
                .isZero();
    }

    @Test
    void a_not_a_number_agrees_with_nothing_but_itself() throws IOException {
        NpyArray y = Npy.read(Cli.ACTION_Y);
        float[] values = y.toFloats();
        values[0] = Float.NaN;
        Path changed = folder.resolve("y.npy");
        Npy.write(changed, NpyArray.of(y.shape(), values));
        Cli.Outcome run = keratin("verify", Cli.ACTION, "-i", Cli.ACTION_X, "-e", changed, "--atol", 9, "--rtol", 9);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.outLines()).last().isEqualTo("differs");
    }

    @Test
    void another_shape_is_no_match() {
        Cli.Outcome run = keratin("verify", Cli.ACTION, "-i", Cli.ACTION_X, "-e", Cli.IDS_Y);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("keratin: " + Cli.IDS_Y + ": output 'dense_2': expected shape (3, 2), found (16, 10)\n");
    }
}
