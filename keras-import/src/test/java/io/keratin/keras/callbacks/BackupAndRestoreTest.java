package io.keratin.keras.callbacks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keratin.core.Model;
import io.keratin.core.callbacks.EarlyStopping;
import io.keratin.core.callbacks.LambdaCallback;
import io.keratin.core.callbacks.ReduceLROnPlateau;
import io.keratin.core.error.KeratinException;
import io.keratin.core.optimizers.Slot;
import io.keratin.core.training.Callback;
import io.keratin.core.training.CompiledModel;
import io.keratin.core.training.History;
import io.keratin.keras.KerasModel;
import io.keratin.keras.ModelSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training that is stopped and goes on ends with the bits of one that was never stopped. */
class BackupAndRestoreTest {

    private static final String MODEL = """
            {"class_name": "Sequential", "config": {"name": "m", "layers": [
              {"class_name": "InputLayer", "config": {"name": "in", "batch_shape": [null, 5, 3], "dtype": "float32"}},
              {"class_name": "LSTM", "config": {"name": "lstm", "units": 4, "dropout": 0.2}},
              {"class_name": "BatchNormalization", "config": {"name": "norm"}},
              {"class_name": "Dropout", "config": {"name": "drop", "rate": 0.3}},
              {"class_name": "Dense", "config": {"name": "out", "units": 2, "activation": "softmax"}}]}}
            """;

    private static final int EPOCHS = 5;
    private static final float[][][] X = new float[40][5][3];
    private static final int[] Y = new int[40];

    static {
        Random random = new Random(7);
        for (int i = 0; i < X.length; i++) {
            for (float[] step : X[i]) {
                for (int k = 0; k < step.length; k++) {
                    step[k] = random.nextFloat() - 0.5f;
                }
            }
            Y[i] = X[i][4][0] > 0 ? 1 : 0;
        }
    }

    @TempDir
    private Path folder = Path.of("");

    /** Where the training is broken off. */
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static CompiledModel model(String optimizer) throws IOException {
        Model model = Model.initialized(
                KerasModel.open(ModelSource.of(MODEL.getBytes(StandardCharsets.UTF_8)))
                        .spec(),
                3);
        return CompiledModel.of(
                model, optimizer, "sparse_categorical_crossentropy", "accuracy", "sparse_categorical_crossentropy");
    }

    private static History fit(CompiledModel model, Callback stop, BackupAndRestore backup, int threads) {
        return model.fit(X, Y, fit -> fit.epochs(EPOCHS)
                .batchSize(8)
                .seed(11)
                .threads(threads)
                .validationSplit(0.2)
                .verbose(0)
                .callbacks(
                        new EarlyStopping().monitor("loss").patience(3).restoreBestWeights(true),
                        new ReduceLROnPlateau().monitor("val_loss").patience(1).factor(0.5),
                        stop,
                        backup));
    }

    private static LambdaCallback stopAt(int epoch, int batch) {
        return new LambdaCallback().onTrainBatchBegin((run, b) -> {
            if (run.epoch() == epoch && b == batch) {
                throw new Stop();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"adam,1,2,0", "adam,3,3,2", "sgd,2,1,1", "rmsprop,4,0,3", "lion,2,0,0"})
    void ends_with_the_same_bits(String optimizer, int epoch, int batch, int saveFreq) throws IOException {
        CompiledModel whole = model(optimizer);
        History expected = fit(whole, new LambdaCallback(), backup(folder.resolve("unused"), 0), 1);

        Path files = folder.resolve("backup");
        assertThatThrownBy(() -> fit(model(optimizer), stopAt(epoch, batch), backup(files, saveFreq), 1))
                .isInstanceOf(Stop.class);
        CompiledModel again = model(optimizer);
        History found = fit(again, new LambdaCallback(), backup(files, saveFreq), 2);

        whole.parameters().specs().forEach(w -> assertThat(again.parameters().get(w.key()))
                .as(w.key())
                .isEqualTo(whole.parameters().get(w.key())));
        List<Slot> slots = whole.optimizer().variables();
        for (int i = 0; i < slots.size(); i++) {
            assertThat(again.optimizer().variables().get(i).values())
                    .as(slots.get(i).path())
                    .isEqualTo(slots.get(i).values());
        }
        List<Double> losses = expected.get("loss");
        assertThat(found.get("loss"))
                .isEqualTo(losses.subList(losses.size() - found.get("loss").size(), losses.size()));
        assertThat(found.get("val_accuracy").get(0))
                .isEqualTo(expected.get("val_accuracy").get(found.epochs().get(0)));
        assertThat(files).doesNotExist();
    }

    private static BackupAndRestore backup(Path folder, int saveFreq) {
        BackupAndRestore backup = new BackupAndRestore(folder).doubleCheckpoint(true);
        return saveFreq == 0 ? backup : backup.saveFreq(saveFreq);
    }

    @Test
    void takes_the_state_before_if_the_last_is_damaged() throws IOException {
        Path files = folder.resolve("backup");
        CompiledModel whole = model("adam");
        fit(whole, new LambdaCallback(), backup(folder.resolve("unused"), 0), 1);
        assertThatThrownBy(() -> fit(model("adam"), stopAt(3, 1), backup(files, 0), 1))
                .isInstanceOf(Stop.class);
        Files.writeString(files.resolve("training_metadata.json"), "{\"weights\": ");
        CompiledModel again = model("adam");
        fit(again, new LambdaCallback(), backup(files, 0), 1);
        whole.parameters().specs().forEach(w -> assertThat(again.parameters().get(w.key()))
                .isEqualTo(whole.parameters().get(w.key())));
    }

    @Test
    void says_what_is_wrong_with_a_folder() throws IOException {
        Path files = Files.createDirectory(folder.resolve("backup"));
        Files.writeString(files.resolve("training_metadata.json"), "{\"epoch\": 3, \"batch\": 0}");
        assertThatThrownBy(() -> fit(model("adam"), new LambdaCallback(), new BackupAndRestore(files), 1))
                .isInstanceOf(KeratinException.class)
                .hasMessageContaining("as Keratin writes it; delete the folder to begin anew");
    }
}
