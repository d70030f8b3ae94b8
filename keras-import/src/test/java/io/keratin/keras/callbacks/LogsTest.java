package io.keratin.keras.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.callbacks.EarlyStopping;
import io.keratin.core.callbacks.LambdaCallback;
import io.keratin.core.config.Value;
import io.keratin.core.error.KeratinException;
import io.keratin.core.tensor.Shape;
import io.keratin.core.tensor.Tensor;
import io.keratin.core.training.Batch;
import io.keratin.core.training.CompileOptions;
import io.keratin.core.training.CompiledModel;
import io.keratin.core.training.Dataset;
import io.keratin.core.training.History;
import io.keratin.core.training.NonFiniteException;
import io.keratin.keras.KerasModel;
import io.keratin.keras.ModelSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs that callbacks write, data of all kinds, and what is said of data that does not fit. */
class LogsTest {

    private static final String MODEL = """
            {"class_name": "Sequential", "config": {"name": "m", "layers": [
              {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 3], "dtype": "float32"}},
              {"class_name": "Dense", "config": {"name": "hidden", "units": 4, "activation": "tanh"}},
              {"class_name": "Dense", "config": {"name": "out", "units": 2, "activation": "softmax"}}]}}
            """;
    private static final float[][] X = {{0, 1, 2}, {1, 0, 1}, {2, 2, 0}, {0, 0, 1}, {1, 1, 1}};
    private static final int[] Y = {0, 1, 1, 0, 1};

    @TempDir
    private Path folder = Path.of("");

