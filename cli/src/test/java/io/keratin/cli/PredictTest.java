package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.tensor.Shape;
import io.keratin.keras.numpy.Npy;
import io.keratin.keras.numpy.NpyArray;
import io.keratin.keras.numpy.Npz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictTest {

    private static final Offset<Float> TOLERANCE = Offset.offset(2e-5f);

    private final Path folder;

    PredictTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void writes_what_keras_computes() throws IOException {
        Path y = folder.resolve("new/y.npy");
        Cli.Outcome run = keratin("predict", Cli.ACTION, "-i", Cli.ACTION_X, "-o", y);
        assertThat(run.status()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("y.npy: float32(16, 10)");
        assertEqual(y, Cli.ACTION_Y);
    }

    @Test
    void any_other_name_is_a_folder() throws IOException {
        Cli.Outcome run = keratin("-q", "predict", Cli.ACTION, "-i", Cli.ACTION_X, "-o", folder.resolve("out"));
        assertThat(run).isEqualTo(new Cli.Outcome(0, "", ""));
        assertEqual(folder.resolve("out/output_0.npy"), Cli.ACTION_Y);
    }

    @Test
    void the_model_may_stand_behind_the_inputs() {
        Path y = folder.resolve("y.npy");
        for (Object[] words : new Object[][] {
            {"predict", "-q", "-i", Cli.ACTION_X, Cli.ACTION, "-o", y},
            {"predict", "--quiet", "-i" + Cli.ACTION_X, Cli.ACTION, "-o" + y},
            {"predict", "-o", y, "--input=" + Cli.ACTION_X, "-q", Cli.ACTION},
            {"predict", "-q", Cli.ACTION, "-i", "input_layer=" + Cli.ACTION_X, "--output", y}
        }) {
            assertThat(keratin(words)).isEqualTo(new Cli.Outcome(0, "", ""));
        }
    }

    @Test
    void batches_and_threads_do_not_change_a_bit() throws IOException {
        Path one = folder.resolve("one.npy");
        Path other = folder.resolve("other.npy");
        keratin("predict", Cli.ACTION, "-i", Cli.ACTION_X, "-o", one);
        keratin("predict", Cli.ACTION, "-i", Cli.ACTION_X, "-o", other, "--batch-size", 3, "--threads", 2);
        assertThat(other).hasSameBinaryContentAs(one);
    }

    @Test
    void an_npz_gives_its_only_array_or_the_one_of_the_inputs_name() throws IOException {
        NpyArray x = Npy.read(Cli.ACTION_X);
        NpyArray noise = NpyArray.of(Shape.of(1), new float[1]);
        Path only = folder.resolve("only.npz");
        Path named = folder.resolve("named.npz");
        Path strange = folder.resolve("strange.npz");
        Npz.write(only, Map.of("whatever", x));
        Npz.write(named, Map.of("input_layer", x, "noise", noise));
        Npz.write(strange, Map.of("a", x, "b", x));
        Path y = folder.resolve("y.npy");
        for (Object input : new Object[] {only, named, "input_layer=" + only, "input_layer=" + named}) {
            assertThat(keratin("predict", Cli.ACTION, "-i", input, "-o", y).status())
                    .isZero();
            assertEqual(y, Cli.ACTION_Y);
        }
        Cli.Outcome run = keratin("predict", Cli.ACTION, "-i", strange, "-o", y);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).startsWith("keratin: " + strange + ": ").contains("'input_layer'");
    }

    @Test
    void an_architecture_takes_its_weights_from_another_file() throws IOException {
        Path y = folder.resolve("y.npy");
        Cli.Outcome run = keratin(
                "predict",
                Cli.FIXTURES.resolve("stateful.json"),
                "--weights",
                Cli.FIXTURES.resolve("stateful.weights.h5"),
                "-i",
                Cli.FIXTURES.resolve("stateful_x0.npy"),
                "-o",
                y);
        assertThat(run.status()).isZero();
        assertEqual(y, Cli.FIXTURES.resolve("stateful_y0.npy"));
    }

    @Test
    void texts_come_one_a_line() throws IOException {
        Path fixtures = Path.of("..", "keras-import", "src", "test", "fixtures", "preprocessing");
        Map<String, NpyArray> arrays = Npz.read(fixtures.resolve("text_adapted_count.npz"));
        String[] texts = Objects.requireNonNull(arrays.get("x1")).toTexts();
        Path x = Files.write(folder.resolve("x.txt"), List.of(texts));
        Path y = folder.resolve("y.npy");
        Npy.write(y, Objects.requireNonNull(arrays.get("y1")));
        Path model = fixtures.resolve("text_adapted_count.keras");
        assertThat(keratin("verify", model, "-i", x, "-e", y).status()).isZero();
    }

    @Test
    void an_architecture_alone_cannot_predict() {
        Path json = Cli.FIXTURES.resolve("stateful.json");
        assertWrong(json, keratin("predict", json, "-i", Cli.ACTION_X, "-o", folder.resolve("y.npy")));
    }

    @Test
    void wrong_data_is_one_sentence_that_begins_with_its_file() throws IOException {
        Path y = folder.resolve("y.npy");
        Path missing = folder.resolve("missing.npy");
        Path text = folder.resolve("x.txt");
        Files.writeString(text, "a text\n");
        Path model = Files.writeString(folder.resolve("m.keras"), "no model");
        assertWrong(missing, keratin("predict", Cli.ACTION, "-i", missing, "-o", y));
        assertWrong(Cli.IDS_X, keratin("predict", Cli.ACTION, "-i", Cli.IDS_X, "-o", y));
        assertWrong(text, keratin("predict", Cli.ACTION, "-i", text, "-o", y));
        assertWrong(Cli.ACTION, keratin("predict", Cli.ACTION, "-i", Cli.ACTION, "-o", y));
        assertWrong(model, keratin("predict", model, "-i", Cli.ACTION_X, "-o", y));
        assertWrong(missing, keratin("predict", missing, "-i", Cli.ACTION_X, "-o", y));
        assertWrong(Cli.ACTION_X, keratin("predict", Cli.ACTION, "-i", "nobody=" + Cli.ACTION_X, "-o", y));
        assertWrong(Cli.ACTION_X, keratin("predict", Cli.ACTION, "-i", Cli.ACTION_X, Cli.ACTION_X, "-o", y));
        assertWrong(model, keratin("predict", Cli.ACTION, "-i", Cli.ACTION_X, "-o", model));
        assertThat(y).doesNotExist();
    }

    @Test
    void where_an_error_arose_is_shown_only_on_request() {
        Object[] words = {"predict", folder, "-i", Cli.ACTION_X, "-o", folder, "--stacktrace"};
        assertThat(keratin(words).err().lines())
                .hasSizeGreaterThan(3)
                .first()
                .asString()
                .startsWith("keratin: " + folder);
    }

    @Test
    void output_is_moved_into_place_whole() throws IOException {
        Path y = Files.writeString(folder.resolve("y.npy"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.npy"), y);
        assertThat(keratin("predict", Cli.ACTION, "-i", Cli.ACTION_X, "-o", link)
                        .status())
                .isZero();
        assertEqual(y, Cli.ACTION_Y);
        assertThat(link).isSymbolicLink();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(y, link);
        }
    }

    @Test
    void failed_output_leaves_no_temporary_file() throws IOException {
        Path y = Files.createDirectory(folder.resolve("y.npy"));
        assertWrong(y, keratin("predict", Cli.ACTION, "-i", Cli.ACTION_X, "-o", y));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(y);
        }
    }

    private static void assertWrong(Path file, Cli.Outcome run) {
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().startsWith("keratin: " + file + ": ");
    }

    static void assertEqual(Path found, Path expected) throws IOException {
        NpyArray y = Npy.read(found);
        assertThat(y.dtype()).isEqualTo("float32");
        assertThat(y.shape()).isEqualTo(Npy.read(expected).shape());
        assertThat(y.toFloats()).containsExactly(Npy.read(expected).toFloats(), TOLERANCE);
    }
}
