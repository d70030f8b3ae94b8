package io.keratin.cli;

import static io.keratin.cli.Cli.keratin;
import static io.keratin.dsl.Keras.dense;
import static io.keratin.dsl.Keras.dropout;
import static io.keratin.dsl.Keras.input;
import static io.keratin.dsl.Keras.sequential;
import static org.assertj.core.api.Assertions.assertThat;

import io.keratin.core.Model;
import io.keratin.core.config.Value;
import io.keratin.core.tensor.Shape;
import io.keratin.core.training.CompiledModel;
import io.keratin.keras.KerasModel;
import io.keratin.keras.numpy.Npy;
import io.keratin.keras.numpy.NpyArray;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code keratin fit} and {@code keratin evaluate}. */
class FitTest {

    private static final int SAMPLES = 60;

    @TempDir
    private Path folder = Path.of("");

    private Path compiled = Path.of("");
    private Path uncompiled = Path.of("");
    private Path x = Path.of("");
    private Path y = Path.of("");

    @BeforeEach
    void writes_a_model_and_samples() throws IOException {
        Model model = sequential(input(3))
                .add(dense(8).activation("tanh"))
                .add(dropout(0.1))
                .add(dense(2).activation("softmax"))
                .build();
        uncompiled = folder.resolve("uncompiled.keras");
        KerasModel.save(model, uncompiled);
        compiled = folder.resolve("compiled.keras");
        KerasModel.save(CompiledModel.of(model, "adam", "sparse_categorical_crossentropy", "accuracy"), compiled);
        Random random = new Random(1);
        float[] inputs = new float[3 * SAMPLES];
        int[] labels = new int[SAMPLES];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = random.nextFloat() - 0.5f;
        }
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = inputs[3 * i] > 0 ? 1 : 0;
        }
        x = write("x.npy", NpyArray.of(Shape.of(SAMPLES, 3), inputs));
        y = write("y.npy", NpyArray.of(Shape.of(SAMPLES), labels));
    }

    private Path write(String name, NpyArray array) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            Npy.write(out, array);
        }
        return file;
    }

    @Test
    void trains_and_saves() throws IOException {
        Path trained = folder.resolve("trained.keras");
        Path history = folder.resolve("h.json");
        Cli.Outcome run = keratin(
                "fit",
                compiled,
                "-x",
                x,
                "-y",
                y,
                "--epochs",
                3,
                "--validation-split",
                0.25,
                "--history",
                history,
                "-o",
                trained);
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().toList().subList(0, 2))
                .satisfies(lines -> assertThat(lines.get(0)).isEqualTo("Epoch 1/3"))
                .satisfies(
                        lines -> assertThat(lines.get(1))
                                .matches(
                                        "2/2 - \\d+s - \\d+.?s/step - accuracy: [0-9.e+]+ - loss: [0-9.e+]+ - val_accuracy: [0-9.e+]+ - val_loss: [0-9.e+]+"));
        Value.Fields logged = (Value.Fields) KerasModel.parseJson(Files.readString(history));
        assertThat(logged.fields()).containsOnlyKeys("accuracy", "loss", "val_accuracy", "val_loss");
        assertThat(logged.items("loss")).hasSize(3);
        assertThat(KerasModel.open(trained).compiled().optimizer().iteration()).isEqualTo(6);
    }

    @Test
    void goes_on_where_the_file_says() throws IOException {
        Path half = folder.resolve("half.keras");
        Path twice = folder.resolve("twice.weights.h5");
        String momentum = "{\"class_name\": \"SGD\", \"config\": {\"momentum\": 0.9}}";
        Cli.Outcome first =
                keratin("fit", uncompiled, "-x", x, "-y", y, "--loss", "ce", "-q", "--optimizer", momentum, "-o", half);
        assertThat(first.err()).isEmpty();
        assertThat(keratin("fit", half, "-x", x, "-y", y, "-q", "-o", twice).err())
                .isEmpty();
        assertThat(KerasModel.optimizerVariables(io.keratin.keras.ModelSource.of(twice))
                        .get(0)
                        .count())
                .isEqualTo(4);
    }

    @Test
    void the_same_seed_gives_the_same_file_weights() throws IOException {
        Path a = folder.resolve("a.weights.h5");
        Path b = folder.resolve("b.weights.h5");
        Path c = folder.resolve("c.weights.h5");
        for (Path out : List.of(a, b)) {
            assertThat(keratin("fit", compiled, "-x", x, "-y", y, "--seed", 4, "-q", "-o", out)
                            .status())
                    .isZero();
        }
        assertThat(keratin("fit", compiled, "-x", x, "-y", y, "--seed", 5, "-q", "-o", c)
                        .status())
                .isZero();
        assertThat(a).hasSameBinaryContentAs(b);
        assertThat(Files.mismatch(a, c)).isNotNegative();
    }

    @Test
    void weighs_samples_and_classes() throws IOException {
        float[] weights = new float[SAMPLES];
        Arrays.fill(weights, 2);
        Path w = write("w.npy", NpyArray.of(Shape.of(SAMPLES), weights));
        Path a = folder.resolve("a.weights.h5");
        Path b = folder.resolve("b.weights.h5");
        assertThat(keratin("fit", compiled, "-x", x, "-y", y, "-q", "--sample-weight", w, "-o", a)
                        .err())
                .isEmpty();
        assertThat(keratin("fit", compiled, "-x", x, "-y", y, "-q", "--class-weight", "0=2,1=2.0", "-o", b)
                        .err())
                .isEmpty();
        assertThat(a).hasSameBinaryContentAs(b);
    }

    @Test
    void judges() {
        Cli.Outcome text = keratin("evaluate", compiled, "-x", x, "-y", y, "-q");
        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.outLines()).hasSize(2);
        assertThat(text.outLines().get(0)).startsWith("loss: 0.");
        Cli.Outcome json = keratin(
                "evaluate", uncompiled, "-x", x, "-y", y, "--loss", "crossentropy", "--metrics", "accuracy", "--json");
        assertThat(json.out()).matches("\\{\"loss\": 0\\.\\d+, \"accuracy\": 0\\.\\d+}\\R");
    }

    @Test
    void says_what_is_wrong() throws IOException {
        Path out = folder.resolve("out.keras");
        assertThat(keratin("fit", uncompiled, "-x", x, "-y", y, "-o", out))
                .isEqualTo(new Cli.Outcome(
                        1, "", "keratin: " + uncompiled + ": the model was saved uncompiled: give it a --loss\n"));
        Cli.Outcome labels = keratin("fit", compiled, "-x", x, "-y", x, "-o", out);
        assertThat(labels.status()).isEqualTo(1);
        assertThat(labels.err())
                .contains("keratin: " + x + ": loss 'sparse_categorical_crossentropy': labels of shape (32, 3)");
        assertThat(keratin("fit", compiled, "-x", x, "-y", y, "--class-weight", "a=1")
                        .status())
                .isEqualTo(2);
        assertThat(keratin("fit", compiled, "-x", x, "-y", y, "-o", "model.onnx")
                        .err())
                .contains("expected a name that ends in .keras or .weights.h5; nothing was trained");
        Path few = write("short.npy", NpyArray.of(Shape.of(2), new int[] {0, 1}));
        assertThat(keratin("fit", compiled, "-x", x, "-y", few).err())
                .contains("x[0] has 60 samples, y[0] has 2: they must have as many");
        float[] values = new float[3 * SAMPLES];
        values[7] = Float.NaN;
        Path nan = write("nan.npy", NpyArray.of(Shape.of(SAMPLES, 3), values));
        assertThat(keratin("fit", compiled, "-x", nan, "-y", y, "--no-shuffle", "-o", out)
                        .err())
                .contains("NaN at [2, 1], and so is what the model makes of it");
        assertThat(out).doesNotExist();
    }
}