    private static CompiledModel model(String loss, String... metrics) {
        try {
            Model model = Model.initialized(
                    KerasModel.open(ModelSource.of(MODEL.getBytes(StandardCharsets.UTF_8)))
                            .spec(),
                    1);
            return CompiledModel.of(model, "adam", loss, metrics);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static CompiledModel classifier() {
        return model("sparse_categorical_crossentropy", "accuracy");
    }

    @Test
    void lines_of_json() throws IOException {
        Path file = folder.resolve("new").resolve("log.jsonl");
        History history = classifier().fit(X, Y, fit -> fit.epochs(2).verbose(0).callbacks(new JsonLinesLogger(file)));
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        Value.Fields second = (Value.Fields) KerasModel.parseJson(lines.get(1));
        assertThat(second.fields()).containsOnlyKeys("epoch", "accuracy", "loss");
        assertThat(second.get("loss")).isEqualTo(Value.of(history.get("loss").get(1)));
    }

    @Test
    void files_for_tensorboard() throws IOException {
        classifier().fit(X, Y, fit -> fit.epochs(2)
                .batchSize(2)
                .validationSplit(0.4)
                .verbose(0)
                .callbacks(new TensorBoard(folder).updateFreq(1).writeStepsPerSecond(true)));
        String train = events("train");
        String validation = events("validation");
        assertThat(train).contains("epoch_loss", "epoch_learning_rate", "batch_accuracy", "epoch_steps_per_second");
        assertThat(validation).contains("epoch_loss", "epoch_accuracy", "evaluation_loss_vs_iterations");
    }

    private String events(String which) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(which))) {
            List<Path> all = files.toList();
            assertThat(all).singleElement().asString().contains("events.out.tfevents.");
            return Files.readString(all.get(0), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void batches_that_somebody_makes() {
        List<Batch> batches = List.of(batch(0, 2), batch(2, 5));
        List<Integer> seen = new ArrayList<>();
        CompiledModel one = classifier();
        one.fit(Dataset.of(batches), fit -> fit.epochs(2)
                .verbose(0)
                .callbacks(new LambdaCallback().onTrainBatchEnd((run, b) -> seen.add(run.steps()))));
        assertThat(seen).containsExactly(-1, -1, 2, 2);
        assertThat(one.optimizer().iteration()).isEqualTo(4);
        CompiledModel other = classifier();
        other.trainOnBatch(List.of(batches.get(0).x().get(0)), batches.get(0).y());
        assertThat(other.optimizer().iteration()).isEqualTo(1);
        Map<String, Double> scores = one.evaluate(Dataset.of(batches), evaluate -> evaluate.verbose(0));
        assertThat(scores.get("loss"))
                .isEqualTo(one.evaluate(X, Y, evaluate -> evaluate.verbose(0).batchSize(2))
                        .get("loss"));
    }

    private static Batch batch(int from, int to) {
        float[] x = new float[3 * (to - from)];
        int[] y = new int[to - from];
        for (int i = from; i < to; i++) {
            System.arraycopy(X[i], 0, x, 3 * (i - from), 3);
            y[i - from] = Y[i];
        }
        return new Batch(List.of(Tensor.of(x, to - from, 3)), List.of(Tensor.of(y, to - from)));
    }

    @Test
    void what_does_not_fit_is_said_before_a_weight_changes() {
        CompiledModel model = classifier();
        float[] before = model.parameters().get("layers/dense_1/kernel").clone();
        refuses(() -> model.fit(X, new int[] {0, 1}), "x[0] has 5 samples, y[0] has 2");
        refuses(() -> model.fit(new float[5][4], Y), "x 'in': expected shape (None, 3), found (5, 4)");
        refuses(() -> model.fit(new float[][] {{1, 2, 3}, {1}}, Y), "x[1]: expected 3 values as before it, found 1");
        refuses(() -> model.fit(X, new int[] {0, 1, 2, 0, 1}), "a label is 2, but predictions have 2 classes");
        refuses(() -> model.fit(X, new float[5][3]), "labels of shape (5, 3) do not fit predictions of shape (5, 2)");
        refuses(() -> model.fit(new float[0][3], new int[0]), "no samples");
        refuses(() -> model.fit("x", Y), "x: expected a Tensor, or nested arrays");
        refuses(() -> model.fit(Map.of("other", X), Y), "expected names among [in], got [other]");
        refuses(() -> model.fit(List.of(X, X), Y), "takes 1 inputs [in], found 2");
        refuses(() -> model.fit(X, Y, fit -> fit.validationSplit(0.99)), "too few to split off");
        refuses(() -> model.fit(X, Y, fit -> fit.validationSplit(1)), "validation_split must be from 0 to below 1");
        refuses(() -> model.fit(X, Y, fit -> fit.batchSize(0)), "batch_size must be positive, got 0");
        refuses(() -> model.fit(X, Y, fit -> fit.sampleWeight(new float[3])), "sample weights[0] has 3");
        refuses(
                () -> model.fit(X, Y, fit -> fit.classWeight(Map.of(0, 2.0)).sampleWeight(new float[5])),
                "without sample weights");
        refuses(
                () -> model.fit(X, Y, fit -> fit.verbose(0)
                        .callbacks(new EarlyStopping().monitor("lr").mode("up"))),
                "mode must be");
        assertThat(model.parameters().get("layers/dense_1/kernel")).isEqualTo(before);
        refuses(() -> model("mse", "acurracy").fit(X, new float[5][2]), "similar: ");
        refuses(() -> CompiledModel.of(model.model(), "adamm", "mse"), "unknown optimizer 'adamm'; similar: ");
        refuses(() -> new CompiledModel(model.model(), CompileOptions.of("adam")).fit(X, Y), "compiled without a loss");
    }

    @Test
    void a_loss_that_is_not_finite_names_its_place() {
        CompiledModel model = classifier();
        float[][] bad = {{0, 1, 2}, {1, 0, 1}, {2, Float.NaN, 0}, {0, 0, 1}, {1, 1, 1}};
        float[] before = model.parameters().get("layers/dense_1/kernel").clone();
        refuses(() -> model.fit(bad, Y), "x 'in': NaN at [2, 1], and so is what the model makes of it");
        float[] flat = new float[15];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = bad[i / 3][i % 3];
        }
        Batch batch = new Batch(List.of(Tensor.of(flat, 5, 3)), List.of(Tensor.of(new int[5], Shape.of(5))));
        assertThatThrownBy(() -> model.fit(Dataset.of(List.of(batch)), fit -> fit.verbose(0)))
                .isInstanceOf(NonFiniteException.class)
                .hasMessageContaining("epoch 1, batch 1: the loss is NaN: input 0 is NaN at [2, 1]");
        assertThat(model.parameters().get("layers/dense_1/kernel")).isEqualTo(before);
    }

    private static void refuses(Runnable what, String sentence) {
        assertThatThrownBy(what::run)
                .satisfies(e -> assertThat(e instanceof KeratinException || e instanceof IllegalArgumentException)
                        .as(e.toString())
                        .isTrue())
                .hasMessageContaining(sentence);
    }
}
